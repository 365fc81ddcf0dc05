/** Matches and what moved beside the book as one list: what became of the account's positions, in the exchange's own order. */
import type { AccountMove } from "../../api/schema_gen.ts";
import type { UserFill } from "../../feed/own-fills.ts";

export interface Traded {
  id: string;
  ts_ms: number;
  market: string;
  /** Bought, or why something moved. */
  what: string;
  tone: "up" | "down" | "warn";
  /** More of why, for who asks. */
  why: string | null;
  /** null: money alone. */
  size: string | null;
  /** The money of what moved without lots, USDC. */
  money: string | null;
  price: string | null;
  fee: string;
  /** null: not told. */
  realized: string | null;
  settled_ms: number | null;
  role: string;
}

const CAUSES: Record<AccountMove["cause"], [string, string]> = {
  backstop: ["Passed to the backstop", "The position went at the mark: the account could no longer carry it."],
  round: [
    "Closed by a round",
    "What nobody in the market took was closed at one price against everybody on the other side, in proportion.",
  ],
  leaving: ["Closed at the index", "The owner leaves: what no order took was closed at the index."],
  rest: ["Rest of a round", "What a round could not give to others."],
  mark: ["Settled at the mark", "A profit became a claim, or a claim paid a loss."],
  cut: ["Claim cut", "The market could not pay all claims: each was shortened in proportion."],
  loss: ["Loss written off", "What the account could not pay."],
  deficit: ["Deficit paid", "The backstop paid what was left of a deficit."],
};

const unsigned = (text: string): string => text.replace(/^-/, "");
const isSome = (text: string): boolean => /[1-9]/.test(text);

function fromFill(fill: UserFill): Traded {
  const buys = fill.side === "buy";
  const { ts_ms, market, size, price, fee, realized, settled_ms, role } = fill;
  const words = { what: buys ? "Bought" : "Sold", tone: buys ? ("up" as const) : ("down" as const), why: null };
  return { id: fill.fill_id, ts_ms, market, ...words, size, money: null, price, fee, realized, settled_ms, role };
}

function fromMove(move: AccountMove): Traded {
  const [what, why] = CAUSES[move.cause];
  const { ts_ms, market, price, fee, settled_ms } = move;
  const size = isSome(move.size) ? unsigned(move.size) : null;
  return {
    id: move.move_id,
    ts_ms,
    market,
    what,
    tone: "warn",
    why,
    size,
    money: size === null ? move.amount : null,
    price,
    fee,
    realized: null,
    settled_ms,
    role: "exchange",
  };
}

/** Where it stands: command, and place in it. */
const place = (id: string): [number, number] => {
  const [seq = "0", index = "0"] = id.split(".");
  return [Number(seq), Number(index)];
};

/** Both, newest first. fills: newest first. */
export function tradedOf(fills: UserFill[], moves: AccountMove[]): Traded[] {
  const rows = [...fills.map(fromFill), ...moves.map(fromMove)].map((row) => ({ row, at: place(row.id) }));
  return rows.sort((a, b) => b.at[0] - a.at[0] || b.at[1] - a.at[1]).map(({ row }) => row);
}
