import type { BranchDto } from "@club/shared/merchant-branches";
import { CITY_POINTS, isOnMap, MAP_HEIGHT, MAP_WIDTH, toPoint } from "./shandong";

type Props = { branches: readonly BranchDto[]; onOpen?: (branch: BranchDto) => void };

/** Branches on a plain map of the province: the cities for orientation, a numbered pin for each branch. */
export function BranchMap({ branches, onOpen }: Props) {
  const pins = branches.map((branch, index) => ({ branch, number: index + 1, point: toPoint(branch) }));
  const outside = pins.filter(({ point }) => !isOnMap(point));
  return (
    <figure style={{ margin: 0, maxWidth: MAP_WIDTH }}>
      <svg
        viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`}
        width="100%"
        role="img"
        aria-label={`${branches.length} 家门店在山东省的位置`}
      >
        <rect width={MAP_WIDTH} height={MAP_HEIGHT} rx="12" fill="var(--club-color-fill-tertiary, #eef1f4)" />
        {CITY_POINTS.map(({ code, name, x, y }) => (
          <g key={code} fill="var(--club-color-text-secondary, #4a5565)">
            <circle cx={x} cy={y} r="2" />
            <text x={x + 5} y={y + 4} fontSize="11">
              {name}
            </text>
          </g>
        ))}
        {pins.map(({ branch, number, point }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table beside it opens the same branch from the keyboard
          <g
            key={branch.id}
            transform={`translate(${point.x} ${point.y})`}
            opacity={branch.isActive ? 1 : 0.45}
            style={{ cursor: onOpen ? "pointer" : "default" }}
            onClick={() => onOpen?.(branch)}
          >
            <title>{`${number} ${branch.name}：${branch.address}`}</title>
            <path d="M0 0C-4-8-9-11-9-18a9 9 0 0 1 18 0C9-11 4-8 0 0Z" fill="#0b7a75" stroke="#fff" strokeWidth="1.5" />
            <text y="-14" fontSize="10" fill="#fff" textAnchor="middle">
              {number}
            </text>
          </g>
        ))}
      </svg>
      {outside.length > 0 ? (
        <figcaption>{outside.map(({ branch }) => branch.name).join("、")}的坐标不在山东省内，请核对。</figcaption>
      ) : null}
    </figure>
  );
}
