import type { MemberView } from "@club/shared/members";
import { Alert, Input, Radio } from "antd";
import { useState } from "react";
import { useApi, useAttempt } from "../../api/hooks";
import { ErrorNote } from "../../kit/states";
import { NOT_RECOGNISED, recognise } from "../find";
import { findMembers } from "./find-members";

type Props = { onChoose: (member: MemberView | null) => void; width?: number | string; id?: string };

const WORDS = "手机号、会员号、车牌或姓名";

/** Finds one member by what people know of them. One hit is chosen at once; of several, one has to be picked. */
export function MemberSearch({ onChoose, width = "100%", id }: Props) {
  const api = useApi();
  const { attempt, isBusy, error, clear } = useAttempt();
  const [hint, setHint] = useState<string | null>(null);
  const [found, setFound] = useState<MemberView[]>([]);
  const look = (typed: string) => {
    const text = typed.trim();
    const sought = text === "" ? null : recognise(text);
    setFound([]);
    setHint(text === "" || sought ? null : NOT_RECOGNISED);
    clear();
    onChoose(null);
    if (!sought) return;
    void attempt(async () => {
      const rows = await findMembers(api, sought);
      const [only] = rows;
      if (!only) setHint("没有找到这位会员，请核对是否输错，或请车主先注册");
      else if (rows.length === 1) onChoose(only);
      else setFound(rows);
    });
  };
  return (
    <div style={{ width }}>
      <Input.Search
        {...(id && { id })}
        allowClear
        aria-label={`会员：${WORDS}`}
        placeholder={WORDS}
        enterButton="查找"
        loading={isBusy}
        onSearch={look}
      />
      <div aria-live="polite" style={{ marginTop: hint || error || found.length > 0 ? 8 : 0 }}>
        {hint ? <Alert type="warning" showIcon title={hint} /> : null}
        {error ? <ErrorNote error={error} /> : null}
        {found.length > 0 ? <Several found={found} onChoose={onChoose} /> : null}
      </div>
    </div>
  );
}

function Several({ found, onChoose }: { found: readonly MemberView[]; onChoose: Props["onChoose"] }) {
  return (
    <Radio.Group
      aria-label="找到的会员"
      options={found.map((member) => ({ value: member.id, label: `${member.name ?? "未填写"} ${member.phone ?? ""}` }))}
      onChange={(event) => onChoose(found.find((member) => member.id === event.target.value) ?? null)}
    />
  );
}
