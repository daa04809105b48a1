import { LICENCE_DUTY_NAMES, LICENCE_STATE_NAMES, type LicenceState, licenceOn } from "@club/shared/licence";
import type { LicenceView } from "@club/shared/licences";
import { formatDay, shanghaiDay } from "@club/shared/time";
import { Text, View } from "@tarojs/components";
import { now } from "../../../platform/clock";
import { Card } from "../../../ui/card";
import { Cell, CellGroup } from "../../../ui/cell";
import { Notice } from "../../../ui/notice";
import { Tag } from "../../../ui/tag";
import { leftText } from "../due-rows";
import styles from "../vehicles.module.scss";

/** What to do in each state. */
const STEPS: Record<LicenceState, string> = {
  longTerm: "长期有效，不用换证。",
  before: "还不用办。到期前 90 天起可以换证，不收服务费。",
  window: "现在可以换证：用“交管12123”网上办理，或到任意一家车管所。",
  expired: "驾驶证已过期，换证前请不要驾车。一年内可以直接换证。",
  cancelled: "过期已超过一年，驾驶证已注销。两年内科目一考试合格可以恢复，请咨询车管所。",
  gone: "过期已超过三年，驾驶证不能再恢复。需要驾车请重新报考，考试合格后领取新证。",
};

/** Where the licence stands today. */
export function LicenceStanding({ licence }: { licence: LicenceView }) {
  const today = shanghaiDay(now());
  const { classes, firstIssuedOn, validUntilOn, birthdayOn, numberMasked } = licence;
  const standing = licenceOn({ classes, firstIssuedOn, validUntil: validUntilOn, birthday: birthdayOn }, today);
  const left = validUntilOn === null ? null : leftText(validUntilOn, today);
  const isOver = ["expired", "cancelled", "gone"].includes(standing.state);
  return (
    <View>
      <Card>
        <View className={styles.rowHead}>
          <Text className={styles.rowTitle}>{`准驾车型 ${classes.join("、")}`}</Text>
          {left && <Tag tone={left.tone}>{left.text}</Tag>}
        </View>
        <Text className={styles.big}>{validUntilOn === null ? "长期有效" : formatDay(validUntilOn)}</Text>
        <Text className={styles.note}>{validUntilOn === null ? "" : "有效期截止"}</Text>
      </Card>
      <View className={styles.actions}>
        <Notice tone={isOver ? "danger" : standing.state === "window" ? "warn" : "info"}>
          {STEPS[standing.state]}
        </Notice>
        <CellGroup title="这一周期">
          <Cell title="状态" value={stateName(standing.state)} />
          {standing.renewFrom !== null && <Cell title="可以换证" value={`${formatDay(standing.renewFrom)}起`} />}
          <Cell
            title="记分周期"
            note={`${formatDay(standing.demeritCycle.from)} 到 ${formatDay(standing.demeritCycle.to)}，期满未满 12 分清零`}
          />
          {standing.probationUntil !== null && (
            <Cell
              title="实习期"
              note={`到 ${formatDay(standing.probationUntil)}为止；不得独自上高速，须有 3 年以上驾龄的驾驶人陪同`}
            />
          )}
          {standing.duties.map((duty) => (
            <Cell key={duty} title={LICENCE_DUTY_NAMES[duty]} />
          ))}
        </CellGroup>
        <CellGroup title="驾驶证资料">
          <Cell title="初次领证日期" value={formatDay(firstIssuedOn)} />
          <Cell title="证号" value={numberMasked ?? "没有填写"} />
        </CellGroup>
      </View>
    </View>
  );
}

/** The first part of the state's name; what follows the colon stands in the sentence above. */
function stateName(state: LicenceState): string {
  return LICENCE_STATE_NAMES[state].split("：")[0] ?? "";
}
