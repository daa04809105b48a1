import { CheckCircleFilled, ExclamationCircleFilled } from "@ant-design/icons";
import { formatFen } from "@club/shared/money";
import {
  getProofs,
  PROOF_TITLES,
  type ProofRun,
  type ProofsView,
  type ProofTile,
  startProofs,
} from "@club/shared/overview";
import { Button, Progress } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAction, useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { type Figure, Figures } from "../../kit/Figures";
import { Section } from "../../kit/Page";
import { EmptyState, ErrorNote, Load } from "../../kit/states";
import { countText, Time } from "../../kit/values";

type Scope = { cityCode?: string };
const WATCH_MS = 1500;

/** The proofs that the books agree (对平): both sums of each, and the rows behind one that differs. */
export function ProofTiles({ scope }: { scope: Scope }) {
  const may = useMay();
  const [isWatching, setWatching] = useState(false);
  const read = useCall(getProofs, scope, { refetchMs: isWatching ? WATCH_MS : false });
  const start = useAction(startProofs);
  const isRunning = read.data?.running !== null && read.data !== undefined;
  if (isRunning !== isWatching) setWatching(isRunning);
  return (
    <Section
      title="对平"
      extra={
        may(startProofs) ? (
          <Button
            type="link"
            disabled={isRunning}
            loading={start.isPending}
            onClick={() => void start.mutateAsync({}).catch(() => undefined)}
          >
            重新核对
          </Button>
        ) : null
      }
    >
      {start.error ? <ErrorNote error={start.error} /> : null}
      <Load from={read} rows={3}>
        {(proofs) => <Proofs proofs={proofs} scope={scope} />}
      </Load>
    </Section>
  );
}

function Proofs({ proofs, scope }: { proofs: ProofsView; scope: Scope }) {
  const navigate = useNavigate();
  const query = scope.cityCode ? `?cityCode=${scope.cityCode}` : "";
  return (
    <>
      {proofs.running ? <Running run={proofs.running} /> : null}
      {proofs.last === null && !proofs.running ? (
        <EmptyState sentence="账目还没有核对过。每天夜里自动核对，也可以点右上角「重新核对」。" />
      ) : (
        <Figures
          items={proofs.tiles.map((tile) => figureOf(tile, () => navigate(`/overview/balance/${tile.proof}${query}`)))}
        />
      )}
      {proofs.last ? (
        <div className="figure-note" style={{ marginTop: 8 }}>
          核对于 <Time at={proofs.last.finishedAt} />
        </div>
      ) : null}
    </>
  );
}

function Running({ run: { doneCount, totalCount } }: { run: ProofRun }) {
  const percent = totalCount === 0 ? 0 : Math.min(99, Math.floor((doneCount * 100) / totalCount));
  return (
    <>
      <span>
        正在核对：{countText(doneCount)} / 约 {countText(totalCount)} 条；可以离开，进度会保留。
      </span>
      <Progress percent={percent} status="active" aria-label="核对进度" />
    </>
  );
}

/** A tile says it in a word and an icon, with both sides below. */
function figureOf(tile: ProofTile, onOpen: () => void): Figure {
  const { title, left, right } = PROOF_TITLES[tile.proof];
  const [leftText, rightText] = [side(tile.leftCount, tile.leftFen), side(tile.rightCount, tile.rightFen)];
  return {
    label: title,
    value: tile.agrees ? (
      <span style={{ color: "var(--club-color-success)" }}>
        <CheckCircleFilled /> 一致
      </span>
    ) : (
      <span style={{ color: "var(--club-color-error)" }}>
        <ExclamationCircleFilled /> {countText(tile.differenceCount)} 条不一致
      </span>
    ),
    note: (
      <>
        {left} {leftText}
        <br />
        {right} {rightText}
      </>
    ),
    onOpen,
  };
}

function side(count: number, fen: number | null): string {
  return fen === null ? countText(count) : `${countText(count)}，${formatFen(fen)}`;
}
