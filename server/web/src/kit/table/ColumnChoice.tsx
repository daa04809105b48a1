import { SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover } from "antd";
import { isTextList, useKept } from "./kept";
import type { Column } from "./types";

/** Which columns are shown; the choice is kept per list in this browser. The first column always stays. */
export function useColumnChoice<Row>(id: string, columns: readonly Column<Row>[]) {
  const usual = columns.filter((column) => !column.isExtra).map((column) => column.key);
  const [chosen, choose] = useKept(`columns:${id}`, usual, isTextList);
  const first = columns[0]?.key;
  const shown = columns.filter((column) => column.key === first || chosen.includes(column.key));
  const button = (
    <Popover
      trigger="click"
      placement="bottomRight"
      title="显示哪些列"
      content={
        <Checkbox.Group
          value={shown.map((column) => column.key)}
          onChange={choose}
          style={{ display: "grid", gap: 8, maxHeight: 360, overflow: "auto" }}
          options={columns.map(({ key, title }) => ({ value: key, label: title, disabled: key === first }))}
        />
      }
    >
      <Button icon={<SettingOutlined />} aria-label="选择列" />
    </Popover>
  );
  return { shown, button };
}
