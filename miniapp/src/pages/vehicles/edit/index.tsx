import { getMyVehicle, type VehicleView } from "@club/shared/vehicles";
import { useParams } from "../../../lib/nav";
import { useSession } from "../../../lib/session";
import { useQuery } from "../../../lib/use-query";
import { ErrorState } from "../../../ui/error-state";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { AddVehicleForm, ChangeVehicleForm } from "./vehicle-forms";

/** A vehicle to add, or with `id` one to correct. */
export default function EditVehiclePage() {
  const { id } = useParams<"id">();
  const session = useSession("member");
  if (!session) {
    return (
      <Page>
        <SignInPrompt what="您的车辆" />
      </Page>
    );
  }
  return id === undefined ? <AddVehicleForm /> : <ChangeVehicle id={id} />;
}

function ChangeVehicle({ id }: { id: string }) {
  const vehicle = useQuery(getMyVehicle, { vehicleId: id });
  if (vehicle.status === "ready") return <Fill vehicle={vehicle.data} asOf={vehicle.asOf} />;
  return (
    <Page>
      {vehicle.status === "error" && <ErrorState error={vehicle.error} onRetry={vehicle.retry} />}
      {vehicle.status !== "error" && <Skeleton kind="rows" count={6} />}
    </Page>
  );
}

/** The form keeps what is typed when the page is shown again: it starts anew only for another vehicle. */
function Fill({ vehicle, asOf }: { vehicle: VehicleView; asOf: Date | null }) {
  return <ChangeVehicleForm key={vehicle.id} vehicle={vehicle} asOf={asOf} />;
}
