import { type InboxMessageView, listMyInbox, readAllInbox, readInboxMessage } from "@club/shared/inbox";
import { Text, View } from "@tarojs/components";
import { moment } from "../../../lib/format";
import { go } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { useSession } from "../../../lib/session";
import { useAction } from "../../../lib/use-action";
import { type PagedList, usePaged } from "../../../lib/use-paged";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { ListEnd } from "../../../ui/list-end";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { Tag } from "../../../ui/tag";
import styles from "../assistant.module.scss";

/** 消息: everything the club has told the member, newest first. */
export default function InboxPage() {
  const session = useSession("member");
  if (session) return <Inbox />;
  return (
    <Page>
      <SignInPrompt what="您的消息" />
    </Page>
  );
}

function Inbox() {
  const list = usePaged(listMyInbox, {});
  return (
    <Page asOf={list.asOf}>
      <Messages list={list} />
    </Page>
  );
}

function Messages({ list }: { list: PagedList<InboxMessageView> }) {
  if (list.status === "loading") return <Skeleton kind="cards" count={4} />;
  if (list.status === "error" && list.error) return <ErrorState error={list.error} onRetry={list.retry} />;
  const [newest] = list.items;
  if (newest === undefined) {
    return (
      <Empty
        title="还没有消息"
        note="年检、保险、换证快到期时，提醒会放在这里。"
        action={{ text: "看看车主秘书", onClick: () => go("assistant") }}
      />
    );
  }
  const hasUnread = list.items.some(({ readAt }) => readAt === null);
  return (
    <View>
      {hasUnread && <ReadAll until={newest.at} onDone={list.reload} />}
      {list.items.map((message) => (
        <Message key={message.id} message={message} onRead={list.reload} />
      ))}
      <ListEnd list={list} />
    </View>
  );
}

/** Only up to the newest that is seen here: what came since stays unread. */
function ReadAll({ until, onDone }: { until: string; onDone: () => Promise<void> }) {
  const read = useAction(async () => {
    await call(readAllInbox, { until });
    await onDone();
  });
  return (
    <View>
      {read.error && <Notice tone="danger">{read.error.sentence}</Notice>}
      <View className={styles.readAll}>
        <Button size="sm" kind="plain" busy={read.isRunning} onClick={read.run}>
          全部标为已读
        </Button>
      </View>
    </View>
  );
}

function Message({ message, onRead }: { message: InboxMessageView; onRead: () => Promise<void> }) {
  const isUnread = message.readAt === null;
  const open = useAction(async () => {
    // Reading it is worth no error: it stays unread and can be opened again.
    if (isUnread) await call(readInboxMessage, { messageId: message.id }).then(onRead, () => undefined);
    openTarget(message);
  });
  return (
    <View className={styles.item}>
      <Card onClick={open.run}>
        <View className={styles.messageHead}>
          {isUnread && <View className={styles.dot} />}
          <Text className={styles.messageTitle}>{message.title}</Text>
          {isUnread && <Tag tone="accent">未读</Tag>}
        </View>
        <Text className={styles.messageBody}>{message.body}</Text>
        <Text className={styles.note}>{`${message.kindName} · ${moment(message.at)}`}</Text>
      </Card>
    </View>
  );
}

/** Where a message leads; some have all their news in themselves. */
function openTarget({ target, vehicleId }: InboxMessageView): void {
  if (target === "vehicle" && vehicleId !== null) go("vehicle", { id: vehicleId });
  if (target === "violations" && vehicleId !== null) go("violations", { id: vehicleId });
  if (target === "licence") go("licence");
  if (target === "vouchers") go("vouchers");
  if (target === "points") go("points");
  if (target === "reminders") go("assistant");
}
