import { listServices } from "@club/shared/services";
import { oldest } from "../../lib/as-of";
import { useSession } from "../../lib/session";
import { useQuery } from "../../lib/use-query";
import { usePageShare } from "../../platform/share";
import { Page } from "../../ui/page";
import { GuestHome } from "./guest-home";
import { MemberHome } from "./member-home";
import { ServiceGrid } from "./service-grid";

/** 首页: what waits for this member, then what the club offers. Visitors see it too. */
export default function HomePage() {
  const session = useSession("member");
  const services = useQuery(listServices, {});
  usePageShare({ title: "车主俱乐部：注册就送礼包", path: "pages/home/index" });
  return (
    <Page asOf={oldest(services)}>
      {session ? <MemberHome /> : <GuestHome />}
      <ServiceGrid services={services} />
    </Page>
  );
}
