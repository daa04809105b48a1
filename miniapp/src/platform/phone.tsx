import { Button as TaroButton } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import { Button } from "../ui/button";
import styles from "../ui/button.module.scss";
import { classes } from "../ui/classes";

export type PhoneButtonProps = PropsWithChildren<{
  /** The code that the server changes for the number; works once, for five minutes. */
  onCode: (code: string) => void;
  /** The member did not want to, or WeChat could not: offer the code by SMS. */
  onRefused?: () => void;
  busy?: boolean;
  disabled?: boolean;
}>;

/** WeChat's button that hands over the phone number after the member agreed. */
export function PhoneButton({ children, onCode, onRefused, busy = false, disabled = false }: PhoneButtonProps) {
  if (busy || disabled) {
    return (
      <Button busy={busy} disabled onClick={() => undefined}>
        {children}
      </Button>
    );
  }
  return (
    <TaroButton
      className={classes(styles.button, styles.primary)}
      hoverClass={styles.pressed ?? "none"}
      openType="getPhoneNumber"
      onGetPhoneNumber={(event) => {
        if (event.detail.code) onCode(event.detail.code);
        else onRefused?.();
      }}
    >
      {children}
    </TaroButton>
  );
}
