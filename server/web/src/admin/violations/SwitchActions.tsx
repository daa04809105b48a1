import { switchViolations, type ViolationSwitch } from "@club/shared/violations-admin";
import { App, Button } from "antd";
import { useState } from "react";
import { useAction } from "../../api/hooks";
import { useMay, whoMay } from "../../app/me";
import { Reasoned } from "../../kit/Reasoned";

type Change = "query" | "background";

/** Opens and closes the feature, and the checks in the background, each with its reason. */
export function SwitchActions({ state }: { state: ViolationSwitch }) {
  const may = useMay();
  const [change, setChange] = useState<Change | null>(null);
  if (!may(switchViolations)) return <span className="figure-note">{whoMay(switchViolations)}可以开关</span>;
  const query = wordsOf("query", state);
  const background = wordsOf("background", state);
  return (
    <div className="row">
      <Button onClick={() => setChange("background")}>{`${background.confirmText}…`}</Button>
      <Button danger={state.isOn} onClick={() => setChange("query")}>{`${query.confirmText}…`}</Button>
      {change ? <SwitchDialog change={change} state={state} onClose={() => setChange(null)} /> : null}
    </div>
  );
}

type DialogProps = { change: Change; state: ViolationSwitch; onClose: () => void };

function SwitchDialog({ change, state, onClose }: DialogProps) {
  const flip = useAction(switchViolations);
  const { message } = App.useApp();
  const words = wordsOf(change, state);
  const { isOn, isBackgroundOn } = state;
  const next = change === "query" ? { isOn: !isOn, isBackgroundOn } : { isOn, isBackgroundOn: !isBackgroundOn };
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={words.confirmText}
      consequence={words.consequence}
      confirmText={words.confirmText}
      isDangerous={change === "query" && isOn}
      onConfirm={async ({ reason }) => {
        await flip.mutateAsync({ ...next, reason });
        message.success("已生效");
      }}
    />
  );
}

function wordsOf(change: Change, { isOn, isBackgroundOn }: ViolationSwitch) {
  if (change === "query") {
    return isOn
      ? {
          confirmText: "关闭违章查询",
          consequence: [
            "小程序立即隐藏违章查询的入口",
            "不再向供应商查询，也不再有费用",
            "已经查到的记录保留，重新开放后可以再看",
          ],
        }
      : {
          confirmText: "开放违章查询",
          consequence: ["小程序重新显示违章查询的入口", "会员的查询会产生费用，用完本月预算自动停止"],
        };
  }
  return isBackgroundOn
    ? {
        confirmText: "停止后台检查",
        consequence: ["不再为会员检查新的违章，也不再发送新违章提醒", "会员仍可以自己查询"],
      }
    : {
        confirmText: "开启后台检查",
        consequence: ["为打开了违章提醒的会员检查车辆，每辆车每周一次", "每次检查都有费用，计入本月预算"],
      };
}
