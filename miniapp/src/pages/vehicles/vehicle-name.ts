import type { VehicleView } from "@club/shared/vehicles";

/** What people call a vehicle: the nickname, else brand and model, else the type of its plate. */
export function vehicleName({ nickname, brand, model, plateTypeName }: VehicleView): string {
  const made = [brand, model].filter(Boolean).join(" ");
  if (nickname !== null) return made === "" ? nickname : `${nickname} · ${made}`;
  return made === "" ? plateTypeName : made;
}
