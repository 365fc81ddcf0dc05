/** How the parts of the exchange are, as its gateway says now and then. */
import type { StatusAnswer } from "../../api/schema_gen.ts";
import { useTold } from "../../feed/use-told.ts";
import { age, UNKNOWN } from "../../lib/format.ts";

const EVERY_MS = 5_000;

export const againMs = (): number => EVERY_MS;

export function useStatus(): StatusAnswer | null {
  return useTold<StatusAnswer>("/api/status", againMs);
}

/** How far the chain is behind: the age of the oldest that it does not have. */
export function settlementWord(status: StatusAnswer | null): string {
  if (!status?.settlement) return UNKNOWN;
  const { oldest_ms } = status.settlement;
  return oldest_ms === null ? "up to date" : `${age(status.time_ms - oldest_ms)} behind`;
}
