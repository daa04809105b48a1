import { theme as antTheme, type ThemeConfig } from "antd";

export type Mode = "light" | "dark";

/** Ink, paper, one accent; red only for danger, green only for "done". Contrast of text on its ground is at least 4.5 : 1. */
const COLOURS = {
  light: { ink: "#1B2430", paper: "#F6F7F9", card: "#FFFFFF", elevated: "#FFFFFF", line: "#E3E6EB", accent: "#0B7A75" },
  dark: { ink: "#E8EBEF", paper: "#12171E", card: "#1B222B", elevated: "#232C37", line: "#303945", accent: "#35B5AD" },
} as const;

/** Grounds of what is selected and of state tags: antd would mix greys from so dark an accent. */
const GROUNDS = {
  light: {
    colorPrimaryBg: "#ECF6F5",
    colorPrimaryBgHover: "#DDEFED",
    colorInfoBg: "#ECF6F5",
    colorInfoBorder: "#A9D3D0",
    colorSuccessBg: "#EBF6EF",
    colorSuccessBorder: "#B2DAC3",
    colorWarningBg: "#FBF1DC",
    colorWarningBorder: "#EBD3A0",
    colorErrorBg: "#FBEAE9",
    colorErrorBorder: "#EDBBB8",
    controlItemBgActive: "#ECF6F5",
    controlItemBgActiveHover: "#DDEFED",
  },
  dark: {
    colorPrimaryBg: "#173836",
    colorPrimaryBgHover: "#1D4643",
    colorInfoBg: "#173836",
    colorInfoBorder: "#2A605C",
    colorSuccessBg: "#173426",
    colorSuccessBorder: "#2B5C44",
    colorWarningBg: "#3A2F17",
    colorWarningBorder: "#665227",
    colorErrorBg: "#3D2121",
    colorErrorBorder: "#6E3A38",
    controlItemBgActive: "#173836",
    controlItemBgActiveHover: "#1D4643",
  },
} as const;

/** Under the mouse a ground gets darker: antd's lighter one would leave white text at 4.3 : 1. */
const UNDER_MOUSE = {
  light: { colorPrimaryHover: "#096762", colorLinkHover: "#096762", colorErrorHover: "#A92723" },
  dark: {},
} as const;

/** Okabe–Ito, without yellow on white: what charts draw with, told apart by people who do not see all colours. */
export const CHART_COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"] as const;

/** The look of both doors: 14 px text on an 8 px grid. `isStill` = people who asked their system for less motion. */
export function clubTheme(mode: Mode, isStill = false): ThemeConfig {
  const { ink, paper, card, elevated, line, accent } = COLOURS[mode];
  const isDark = mode === "dark";
  return {
    algorithm: mode === "dark" ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    cssVar: { prefix: "club", key: "club" },
    token: {
      colorPrimary: accent,
      colorLink: accent,
      // antd's dark colours come out an eighth darker than what is given: state tags are read on dark grounds.
      colorInfo: isDark ? "#5AD6CD" : accent,
      colorSuccess: isDark ? "#4CC38A" : "#18693F",
      colorError: isDark ? "#FF8F8A" : "#C6302B",
      // Amber stays for points; a warning is its darker brother, readable as text.
      colorWarning: isDark ? "#E0B050" : "#8A5A00",
      ...GROUNDS[mode],
      ...UNDER_MOUSE[mode],
      colorTextBase: ink,
      colorBgLayout: paper,
      colorBgContainer: card,
      colorBgElevated: elevated,
      colorBorderSecondary: line,
      // antd's own are too faint for text that people must read.
      colorTextSecondary: isDark ? "#B3BCC8" : "#4A5565",
      colorTextTertiary: isDark ? "#98A2B0" : "#5F6B7C",
      colorTextDescription: isDark ? "#98A2B0" : "#5F6B7C",
      colorTextPlaceholder: isDark ? "#8D97A5" : "#6B7686",
      fontSize: 14,
      fontFamily: `-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`,
      borderRadius: 8,
      motionDurationMid: "0.16s",
      motionDurationSlow: "0.2s",
      motion: !isStill,
      wireframe: false,
    },
    components: {
      Layout: { headerBg: card, headerHeight: 56, headerPadding: "0 24px", siderBg: card, bodyBg: paper },
      Menu: {
        itemHeight: 40,
        itemBorderRadius: 8,
        activeBarBorderWidth: 0,
        itemSelectedColor: isDark ? "#6FD0CA" : accent,
      },
      Button: { primaryColor: isDark ? "#0B1716" : "#FFFFFF" },
      Table: { headerBg: card, cellPaddingBlockSM: 9, cellPaddingInlineSM: 12, rowSelectedBg: "transparent" },
    },
  };
}
