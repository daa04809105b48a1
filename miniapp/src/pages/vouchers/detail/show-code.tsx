import type { MemberVoucher } from "@club/shared/vouchers";
import { Text, View } from "@tarojs/components";
import { useEffect } from "react";
import { lastDay } from "../../../lib/format";
import { useIsSeen } from "../../../lib/use-is-seen";
import { brighten } from "../../../platform/screen";
import { Button } from "../../../ui/button";
import { QrCode } from "../../../ui/qr-code";
import styles from "./show-code.module.scss";
import { useVoucherQr, type VoucherQr } from "./use-voucher-qr";

const QR_SIDE = 232;

/** "7K3M-9QXA-01BZ" → its groups of four. */
function codeGroups(code: string): string[] {
  return code.split("-");
}

type ShowCodeProps = { voucher: MemberVoucher; code: string; onRefused: () => void };

/** What the shop scans: a code that renews itself, and the same voucher as symbols to read out. */
export function ShowCode({ voucher, code, onRefused }: ShowCodeProps) {
  const qr = useVoucherQr(voucher.id, onRefused);
  useBrightScreen();
  return (
    <View className={styles.pass}>
      <Text className={styles.name}>{voucher.serviceName}</Text>
      <Text className={styles.lead}>给商户看这个码</Text>
      <View className={styles.qr} style={{ width: `${QR_SIDE}px`, height: `${QR_SIDE}px` }}>
        {qr.token !== null && <QrCode text={qr.token} size={QR_SIDE} label={`${voucher.serviceName}的二维码`} />}
        {qr.token === null && <NoCode qr={qr} />}
      </View>
      <Countdown qr={qr} />
      <View className={styles.code}>
        {codeGroups(code).map((group) => (
          <Text key={group} className={styles.group}>
            {group}
          </Text>
        ))}
      </View>
      <Text className={styles.hint}>扫不了码时，请商户输入这 12 位兑换码</Text>
      <View className={styles.facts}>
        <Text className={styles.fact}>{`有效期至 ${lastDay(voucher.expiresAt)}`}</Text>
        {voucher.plateMasked !== null && <Text className={styles.fact}>{`限 ${voucher.plateMasked} 使用`}</Text>}
      </View>
    </View>
  );
}

/** Full brightness and no dimming while the code is on the screen; as before when it goes, or another page lies on it. */
function useBrightScreen(): void {
  const isSeen = useIsSeen();
  useEffect(() => {
    if (!isSeen) return;
    const undo = brighten();
    return () => void undo.then((restore) => restore());
  }, [isSeen]);
}

function NoCode({ qr: { error, renew } }: { qr: VoucherQr }) {
  if (error === null) return <View className={styles.waiting} />;
  return (
    <View className={styles.failed}>
      <Text className={styles.failedTitle}>{error.isOffline ? "网络没有连上" : error.message}</Text>
      <Text className={styles.failedNote}>下面的兑换码仍然可以使用</Text>
      <Button size="sm" kind="secondary" onClick={renew}>
        重新获取二维码
      </Button>
    </View>
  );
}

function Countdown({ qr: { moment, token } }: { qr: VoucherQr }) {
  const turn = `${Math.round((moment?.share ?? 0) * 360)}deg`;
  const ring = { background: `conic-gradient(var(--accent) ${turn}, var(--line) ${turn})` };
  return (
    <View className={styles.countdown}>
      <View className={styles.ring} style={ring}>
        <View className={styles.hole} />
      </View>
      <Text className={styles.seconds}>{countdownText(token === null ? null : moment)}</Text>
    </View>
  );
}

function countdownText(moment: VoucherQr["moment"]): string {
  if (moment === null) return "正在准备二维码";
  return moment.phase === "fresh"
    ? `${moment.secondsLeft} 秒后自动更新`
    : `网络不稳，这个码还能用 ${moment.secondsLeft} 秒`;
}
