/** Lengths of candles in seconds, and what people call them. */
export const INTERVALS = [1, 5, 15, 60, 180, 300, 900, 1800, 3600, 14400, 43200, 86400] as const;
export type Interval = (typeof INTERVALS)[number];

const NAMES: Record<Interval, string> = {
  1: "1s",
  5: "5s",
  15: "15s",
  60: "1m",
  180: "3m",
  300: "5m",
  900: "15m",
  1800: "30m",
  3600: "1h",
  14400: "4h",
  43200: "12h",
  86400: "1D",
};

export const intervalName = (interval: Interval): string => NAMES[interval];

/** The interval of a name such as 15m or 1h; a bare number is minutes. Null for anything else. */
export function intervalNamed(text: string): Interval | null {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) * 60 : null;
  return INTERVALS.find((one) => one === seconds || NAMES[one].toLowerCase() === text.toLowerCase()) ?? null;
}
