import { useSyncExternalStore } from "react";
import type { Mode } from "../kit/theme";

export type ModeChoice = Mode | "system";
export const MODE_NAMES: Record<ModeChoice, string> = { system: "跟随系统", light: "浅色", dark: "深色" };
const KEY = "appearance";
const listeners = new Set<() => void>();

export function modeChoice(): ModeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function chooseMode(choice: ModeChoice): void {
  localStorage.setItem(KEY, choice);
  for (const listener of listeners) listener();
}

/** Light or dark: what was chosen in this browser, else what the system says. */
export function useMode(): Mode {
  return useSyncExternalStore(subscribe, currentMode);
}

function currentMode(): Mode {
  const choice = modeChoice();
  if (choice !== "system") return choice;
  return darkSystem().matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  const system = darkSystem();
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}

function darkSystem(): MediaQueryList {
  return window.matchMedia("(prefers-color-scheme: dark)");
}
