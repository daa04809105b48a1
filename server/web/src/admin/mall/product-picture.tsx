import type { ProductPicture as PictureKey } from "@club/shared/mall";

export const PICTURE_NAMES: Readonly<Record<PictureKey, string>> = {
  "car-wash": "洗车",
  inspection: "年检",
  "designated-driver": "代驾",
  fuel: "加油",
  "vehicle-check": "车辆检测",
  maintenance: "保养",
  "roadside-rescue": "道路救援",
  "airport-lounge": "机场贵宾厅",
  "health-care": "健康",
  "gift-box": "礼盒",
  "phone-holder": "手机支架",
  "dash-cam": "行车记录仪",
  "tire-pump": "充气泵",
  "car-cushion": "坐垫",
  "car-perfume": "车载香氛",
  umbrella: "雨伞",
  thermos: "保温杯",
  "first-aid-kit": "急救包",
};

/** Line drawings on a 24-px grid, the same as on the phone. */
const DRAWINGS: Readonly<Record<PictureKey, string>> = {
  "car-wash":
    "M3 18v-3l1.8-1 1.6-3.6A2 2 0 018.2 9.2h7.6a2 2 0 011.8 1.2L19.2 14l1.8 1v3zM6.8 18a1.7 1.7 0 103.4 0M13.8 18a1.7 1.7 0 103.4 0M5 14h14M8 3v2.5M12 2.5V5M16 3v2.5",
  inspection: "M6 4h12v17H6zM9 2.8h6V6H9zM9 11l2 2 4-4M9 17h6",
  "designated-driver":
    "M12 20.5a8.5 8.5 0 100-17 8.5 8.5 0 000 17zM12 14a2 2 0 100-4 2 2 0 000 4zM3.7 11c5-2.2 11.6-2.2 16.6 0M10.5 13.5L8 19M13.5 13.5L16 19",
  fuel: "M5 20V5a1 1 0 011-1h7a1 1 0 011 1v15zM3.5 20h12M7.5 7.5h4V11h-4zM14 12h2a1.5 1.5 0 011.5 1.5v3a1.5 1.5 0 003 0V9L18 6.5",
  "vehicle-check":
    "M3 17v-3l1.8-1 1.5-3.5a2 2 0 011.8-1.2h5.4M3 17h9M6 17a1.7 1.7 0 103.4 0M5 13h7M16.5 19a4 4 0 100-8 4 4 0 000 8zM19.5 18l2 2.5M15 15l1.2 1.2 2-2.2",
  maintenance:
    "M14.5 6.5a4 4 0 015-1.5l-2.7 2.7.5 2 2 .5L22 7.5a4 4 0 01-5.3 4.8L9 20a2.1 2.1 0 01-3-3l7.7-7.7a4 4 0 01.8-2.8M4 4l4.5 4.5",
  "roadside-rescue":
    "M2.5 16V9h8l4 4H21v3M2.5 16h1.7M8.6 16h6.6M19.6 16H21M4.2 16a2.2 2.2 0 104.4 0 2.2 2.2 0 00-4.4 0zM15.2 16a2.2 2.2 0 104.4 0 2.2 2.2 0 00-4.4 0zM10.5 9L18 4v3.5a1.3 1.3 0 102.3.8",
  "airport-lounge":
    "M21 4.5c-1-1-2.5-.8-3.5.2L14 8 5.5 5.8 4 7.3l7 3.7-3.3 3.3-2.7-.3L4 15l3 2 2 3 1-1-.3-2.7L13 13l3.7 7 1.5-1.5L16 10l3.3-3.5c1-1 2.2-1.5 1.7-2z",
  "health-care":
    "M12 20S3.5 15 3.5 9.3A4.5 4.5 0 0112 7.2a4.5 4.5 0 018.5 2.1C20.5 15 12 20 12 20zM6 12h3l1.5-2.5 2.5 5 1.5-2.5h3.5",
  "gift-box":
    "M4 11h16v9.5H4zM3 7h18v4H3zM12 7v13.5M12 7S10.5 3 8 3.5 8 7 12 7zM12 7s1.5-4 4-3.5S16 7 12 7zM7.5 15.5h.1M16.5 15.5h.1",
  "phone-holder":
    "M8 2.5h8a1 1 0 011 1v11a1 1 0 01-1 1H8a1 1 0 01-1-1v-11a1 1 0 011-1zM11 12.7h2M12 15.5V19M8 21.5a4 4 0 018 0zM4.5 8v5H7M19.5 8v5H17",
  "dash-cam": "M4 7h16v10H4zM12 15.2a3.2 3.2 0 100-6.4 3.2 3.2 0 000 6.4zM12 12v.1M17 9.5h.1M10 7V4h4v3M7 20.5h10",
  "tire-pump":
    "M8.5 19.5a6 6 0 100-12 6 6 0 000 12zM8.5 15.7a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4zM14.5 13.5H18a2.5 2.5 0 002.5-2.5V7M18.5 7h4V3h-4z",
  "car-cushion":
    "M8 3h6a2 2 0 012 2v8H8a2 2 0 01-2-2V5a2 2 0 012-2zM6.5 13h10a2.5 2.5 0 010 5h-9a2.5 2.5 0 01-1-5M8 18v3M16 18v3M9 7h4",
  "car-perfume":
    "M7.5 11h9a2 2 0 012 2v6.5a1.5 1.5 0 01-1.5 1.5H7a1.5 1.5 0 01-1.5-1.5V13a2 2 0 012-2zM9.5 11V7.5h5V11M10.5 7.5V5h3v2.5M16.5 4.5h.1M19 3h.1M19 6h.1M9 16h6",
  umbrella:
    "M3 12.5a9 9 0 0118 0zM12 3.5V2M12 12.5V19a2 2 0 004 0M3 12.5c1-1.3 3.5-1.3 4.5 0 1-1.3 3.5-1.3 4.5 0 1-1.3 3.5-1.3 4.5 0 1-1.3 3.5-1.3 4.5 0",
  thermos: "M8.5 7h7l1 3v10a1.5 1.5 0 01-1.5 1.5H9A1.5 1.5 0 017.500 20V10zM9 7V3h6v4M7.500 12.500h9M12 15.500v2.500",
  "first-aid-kit": "M4 8h16v12H4zM9 8V5h6v3M12 11v6M9 14h6",
};

/** A product's picture on its tile; what it shows is said beside it. `size` in px. */
export function ProductPicture({ name, size = 40 }: { name: PictureKey; size?: number }) {
  return (
    <span className="product-picture" style={{ width: size, height: size }}>
      <svg
        width={Math.round(size * 0.58)}
        height={Math.round(size * 0.58)}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d={DRAWINGS[name]} />
      </svg>
    </span>
  );
}
