import { CITIES } from "@club/shared/regions";

/** The part of the map that is drawn, degrees × 1 000 000: Shandong with a margin. */
const WEST = 114_600_000;
const EAST = 123_000_000;
const SOUTH = 34_200_000;
const NORTH = 38_500_000;
export const MAP_WIDTH = 560;
export const MAP_HEIGHT = 360;

export type Point = { x: number; y: number };

/** Where a place is on the map, in its units, to a tenth. Plate carrée: plenty for "which city". */
export function toPoint({ lngE6, latE6 }: { lngE6: number; latE6: number }): Point {
  const x = ((lngE6 - WEST) / (EAST - WEST)) * MAP_WIDTH;
  const y = ((NORTH - latE6) / (NORTH - SOUTH)) * MAP_HEIGHT;
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}

/** Whether a place is on the map at all. */
export function isOnMap({ x, y }: Point): boolean {
  return x >= 0 && x <= MAP_WIDTH && y >= 0 && y <= MAP_HEIGHT;
}

/** The sixteen cities as points with their names. */
export const CITY_POINTS = CITIES.map(({ code, name, lng, lat }) => ({
  code,
  name: name.replace(/市$/, ""),
  ...toPoint({ lngE6: lng, latE6: lat }),
}));
