import { getViolationHealth, type ProviderHealth, type ViolationSwitch } from "@club/shared/violations-admin";
import { Table } from "antd";
import { useCall } from "../../api/hooks";
import { Facts, Section } from "../../kit/Page";
import { EmptyState, Load } from "../../kit/states";
import { SIDEWAYS } from "../../kit/table/sideways";
import { countText, StateTag, Time } from "../../kit/values";
import { Frame } from "./Frame";
import { SwitchActions } from "./SwitchActions";
import { TestProvider } from "./TestProvider";
import { BREAKER_WORDS, failureText, isFailure, liText, SWITCH_MEANING, SWITCH_TONES } from "./words";

const AFRESH_MS = 10_000;

/** The switch, and every provider with its last calls. */
export function HealthPage() {
  const health = useCall(getViolationHealth, {}, { refetchMs: AFRESH_MS });
  return (
    <Frame note="每 10 秒更新一次">
      <Load from={health} rows={8}>
        {({ switch: state, providers }) => (
          <>
            <SwitchCard state={state} />
            {providers.length === 0 ? (
              <Section title="供应商">
                <EmptyState sentence="还没有配置供应商。请技术人员在服务器配置里加入账号，重启后会出现在这里。" />
              </Section>
            ) : null}
            {providers.map((provider) => (
              <ProviderCard key={provider.provider} provider={provider} />
            ))}
          </>
        )}
      </Load>
    </Frame>
  );
}

function SwitchCard({ state }: { state: ViolationSwitch }) {
  return (
    <Section title="开关" extra={<SwitchActions state={state} />}>
      <Facts
        columns={3}
        items={[
          { label: "违章查询", value: <StateTag text={state.stateName} tone={SWITCH_TONES[state.state]} /> },
          {
            label: "后台检查",
            value: (
              <StateTag text={state.isBackgroundOn ? "开启" : "停止"} tone={state.isBackgroundOn ? "done" : "quiet"} />
            ),
          },
          { label: "上次变更", value: <Time at={state.changedAt} /> },
          { label: "含义", value: SWITCH_MEANING[state.state], wide: true },
          { label: "变更原因", value: state.reason ?? "没有变更过", wide: true },
        ]}
      />
    </Section>
  );
}

function ProviderCard({ provider }: { provider: ProviderHealth }) {
  const breaker = BREAKER_WORDS[provider.breaker];
  return (
    <Section
      title={`${provider.rank}. ${provider.name}`}
      extra={<TestProvider provider={provider.provider} name={provider.name} />}
    >
      <Facts
        columns={3}
        items={[
          { label: "状态", value: <StateTag text={breaker.text} tone={breaker.tone} /> },
          {
            label: "恢复试探",
            value: provider.openUntil === null ? "无需等待" : <Time at={provider.openUntil} />,
          },
          { label: "一分钟内失败", value: `${countText(provider.failures)} 次` },
          { label: "最近 50 次失败", value: failureText(provider) },
          { label: "用时中位数", value: provider.p50Ms === null ? "—" : `${countText(provider.p50Ms)} 毫秒` },
          { label: "每次费用", value: liText(provider.priceLi) },
          { label: "最近调用", value: <Time at={provider.lastCallAt} /> },
        ]}
      />
      <CallTable calls={provider.calls} />
    </Section>
  );
}

type Call = ProviderHealth["calls"][number];

function CallTable({ calls }: { calls: Call[] }) {
  return (
    <Table<Call & { key: string }>
      size="small"
      style={{ marginTop: 12 }}
      dataSource={calls.map((call, index) => ({ ...call, key: `${call.at}-${index}` }))}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false, size: "small" }}
      {...SIDEWAYS}
      locale={{ emptyText: <EmptyState sentence="还没有调用过这个供应商。会员查询后，调用会出现在这里。" /> }}
      columns={[
        { title: "调用时间", render: (_value, row) => <Time at={row.at} /> },
        {
          title: "结果",
          render: (_value, row) => (
            <StateTag text={row.outcomeName} tone={isFailure(row.outcome) ? "danger" : outcomeTone(row)} />
          ),
        },
        { title: "供应商代码", className: "num", render: (_value, row) => row.providerCode ?? "—" },
        {
          title: "用时（毫秒）",
          align: "right",
          className: "num",
          render: (_value, row) => countText(row.durationMs),
        },
      ]}
    />
  );
}

function outcomeTone({ outcome }: Call) {
  return outcome === "refused" ? "waiting" : "done";
}
