import { useEffect, useState } from "react";
import { goTab } from "../lib/nav";
import { signOut } from "../lib/session";
import { Cell, CellGroup } from "../ui/cell";
import { Notice } from "../ui/notice";
import { Sheet } from "../ui/sheet";
import { toast } from "../ui/toast";
import { askPreview } from "./preview-api";
import { choosePreviewUser } from "./preview-user";

type Account = { title: string; login: string; place: string; wechatUser: string | null };
type Accounts = { members: Account[]; merchants: Account[] };
const NONE: Accounts = { members: [], merchants: [] };

/** Who WeChat says this visitor is: somebody new, or a person of the demonstration data. */
export function PreviewSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [accounts, setAccounts] = useState(NONE);
  useEffect(() => {
    if (open) askPreview<Accounts>("/demo/accounts").then(setAccounts, () => setAccounts(NONE));
  }, [open]);
  const become = (user: string | null, name: string) => {
    signOut("member");
    signOut("clerk");
    choosePreviewUser(user);
    onClose();
    goTab("home");
    toast(`现在的微信用户：${name}`);
  };
  return (
    <Sheet open={open} title="演示身份" onClose={onClose}>
      <Notice tone="warn">这是浏览器里的演示，微信和短信由本机模拟。选一位微信用户，再点登录。</Notice>
      <CellGroup title="新用户">
        <Cell icon="plus" title="一位新的微信用户" note="走一遍注册和领取礼包" onClick={() => become(null, "新用户")} />
      </CellGroup>
      <People title="会员" people={accounts.members} become={become} />
      <People title="商户" people={accounts.merchants} become={become} />
    </Sheet>
  );
}

type PeopleProps = { title: string; people: readonly Account[]; become: (user: string | null, name: string) => void };

function People({ title, people, become }: PeopleProps) {
  if (people.length === 0) return null;
  return (
    <CellGroup title={title}>
      {people.map((person) => (
        <Cell
          key={`${person.title} ${person.login}`}
          title={`${person.title} ${person.login}`}
          note={person.place}
          onClick={() => become(person.wechatUser, `${person.title} ${person.login}`)}
        />
      ))}
    </CellGroup>
  );
}
