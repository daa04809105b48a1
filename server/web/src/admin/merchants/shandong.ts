import { CITIES, distanceMeters } from "@club/shared/regions";

/** A place in degrees × 1 000 000. */
export type Place = { lngE6: number; latE6: number };
/** What part of the world a map shows, degrees × 1 000 000. */
export type Frame = { west: number; east: number; south: number; north: number };
export type Point = { x: number; y: number };

/** Shandong with a margin. Every frame has its proportions, in which a kilometre is about as long to the east as to the north. */
export const PROVINCE: Frame = { west: 114_600_000, east: 123_000_000, south: 34_200_000, north: 38_500_000 };
export const MAP_WIDTH = 560;
export const MAP_HEIGHT = 360;
const PROVINCE_WIDTH = PROVINCE.east - PROVINCE.west;
const PROVINCE_HEIGHT = PROVINCE.north - PROVINCE.south;
/** About 11 km from north to south: shops in one street are not blown up over the whole map. */
const LEAST_HEIGHT = 100_000;
/** Free space at each edge, for pins and names, in hundredths of the height or width. */
const MARGIN = 18;
/** What a scale bar may stand for, and how long it may be in units of the map. */
const BARS_KM = [100, 50, 20, 10, 5, 2, 1] as const;
const LONGEST_BAR = 110;

/** The part of the province that shows these places, not less than a city's middle; without any, the whole province. */
export function frameOf(places: readonly Place[]): Frame {
  if (places.length === 0) return PROVINCE;
  const lng = extent(places.map(({ lngE6 }) => lngE6));
  const lat = extent(places.map(({ latE6 }) => latE6));
  const needed = Math.max(lat.span, (lng.span * PROVINCE_HEIGHT) / PROVINCE_WIDTH) / (1 - (2 * MARGIN) / 100);
  const height = Math.round(Math.max(needed, LEAST_HEIGHT));
  if (height >= PROVINCE_HEIGHT) return PROVINCE;
  const width = Math.round((height * PROVINCE_WIDTH) / PROVINCE_HEIGHT);
  const west = within(lng.middle - width / 2, PROVINCE.west, PROVINCE.east - width);
  const south = within(lat.middle - height / 2, PROVINCE.south, PROVINCE.north - height);
  return { west, south, east: west + width, north: south + height };
}

function within(value: number, least: number, most: number): number {
  return Math.round(Math.min(most, Math.max(least, value)));
}

function extent(values: readonly number[]): { span: number; middle: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return { span: most - least, middle: (least + most) / 2 };
}

/** Where a place is on a map of `frame`, in the map's units, to a tenth. Plate carrée: plenty for "which part of the city". */
export function toPoint({ lngE6, latE6 }: Place, frame: Frame = PROVINCE): Point {
  const x = ((lngE6 - frame.west) / (frame.east - frame.west)) * MAP_WIDTH;
  const y = ((frame.north - latE6) / (frame.north - frame.south)) * MAP_HEIGHT;
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}

/** Whether a frame shows so much of the province that it needs no map of where it is. */
export function isLarge({ north, south }: Frame): boolean {
  return 2 * (north - south) > PROVINCE_HEIGHT;
}

/** Whether a point is on the map at all. */
export function isOnMap({ x, y }: Point): boolean {
  return x >= 0 && x <= MAP_WIDTH && y >= 0 && y <= MAP_HEIGHT;
}

/** The cities whose middle is in the frame, as points with their names. */
export function citiesIn(frame: Frame): (Point & { code: string; name: string })[] {
  return CITIES.map(({ code, name, lng, lat }) => ({
    code,
    name: name.replace(/市$/, ""),
    ...toPoint({ lngE6: lng, latE6: lat }, frame),
  })).filter(isOnMap);
}

/** The longest bar of a round number of kilometres that is not too long for the map. */
export function scaleBar(frame: Frame): { km: number; width: number } {
  const lat = (frame.north + frame.south) / 2;
  const across = distanceMeters({ lng: frame.west, lat }, { lng: frame.east, lat });
  const widthOf = (km: number) => Math.round((km * 1000 * MAP_WIDTH) / across);
  const km = BARS_KM.find((one) => widthOf(one) <= LONGEST_BAR) ?? 1;
  return { km, width: widthOf(km) };
}

const INSET = 8;

/** The corner of the map where a box of this size hides no pin, the lower right one when there is none. */
export function freeCorner(pins: readonly Point[], width: number, height: number): Point {
  const [right, low] = [MAP_WIDTH - width - INSET, MAP_HEIGHT - height - INSET];
  const corners = [
    { x: right, y: low },
    { x: right, y: INSET },
    { x: INSET, y: INSET },
  ];
  const isFree = (corner: Point) =>
    !pins.some(({ x, y }) => x >= corner.x && x <= corner.x + width && y >= corner.y && y <= corner.y + height);
  return corners.find(isFree) ?? { x: right, y: low };
}
