/** Which candles the chart shows: one choice for the page, changed by the chart's head and by the command bar. */
import { create } from "zustand";
import { type Interval, INTERVALS } from "../../lib/intervals.ts";
import { keep, kept } from "../../lib/storage.ts";

export const KINDS = ["hollow", "candles", "bars", "line", "area"] as const;
export type ChartKind = (typeof KINDS)[number];

interface Choice {
  interval: Interval;
  kind: ChartKind;
}

interface ChartStore extends Choice {
  choose(part: Partial<Choice>): void;
}

const VERSION = 1;
function valid(value: unknown): value is Choice {
  const choice = value as Choice | null;
  return (
    typeof choice === "object" &&
    choice !== null &&
    INTERVALS.includes(choice.interval) &&
    typeof choice.kind === "string"
  );
}

export const useChart = create<ChartStore>((set, get) => ({
  interval: 60,
  kind: "hollow",
  ...kept("chart", VERSION, valid),
  choose(part) {
    set(part);
    const { interval, kind } = get();
    keep("chart", VERSION, { interval, kind });
  },
}));
