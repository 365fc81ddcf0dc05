/** Shares of one figure in another and how far a price has moved: text to text, whole units between, percent cut at two decimals. */
import { textOf, unitsOf } from "./units.ts";

export interface Moved {
  by: string;
  percent: string;
}

const PERCENT_DECIMALS = 2;
const SHARE = 100n * 10n ** BigInt(PERCENT_DECIMALS);
const MONEY_DECIMALS = 6;

function percentOfUnits(part: number, whole: number): string {
  return textOf(Number((BigInt(part) * SHARE) / BigInt(whole)), PERCENT_DECIMALS);
}

/** From one price to another; null where either is none, or nothing can be a share of the first. */
export function moved(from: string, to: string, decimals: number): Moved | null {
  const [before, after] = [unitsOf(from, decimals), unitsOf(to, decimals)];
  if (before === null || after === null || before <= 0) return null;
  return { by: textOf(after - before, decimals), percent: percentOfUnits(after - before, before) };
}

/** An amount of money in percent of another; null where there is nothing to be a share of. */
export function percentOf(part: string | undefined, whole: string | undefined): string | null {
  const [some, all] = [unitsOf(part ?? "", MONEY_DECIMALS), unitsOf(whole ?? "", MONEY_DECIMALS)];
  return some === null || all === null || all <= 0 ? null : percentOfUnits(some, all);
}

/** An amount of money less others; null when one of them is none. */
export function moneyLess(amount: string, others: readonly string[]): string | null {
  const less = others.map((other) => (other.startsWith("-") ? other.slice(1) : `-${other}`));
  return moneySum([amount, ...less]);
}

/** Amounts of money together; null when one of them is none. */
export function moneySum(amounts: readonly string[]): string | null {
  let sum = 0;
  for (const amount of amounts) {
    const units = unitsOf(amount, MONEY_DECIMALS);
    if (units === null) return null;
    sum += units;
  }
  return Number.isSafeInteger(sum) ? textOf(sum, MONEY_DECIMALS) : null;
}
