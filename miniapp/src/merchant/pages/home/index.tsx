import { useSession } from "../../../lib/session";
import { ClerkHome } from "./clerk-home";
import { Welcome } from "./welcome";

/** The merchant's side: where a clerk signs in, and from where everything is redeemed. */
export default function ClerkHomePage() {
  const session = useSession("clerk");
  return session ? <ClerkHome /> : <Welcome />;
}
