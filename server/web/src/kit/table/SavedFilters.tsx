import { Button, Dropdown, Input, Popover } from "antd";
import { useState } from "react";
import { useKept } from "./kept";
import type { FilterValues } from "./use-url-filters";

type Saved = { name: string; values: Record<string, string> };
type Props = {
  id: string;
  values: FilterValues;
  change: (values: Record<string, string | undefined>) => void;
};

/** Filters under a name of one's own, kept in this browser. */
export function SavedFilters({ id, values, change }: Props) {
  const [saved, keep] = useKept<Saved[]>(`filters:${id}`, [], isSavedList);
  const [name, setName] = useState("");
  const [isNaming, setNaming] = useState(false);
  const save = () => {
    const trimmed = name.trim();
    if (trimmed === "") return;
    keep([...saved.filter((item) => item.name !== trimmed), { name: trimmed, values: { ...values } }]);
    setName("");
    setNaming(false);
  };
  const use = (chosen: Saved) => {
    // One change: the router does not queue them, a second one would start from the filters as they were before the first.
    const rest = Object.fromEntries(Object.keys(values).map((other) => [other, undefined]));
    change({ ...rest, ...chosen.values });
  };
  const items = saved.map((item) =>
    menuItem(item, { use: () => use(item), drop: () => keep(saved.filter((other) => other !== item)) }),
  );
  return (
    <>
      {saved.length > 0 ? (
        <Dropdown menu={{ items }} trigger={["click"]}>
          <Button type="text">常用筛选（{saved.length}）</Button>
        </Dropdown>
      ) : null}
      {Object.keys(values).length > 0 ? (
        <Popover
          open={isNaming}
          onOpenChange={setNaming}
          trigger="click"
          title="存为常用筛选"
          content={
            <Input.Search
              value={name}
              maxLength={20}
              placeholder="起个名字"
              enterButton="保存"
              onChange={(event) => setName(event.target.value)}
              onSearch={save}
            />
          }
        >
          <Button type="text">存为常用</Button>
        </Popover>
      ) : null}
    </>
  );
}

function menuItem({ name }: Saved, { use, drop }: { use: () => void; drop: () => void }) {
  return {
    key: name,
    label: name,
    children: [
      { key: `use:${name}`, label: "使用", onClick: use },
      { key: `drop:${name}`, label: "删除", onClick: drop },
    ],
  };
}

function isSavedList(value: unknown): value is Saved[] {
  return (
    Array.isArray(value) &&
    value.every((item) => {
      const { name, values } = (item ?? {}) as Partial<Saved>;
      return typeof name === "string" && typeof values === "object" && values !== null;
    })
  );
}
