import type { BranchDto } from "@club/shared/merchant-branches";
import {
  citiesIn,
  type Frame,
  frameOf,
  freeCorner,
  isLarge,
  isOnMap,
  MAP_HEIGHT,
  MAP_WIDTH,
  type Place,
  type Point,
  PROVINCE,
  scaleBar,
  toPoint,
} from "./shandong";

/** What the map shows of a branch. */
export type Shown = Pick<BranchDto, "id" | "name" | "address" | "lngE6" | "latE6" | "isActive">;
type Props<Branch extends Shown> = {
  branches: readonly Branch[];
  onOpen?: (branch: Branch) => void;
  /** The branch that the map is about; it stands out. */
  chosen?: string;
  /** A place that is in sight too, for orientation. */
  around?: Place;
};
const LOCATOR = { width: 112, height: 72 };

/** Branches on a plain map of their part of the province: cities and a small map of all of it for orientation, a numbered pin each. */
export function BranchMap<Branch extends Shown>({ branches, onOpen, chosen, around }: Props<Branch>) {
  const isInside = (branch: Shown) => isOnMap(toPoint(branch));
  const inside = branches.filter(isInside);
  const outside = branches.filter((branch) => !isInside(branch));
  const frame = frameOf(around && inside.length > 0 ? [...inside, around] : inside);
  const points = inside.map((branch) => toPoint(branch, frame));
  return (
    <figure className="branch-map" style={{ maxWidth: MAP_WIDTH }}>
      <div>
        <Ground frame={frame} pins={points} title={`${inside.length} 家门店在山东省的位置`} />
        {inside.map((branch, index) => (
          <Pin
            key={branch.id}
            at={points[index] as Point}
            branch={branch}
            number={branches.indexOf(branch) + 1}
            isChosen={branch.id === chosen}
            {...(onOpen && { onOpen: () => onOpen(branch) })}
          />
        ))}
      </div>
      {outside.length > 0 ? (
        <figcaption>{outside.map(({ name }) => name).join("、")}的坐标不在山东省内，请核对。</figcaption>
      ) : null}
    </figure>
  );
}

type PinProps = { at: Point; branch: Shown; number: number; isChosen: boolean; onOpen?: () => void };

/** As large as a finger however small the map is drawn. */
function Pin({ at, branch, number, isChosen, onOpen }: PinProps) {
  const name = `${number} ${branch.name}：${branch.address}${branch.isActive ? "" : "（停业）"}`;
  const look = {
    className: `map-pin${branch.isActive ? "" : " is-quiet"}${isChosen ? " is-chosen" : ""}`,
    style: { left: `${(at.x / MAP_WIDTH) * 100}%`, top: `${(at.y / MAP_HEIGHT) * 100}%` },
    title: name,
    "aria-label": name,
  };
  const drawing = (
    <svg viewBox="-16 -36 32 36" width="32" height="36" aria-hidden="true">
      <path d="M0-1C-5-11-12-14-12-23a12 12 0 0 1 24 0C12-14 5-11 0-1Z" stroke="#fff" strokeWidth="1.5" />
      <text y="-19" fontSize="12" fill="#fff" textAnchor="middle">
        {number}
      </text>
    </svg>
  );
  return onOpen ? (
    <button type="button" onClick={onOpen} {...look}>
      {drawing}
    </button>
  ) : (
    <span role="img" {...look}>
      {drawing}
    </span>
  );
}

function Ground({ frame, pins, title }: { frame: Frame; pins: readonly Point[]; title: string }) {
  const bar = scaleBar(frame);
  return (
    <svg viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`} width="100%" role="img" aria-label={title}>
      <rect width={MAP_WIDTH} height={MAP_HEIGHT} rx="12" fill="var(--club-color-fill-tertiary, #eef1f4)" />
      <g fill="var(--club-color-text-secondary, #4a5565)" fontSize="12">
        {citiesIn(frame).map(({ code, name, x, y }) => (
          <g key={code}>
            <circle cx={x} cy={y} r="2" />
            <text x={x + (x > MAP_WIDTH - 48 ? -5 : 5)} y={y + 4} textAnchor={x > MAP_WIDTH - 48 ? "end" : "start"}>
              {name}
            </text>
          </g>
        ))}
        <rect x="12" y={MAP_HEIGHT - 16} width={bar.width} height="2" />
        <text x="12" y={MAP_HEIGHT - 22}>{`${bar.km} 公里`}</text>
      </g>
      {isLarge(frame) ? null : <Locator frame={frame} pins={pins} />}
    </svg>
  );
}

/** Where in the province the frame is. */
function Locator({ frame, pins }: { frame: Frame; pins: readonly Point[] }) {
  const { width, height } = LOCATOR;
  const corner = freeCorner([...pins, ...citiesIn(frame)], width, height);
  const scale = width / MAP_WIDTH;
  const start = toPoint({ lngE6: frame.west, latE6: frame.north });
  const end = toPoint({ lngE6: frame.east, latE6: frame.south });
  // A frame of one town would be a dot.
  const size = { width: Math.max(9, (end.x - start.x) * scale), height: Math.max(6, (end.y - start.y) * scale) };
  return (
    <g transform={`translate(${corner.x} ${corner.y})`} fill="var(--club-color-text-secondary, #4a5565)">
      <rect
        width={width}
        height={height}
        rx="8"
        fill="var(--club-color-bg-container, #fff)"
        stroke="var(--club-color-text-tertiary, #5f6b7c)"
      />
      {citiesIn(PROVINCE).map(({ code, x, y }) => (
        <circle key={code} cx={x * scale} cy={y * scale} r="1.5" />
      ))}
      <rect
        x={((start.x + end.x) * scale - size.width) / 2}
        y={((start.y + end.y) * scale - size.height) / 2}
        {...size}
        fill="none"
        stroke="var(--club-color-primary, #0b7a75)"
        strokeWidth="2"
      />
    </g>
  );
}
