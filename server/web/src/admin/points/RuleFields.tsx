import { type EarnEvent, MAX_LIFE_MONTHS, MAX_MULTIPLIER_BPS } from "@club/shared/points-rules";
import { Button, Form, Input, InputNumber } from "antd";
import { RemoveRowButton, WindowFields } from "../../kit/form-fields";
import { Section } from "../../kit/Page";
import { parseTimes } from "./rule-form";

/** Everything of a rule that can be set; the table of check-in streaks only where it counts. */
export function RuleFields({ event }: { event: EarnEvent }) {
  return (
    <>
      <WordFields />
      <AmountFields />
      <Section title="生效时间">
        <div className="pair">
          <WindowFields mayOpenAtOnce />
        </div>
      </Section>
      {event === "checked-in" ? <StreakFields /> : null}
    </>
  );
}

function WordFields() {
  return (
    <Section title="会员看到的文字">
      <Form.Item
        name="title"
        label="规则名称"
        rules={[{ required: true, whitespace: true, min: 2, max: 30, message: "请填写规则名称，2 至 30 个字" }]}
      >
        <Input maxLength={30} showCount />
      </Form.Item>
      <Form.Item name="intro" label="说明（可不填）">
        <Input maxLength={100} showCount />
      </Form.Item>
    </Section>
  );
}

function AmountFields() {
  return (
    <Section title="积分">
      <div className="pair">
        <Form.Item name="points" label="每次" rules={[{ required: true, message: "请填写每次的积分" }]}>
          <InputNumber className="wide" min={1} max={100_000} precision={0} suffix="积分" />
        </Form.Item>
        <Form.Item name="lifeMonths" label="有效期（到月底）" rules={[{ required: true, message: "请填写有效月数" }]}>
          <InputNumber className="wide" min={1} max={MAX_LIFE_MONTHS} precision={0} suffix="个月" />
        </Form.Item>
        <TimesField name="standardTimes" label="普通会员的倍数" />
        <TimesField name="seniorTimes" label="高级会员的倍数" />
        <CapField name="dailyCapPoints" label="每人每日上限（不填为不限）" />
        <CapField name="monthlyCapPoints" label="每人每月上限（不填为不限）" />
        <CapField name="totalCapPoints" label="每人累计上限（不填为不限）" />
      </div>
    </Section>
  );
}

function TimesField({ name, label }: { name: string; label: string }) {
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[
        {
          validator: async (_rule, text?: string) => {
            const bps = parseTimes(text);
            if (bps === null || bps > MAX_MULTIPLIER_BPS)
              throw new Error("请填写 0 至 10 的倍数，最多四位小数，例如 1.2");
          },
        },
      ]}
    >
      <Input inputMode="decimal" suffix="倍" />
    </Form.Item>
  );
}

function CapField({ name, label }: { name: string; label: string }) {
  return (
    <Form.Item name={name} label={label}>
      <InputNumber className="wide" min={1} max={100_000_000} precision={0} suffix="积分" />
    </Form.Item>
  );
}

function StreakFields() {
  return (
    <Section title="连续签到">
      <Form.Item
        name="streakCycleDays"
        label="几天一轮（到了就从第 1 天重新数）"
        rules={[{ required: true, message: "请填写一轮的天数" }]}
      >
        <InputNumber min={1} max={31} precision={0} suffix="天" style={{ width: 160 }} />
      </Form.Item>
      <Form.List name="streakBonuses">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <BonusRow key={key} name={name} onRemove={() => remove(name)} />
            ))}
            <Button disabled={fields.length >= 31} onClick={() => add({ day: null, points: null })}>
              加一个奖励日
            </Button>
          </>
        )}
      </Form.List>
    </Section>
  );
}

type Bonus = { day?: number | null } | undefined;

function BonusRow({ name, onRemove }: { name: number; onRemove: () => void }) {
  return (
    <div className="row" style={{ alignItems: "flex-start" }}>
      <Form.Item
        name={[name, "day"]}
        dependencies={["streakCycleDays", "streakBonuses"]}
        rules={[
          { required: true, message: "请填写第几天" },
          ({ getFieldValue }) => ({
            validator: async (_rule, day?: number | null) => {
              const cycle: number | null = getFieldValue("streakCycleDays");
              const all: Bonus[] = getFieldValue("streakBonuses") ?? [];
              if (day && cycle && day > cycle) throw new Error(`一轮只有 ${cycle} 天`);
              if (day && all.filter((bonus) => bonus?.day === day).length > 1) throw new Error("这一天已经有奖励");
            },
          }),
        ]}
      >
        <InputNumber
          aria-label={`第 ${name + 1} 个奖励：连续第几天`}
          min={1}
          max={31}
          precision={0}
          prefix="第"
          suffix="天"
          style={{ width: 128 }}
        />
      </Form.Item>
      <Form.Item name={[name, "points"]} rules={[{ required: true, message: "请填写奖励积分" }]}>
        <InputNumber
          aria-label={`第 ${name + 1} 个奖励：多得积分`}
          min={1}
          max={100_000_000}
          precision={0}
          prefix="多"
          suffix="积分"
          style={{ width: 168 }}
        />
      </Form.Item>
      <RemoveRowButton what={`第 ${name + 1} 个奖励`} onRemove={onRemove} />
    </div>
  );
}
