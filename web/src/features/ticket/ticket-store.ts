/** The order that a person is writing: as typed, one for the whole page, so that the ticket looks the same wherever it is shown. */
import { create } from "zustand";

export type Unit = "base" | "quote";
export type Validity = "gtc" | "ioc" | "fok";

/** When an order enters: at once, or when a price comes; pair: at whichever of two prices comes first. */
export type Start = "now" | "stop" | "take_profit" | "trailing" | "pair" | Algo;
/** More than one price: shown in parts, following a price, in slices, a ladder. */
export type Algo = "iceberg" | "pegged" | "twap" | "scale";
export type Source = "mark" | "index" | "last";

export interface Draft {
  side: "buy" | "sell";
  type: "limit" | "market";
  price: string;
  /** As typed, in `unit`. */
  size: string;
  unit: Unit;
  /** Percent of the most that can be opened, from which the size was taken; 0 when it was written otherwise. */
  share: number;
  validity: Validity;
  postOnly: boolean;
  reduceOnly: boolean;
  slippagePpm: number;
  start: Start;
  /** Price that it waits for. */
  trigger: string;
  source: Source;
  trailPpm: number;
  /** Whether exits are sent with it, which close what it opens. */
  exits: boolean;
  /** Prices of the exits, or of a pair. */
  profit: string;
  loss: string;
  /** Of an iceberg: what is shown at a time, in the base. */
  display: string;
  /** Of a pegged order: how far it stays from its source, away from the other side. */
  away: string;
  /** Of a TWAP, one each half minute. */
  slices: number;
  /** Of a scale: the price of its last order, and how many there are. */
  last: string;
  rungs: number;
}

interface TicketStore extends Draft {
  write(part: Partial<Draft>): void;
}

export const SLIPPAGES = [1_000, 5_000, 10_000, 30_000];
export const TRAILS = [2_500, 5_000, 10_000, 20_000, 50_000];

export const SLICES = [10, 20, 60, 120, 480];
export const RUNGS = [3, 5, 10, 20];

/** What Simple does not show stands as nobody has touched it. */
export const PLAIN = {
  start: "now",
  validity: "gtc",
  postOnly: false,
  reduceOnly: false,
  exits: false,
  profit: "",
  loss: "",
} as const satisfies Partial<Draft>;

export function isAlgo(start: Start): start is Algo {
  return start === "iceberg" || start === "pegged" || start === "twap" || start === "scale";
}

export const useTicket = create<TicketStore>((set) => ({
  side: "buy",
  type: "market",
  price: "",
  size: "",
  unit: "base",
  share: 0,
  validity: "gtc",
  postOnly: false,
  reduceOnly: false,
  slippagePpm: 5_000,
  start: "now",
  trigger: "",
  source: "mark",
  trailPpm: 10_000,
  exits: false,
  profit: "",
  loss: "",
  display: "",
  away: "",
  slices: 20,
  last: "",
  rungs: 5,
  write(part) {
    set((now) => {
      const next = { ...now, ...part };
      if (part.size !== undefined) next.share = part.share ?? 0;
      // A pair mostly ends a position: who wants it to open one says so.
      if (part.start === "pair") next.reduceOnly = true;
      else if (now.start === "pair" && next.start !== "pair") next.reduceOnly = part.reduceOnly ?? false;
      // What the kind before it left no choice of, and this one does, stands as nobody has touched it.
      for (const field of ["validity", "postOnly"] as const) {
        if (isFixed(now.start, field) && !isFixed(next.start, field))
          Object.assign(next, { [field]: PLAIN[field] }, part);
      }
      // What cannot be together: a post-only order rests, so it is neither a market order nor gone at once.
      if (next.type === "market" || next.validity !== "gtc") next.postOnly = part.postOnly ?? false;
      if (part.postOnly) Object.assign(next, { validity: "gtc", type: "limit" });
      return { ...next, ...bound(next) };
    });
  },
}));

const RESTS = { type: "limit", validity: "gtc", exits: false } as const;
const FIXED: Record<Start, Partial<Pick<Draft, "type" | "validity" | "postOnly" | "exits">>> = {
  now: {},
  stop: {},
  take_profit: {},
  // A trailing stop and the legs of a pair take what is there when they start.
  trailing: { type: "market", postOnly: false },
  pair: { type: "market", postOnly: false, exits: false },
  iceberg: RESTS,
  pegged: { ...RESTS, postOnly: true },
  twap: { validity: "ioc", postOnly: false, exits: false },
  scale: { ...RESTS, postOnly: true },
};

/** Whether a start leaves no choice of a field: what stands in it is not for a person to change. */
export function isFixed(start: Start, field: "type" | "validity" | "postOnly"): boolean {
  return field in FIXED[start];
}

/** What the start of a draft leaves no choice of. */
function bound({ start, source }: Draft): Partial<Draft> {
  // No last price is followed: an order that follows could move it.
  return { ...FIXED[start], ...(start === "pegged" && source === "last" ? { source: "mark" } : {}) };
}
