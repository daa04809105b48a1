import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { spoken } from "../../ui/spoken";
import type { OwnBranch } from "../lib/branch";
import styles from "./branch-picker.module.scss";

type BranchPickerProps = {
  branches: readonly OwnBranch[];
  current: OwnBranch | null;
  onChoose: (branchId: string) => void;
};

/** The branch this phone works in; a choice only where there are several. */
export function BranchPicker({ branches, current, onChoose }: BranchPickerProps) {
  const [isOpen, setIsOpen] = useState(false);
  const open = branches.filter(({ isActive }) => isActive);
  const choose = (id: string) => {
    setIsOpen(false);
    onChoose(id);
  };
  const name = current?.name ?? "还没有选择门店";
  const action = current === null ? "选择门店" : "更换";
  if (open.length <= 1) {
    return (
      <View className={styles.current}>
        <Icon name="store" size={20} />
        <Text className={styles.name}>{open.length === 0 ? "没有营业中的门店" : name}</Text>
      </View>
    );
  }
  return (
    <View>
      <View
        className={styles.current}
        onClick={() => setIsOpen(true)}
        {...spoken("button", `${name}，${current === null ? action : "更换门店"}`)}
      >
        <Icon name="store" size={20} />
        <Text className={styles.name}>{name}</Text>
        <Text className={styles.change}>{action}</Text>
      </View>
      <Sheet open={isOpen} title="我在哪家门店" onClose={() => setIsOpen(false)}>
        {open.map((branch) => (
          <View
            key={branch.id}
            className={`${styles.branch} ${branch.id === current?.id ? styles.chosen : ""}`}
            onClick={() => choose(branch.id)}
            {...spoken("button", branch.id === current?.id ? `${branch.name}，当前` : branch.name)}
          >
            <Text className={styles.branchName}>{branch.name}</Text>
            <Text className={styles.address}>{branch.address}</Text>
          </View>
        ))}
      </Sheet>
    </View>
  );
}
