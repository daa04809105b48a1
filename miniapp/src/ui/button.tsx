import { Button as TaroButton, View } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import styles from "./button.module.scss";
import { classes } from "./classes";
import { spoken, unnamedButton } from "./spoken";

type ButtonProps = PropsWithChildren<{
  kind?: "primary" | "secondary" | "plain" | "danger";
  /** sm is as wide as its text; md fills the line. */
  size?: "md" | "sm";
  /** Something is under way: the button stays where it is and takes no more taps. */
  busy?: boolean;
  disabled?: boolean;
  onClick: () => void;
  /** What a screen reader says when the text alone does not tell. */
  label?: string;
}>;

/** The one way to act. A tap while busy or disabled does nothing. */
export function Button({ kind = "primary", size = "md", busy = false, disabled = false, ...props }: ButtonProps) {
  const { onClick, label, children } = props;
  const isOff = busy || disabled;
  const tap = () => {
    if (!isOff) onClick();
  };
  return (
    <TaroButton
      className={classes(styles.button, styles[kind], styles[size], isOff && styles.off)}
      hoverClass={styles.pressed ?? "none"}
      aria-disabled={isOff}
      onClick={tap}
      {...(label === undefined ? unnamedButton() : spoken("button", label))}
    >
      {busy && <View className={styles.spinner} />}
      {children}
    </TaroButton>
  );
}
