import type { VehicleView } from "@club/shared/vehicles";

/** A vehicle as the server answers it, with what a test says otherwise. */
export function vehicleWith(changes: Partial<VehicleView> = {}): VehicleView {
  return {
    id: "v1",
    plate: "鲁A00001",
    plateType: "02",
    plateTypeName: "小型汽车",
    cityCode: "370100",
    brand: "大众",
    model: "朗逸",
    vinMasked: "*************1234",
    vinWarning: null,
    engineNoMasked: "**5678",
    registeredOn: "2022-05-10",
    use: "small_nonop",
    useName: "家用小客车（9 座及以下）",
    energy: "petrol",
    energyName: "汽油",
    manufacturedOn: null,
    hadInjuryAccident: false,
    wasIllegallyModified: false,
    seats: 5,
    inspectionValidUntilOn: null,
    compulsoryUntilOn: "2026-12-01",
    commercialUntilOn: null,
    estimatedEnds: [],
    nickname: null,
    isDefault: true,
    addedAt: "2026-11-20T06:00:00.000Z",
    updatedAt: "2026-11-20T06:00:00.000Z",
    ...changes,
  };
}
