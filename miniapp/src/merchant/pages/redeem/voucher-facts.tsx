import { Text, View } from "@tarojs/components";
import { lastDay } from "../../../lib/format";
import { Cell, CellGroup } from "../../../ui/cell";
import { type Preview, priceText } from "../../lib/redeem-rules";
import styles from "./index.module.scss";

/** What was presented: the service in large, for whom, which car, until when, who pays. */
export function VoucherFacts({ preview, branchName }: { preview: Preview; branchName: string }) {
  const { service, member, plate, expiresAt, price, distanceMeters } = preview;
  return (
    <View>
      <View className={styles.service}>
        <Text className={styles.serviceName}>{service.name}</Text>
        {price !== null && <Text className={styles.soft}>{priceText(price)}</Text>}
      </View>
      <CellGroup>
        <Cell title="车主" value={`${member.name} ${member.phone}`.trim()} />
        {plate !== null && <Cell title="车牌" value={plate} />}
        <Cell title="有效期至" value={lastDay(expiresAt)} />
        <Cell
          title="门店"
          value={branchName}
          {...(distanceMeters !== null && { note: `距门店 ${distanceMeters} 米` })}
        />
      </CellGroup>
    </View>
  );
}
