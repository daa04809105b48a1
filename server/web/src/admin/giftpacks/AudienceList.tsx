import { addAudience } from "@club/shared/giftpack-grants";
import type { GiftPackView } from "@club/shared/giftpacks";
import type { OutputOf } from "@club/shared/http";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Table, Upload } from "antd";
import { useState } from "react";
import { useApi, useAttempt } from "../../api/hooks";
import { Section } from "../../kit/Page";
import { ErrorNote } from "../../kit/states";
import { countText } from "../../kit/values";

type Answer = OutputOf<typeof addAudience>;

/** Imports the phones of those whom a pack for a list is meant for; the same file again changes nothing. */
export function AudienceList({ pack }: { pack: GiftPackView }) {
  const api = useApi();
  const queries = useQueryClient();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const { attempt, isBusy, error } = useAttempt();
  const send = (file: File) =>
    attempt(async () => {
      setAnswer(null);
      setAnswer(await api.upload(addAudience, { packId: pack.id }, new Blob([file], { type: "text/csv" })));
      await queries.invalidateQueries();
    });
  return (
    <Section title="名单">
      <Upload.Dragger
        accept=".csv,.txt,text/csv,text/plain"
        showUploadList={false}
        disabled={isBusy || pack.status === "ended"}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        {isBusy ? "正在导入…" : "点这里选择手机号文件（每行一个），或把文件拖进来；重复导入不会重复计算"}
      </Upload.Dragger>
      {error ? <ErrorNote error={error} /> : null}
      {answer ? <Imported answer={answer} /> : null}
    </Section>
  );
}

function Imported({ answer }: { answer: Answer }) {
  const { addedCount, alreadyCount, memberCount, refused } = answer;
  return (
    <>
      <Alert
        style={{ marginTop: 12 }}
        type={refused.length === 0 ? "success" : "warning"}
        showIcon
        title={`新加入 ${countText(addedCount)} 位，原来就在 ${countText(alreadyCount)} 位；名单共 ${countText(memberCount)} 位`}
        description={refused.length > 0 ? `有 ${refused.length} 行没有加入，请按原因核对：` : undefined}
      />
      {refused.length > 0 ? (
        <Table<Answer["refused"][number]>
          size="small"
          rowKey="rowNo"
          dataSource={refused}
          pagination={{ pageSize: 10, hideOnSinglePage: true }}
          columns={[
            { title: "行", dataIndex: "rowNo", align: "right" },
            { title: "手机号", dataIndex: "phoneMasked" },
            { title: "原因", render: (_value, row) => row.outcome.title },
          ]}
        />
      ) : null}
    </>
  );
}
