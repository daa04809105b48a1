import { formatPoints } from "@club/shared/points";
import { getMyRating, type MyRating, rateRedemption } from "@club/shared/ratings";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { moment } from "../../../lib/format";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { ErrorState } from "../../../ui/error-state";
import { Skeleton } from "../../../ui/skeleton";
import { Tag } from "../../../ui/tag";
import { toast } from "../../../ui/toast";
import styles from "./rating.module.scss";
import { RatingSheet, type Said } from "./rating-sheet";
import { Stars } from "./stars";

/** 评价 on a used voucher: given once, shown from then on. */
export function RatingCard({ redemptionId }: { redemptionId: string }) {
  const page = useQuery(getMyRating, { redemptionId });
  const [isOpen, setIsOpen] = useState(false);
  const rate = useAction(async (said: Said) => {
    const { earnedPoints } = await call(rateRedemption, { redemptionId, ...said });
    setIsOpen(false);
    toast(earnedPoints > 0 ? `谢谢评价，得到 ${formatPoints(earnedPoints)}` : "谢谢您的评价");
    if (page.status === "ready") await page.reload();
  });
  if (page.status === "loading" || page.status === "idle") return <Skeleton kind="cards" count={1} />;
  if (page.status === "error") return <ErrorState error={page.error} onRetry={page.retry} />;
  const { rating, whyNot, nextPoints } = page.data;
  if (rating) return <Given rating={rating} />;
  if (whyNot !== null) {
    return (
      <Card title="评价">
        <Text className={styles.note}>{whyNot}</Text>
      </Card>
    );
  }
  return (
    <Card title="评价这次服务">
      <Text className={styles.note}>
        {nextPoints > 0 ? `说说服务怎么样，可得 ${formatPoints(nextPoints)}` : "说说服务怎么样，帮俱乐部管好门店"}
      </Text>
      <View className={styles.action}>
        <Button kind="secondary" onClick={() => setIsOpen(true)}>
          去评价
        </Button>
      </View>
      <RatingSheet
        open={isOpen}
        isBusy={rate.isRunning}
        error={rate.error}
        onRate={rate.run}
        onClose={() => setIsOpen(false)}
      />
    </Card>
  );
}

function Given({ rating: { stars, tags, text, ratedAt, earnedPoints } }: { rating: MyRating }) {
  return (
    <Card title="我的评价">
      <Stars value={stars} />
      {tags.length > 0 && (
        <View className={styles.given}>
          {tags.map(({ key, name }) => (
            <Tag key={key}>{name}</Tag>
          ))}
        </View>
      )}
      {text !== null && <Text className={styles.text}>{text}</Text>}
      <Text className={styles.note}>
        {`${moment(ratedAt)}${earnedPoints > 0 ? ` · 得到 ${formatPoints(earnedPoints)}` : ""}`}
      </Text>
    </Card>
  );
}
