import { testViolationProvider, type ViolationProviderName } from "@club/shared/violations-admin";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useAction, useAttempt } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Facts } from "../../kit/Page";
import { ErrorNote } from "../../kit/states";
import { countText, StateTag } from "../../kit/values";
import { isFailure } from "./words";

type Props = { provider: ViolationProviderName; name: string };

/** Asks a provider once for its cities: no vehicle is named and nothing is paid. */
export function TestProvider({ provider, name }: Props) {
  const may = useMay();
  const test = useAction(testViolationProvider);
  const { attempt, isBusy, error } = useAttempt();
  const [isOpen, setOpen] = useState(false);
  if (!may(testViolationProvider)) return null;
  const run = () => {
    setOpen(true);
    void attempt(async () => void (await test.mutateAsync({ provider })));
  };
  return (
    <>
      <Button aria-label={`试一试${name}`} loading={isBusy} onClick={run}>
        试一试
      </Button>
      <Modal
        open={isOpen && !isBusy}
        title={`试一试：${name}`}
        onCancel={() => setOpen(false)}
        footer={<Button onClick={() => setOpen(false)}>知道了</Button>}
      >
        {error ? <ErrorNote error={error} onRetry={run} /> : null}
        {!error && test.data ? (
          <Facts
            columns={1}
            items={[
              {
                label: "结果",
                value: (
                  <StateTag text={test.data.outcomeName} tone={isFailure(test.data.outcome) ? "danger" : "done"} />
                ),
              },
              { label: "说明", value: test.data.sentence },
              { label: "用时", value: `${countText(test.data.durationMs)} 毫秒` },
              { label: "城市", value: `${countText(test.data.cityCount)} 个` },
            ]}
          />
        ) : null}
      </Modal>
    </>
  );
}
