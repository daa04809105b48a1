import { RATING_TAG_KEYS, RATING_TAGS, RATING_TEXT_MAX, type RatingTag } from "@club/shared/ratings";
import { Text, Textarea, View } from "@tarojs/components";
import { useState } from "react";
import type { ApiError } from "../../../lib/api-error";
import { Button } from "../../../ui/button";
import { classes } from "../../../ui/classes";
import { Notice } from "../../../ui/notice";
import { Sheet } from "../../../ui/sheet";
import { spoken, spokenInput } from "../../../ui/spoken";
import styles from "./rating.module.scss";
import { StarInput } from "./stars";

/** What a member says about a redemption. */
export type Said = { stars: number; tags: RatingTag[]; text: string | null };

/** The contract's limit. */
const MAX_TAGS = 5;
const WORDS = ["", "很不满意", "不满意", "一般", "满意", "非常满意"];

type RatingSheetProps = {
  open: boolean;
  isBusy: boolean;
  error: ApiError | null;
  onRate: (said: Said) => void;
  onClose: () => void;
};

/** Asks for stars, and for tags and words if the member likes. */
export function RatingSheet({ open, ...rest }: RatingSheetProps) {
  return open ? <OpenSheet {...rest} /> : null;
}

function OpenSheet({ isBusy, error, onRate, onClose }: Omit<RatingSheetProps, "open">) {
  const [stars, setStars] = useState(0);
  const [tags, setTags] = useState<RatingTag[]>([]);
  const [text, setText] = useState("");
  const words = text.trim();
  const toggle = (tag: RatingTag) => {
    if (tags.includes(tag)) setTags(tags.filter((chosen) => chosen !== tag));
    else if (tags.length < MAX_TAGS) setTags([...tags, tag]);
  };
  const submit = (
    <Button
      busy={isBusy}
      disabled={stars === 0}
      onClick={() => onRate({ stars, tags, text: words === "" ? null : words })}
    >
      {isBusy ? "正在提交" : "提交评价"}
    </Button>
  );
  return (
    <Sheet open title="评价这次服务" onClose={onClose} footer={submit}>
      <StarInput value={stars} onChange={setStars} />
      <Text className={styles.word}>{stars === 0 ? "点星星打分" : WORDS[stars]}</Text>
      <View className={styles.tags}>
        {RATING_TAG_KEYS.map((key) => (
          <Choice key={key} name={RATING_TAGS[key]} isChosen={tags.includes(key)} onTap={() => toggle(key)} />
        ))}
      </View>
      <Textarea
        className={styles.area ?? ""}
        placeholderClass={styles.placeholder ?? ""}
        value={text}
        maxlength={RATING_TEXT_MAX}
        placeholder="还想说点什么（选填）"
        cursorSpacing={80}
        {...spokenInput("评价内容")}
        onInput={(event) => setText(event.detail.value)}
      />
      <Text className={styles.note}>{`${text.length}/${RATING_TEXT_MAX}，评价提交后不能修改`}</Text>
      {error && (
        <Notice tone="danger">
          {error.isOffline ? "没有收到结果，请检查网络后再点一次，不会重复评价。" : error.sentence}
        </Notice>
      )}
    </Sheet>
  );
}

function Choice({ name, isChosen, onTap }: { name: string; isChosen: boolean; onTap: () => void }) {
  return (
    <View
      className={classes(styles.choice, isChosen && styles.chosen)}
      onClick={onTap}
      {...spoken("button", isChosen ? `${name}，已选` : name)}
    >
      <Text>{name}</Text>
    </View>
  );
}
