/** How a person likes the terminal: theme, colours of up and down, workspace, market. Kept in this browser. */
import { create } from "zustand";
import { keep, kept } from "../../lib/storage.ts";
import { isSymbol } from "../../lib/symbol.ts";

export const THEMES = ["dark", "light"] as const;
export const PRESETS = ["teal-red", "blue-orange", "red-up"] as const;
export const DENSITIES = ["compact", "cosy"] as const;

export const THEME_NAMES = { dark: "Dark", light: "Light" } as const;
export const PRESET_NAMES = {
  "teal-red": "Teal and red",
  "blue-orange": "Blue and orange",
  "red-up": "Red is up",
} as const;

export type Theme = (typeof THEMES)[number];
export type Preset = (typeof PRESETS)[number];
export type Density = (typeof DENSITIES)[number];

export interface Settings {
  theme: Theme;
  preset: Preset;
  density: Density;
  market: string;
  workspace: string;
}

interface SettingsStore extends Settings {
  change(part: Partial<Settings>): void;
}

const VERSION = 1;
const FIRST: Settings = {
  theme: "dark",
  preset: "teal-red",
  density: "compact",
  market: "BTC-PERP",
  workspace: "simple",
};

function valid(value: unknown): value is Settings {
  const known = value as Settings | null;
  return (
    typeof known === "object" &&
    known !== null &&
    THEMES.includes(known.theme) &&
    PRESETS.includes(known.preset) &&
    DENSITIES.includes(known.density) &&
    isSymbol(known.market) &&
    typeof known.workspace === "string"
  );
}

export const useSettings = create<SettingsStore>((set, get) => ({
  ...FIRST,
  ...kept("settings", VERSION, valid),
  change(part) {
    set(part);
    const { theme, preset, density, market, workspace } = get();
    keep("settings", VERSION, { theme, preset, density, market, workspace });
  },
}));

/** Shows the settings' colours on the page itself; returns what ends it. */
export function settingsShow(root: HTMLElement = document.documentElement): () => void {
  const show = (settings: Settings): void => {
    root.dataset["theme"] = settings.theme;
    root.dataset["preset"] = settings.preset;
    root.dataset["density"] = settings.density;
  };
  show(useSettings.getState());
  return useSettings.subscribe(show);
}
