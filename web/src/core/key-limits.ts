/** What an owner lets this browser's key trade: markets, an amount a UTC day, prices near the index (SIG-4). */
import type { Delegate } from "../api/schema_gen.ts";
import { atomsOf, atomsText } from "./decimal.ts";

export interface KeyLimits {
  /** Numbers of markets; null: every one. */
  readonly markets: readonly number[] | null;
  /** Notional that its orders may fill a day, atoms; 0: any. */
  readonly notionalDay: bigint;
  /** Whether its orders fill within 50 bps of the index alone. */
  readonly nearIndex: boolean;
}

export const ANYTHING: KeyLimits = { markets: null, notionalDay: 0n, nearIndex: false };
const MARKETS_ALL = (1n << 64n) - 1n;

/** A bit for each market, as the program wants them. */
export function marketBits(markets: readonly number[] | null): bigint {
  return markets === null ? MARKETS_ALL : markets.reduce((bits, market) => bits | (1n << BigInt(market)), 0n);
}

/** The limits that a form says: an empty amount is any, no market chosen is every one; a text: what is wrong with it. */
export function limitsOf(amount: string, markets: readonly number[], nearIndex: boolean): KeyLimits | string {
  const notionalDay = amount === "" ? 0n : atomsOf(amount);
  if (notionalDay === null || (amount !== "" && notionalDay <= 0n)) {
    return "Enter an amount above zero with at most six decimals, or none.";
  }
  return { markets: markets.length ? markets : null, notionalDay, nearIndex };
}

/** What a key may still trade today, USD; null: any amount. */
export function leftToday(key: Pick<Delegate, "notional_day" | "traded_day">): string | null {
  const day = key.notional_day === null ? null : atomsOf(key.notional_day);
  if (day === null) return null;
  const left = day - (atomsOf(key.traded_day) ?? 0n);
  return atomsText(left > 0n ? left : 0n);
}
