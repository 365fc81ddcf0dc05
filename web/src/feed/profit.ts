/**
 * What a position has made. Invariant: it is what its size makes between the entry and the mark that stand beside it: what trades have
 * realised already and what a sweep has paid move neither.
 */
import type { UserPosition } from "./user.ts";
import { moneyLess } from "../lib/moved.ts";

/** Profit since the entry, in USDC. */
export function profitOf({ unrealized, claim, swept }: Pick<UserPosition, "unrealized" | "claim" | "swept">): string {
  return moneyLess(unrealized, [claim, swept]) ?? unrealized;
}
