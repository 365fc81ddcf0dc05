/**
 * How far a market's price can be relied upon, in plain words (ORC-3).
 * Invariant: every tier and every cause has words: one that the core gains does not compile until it has some.
 */
import type { Tier, TierCause } from "./records_gen.ts";

export type TierName = keyof typeof Tier;
export type CauseName = keyof typeof TierCause;

/** A market's tier and its cause, as the exchange tells them. */
export interface PriceState {
  price_tier: TierName;
  price_cause: CauseName;
}

const LEFT: Record<TierName, string> = {
  valid: "Everything is taken.",
  slow: "New risk is taken up to twice leverage.",
  stale: "Only orders that reduce a position are taken, and cancels.",
  uncertain: "No order is taken; cancels are.",
  volatile: "Only orders that reduce a position are taken, and cancels; nobody is liquidated.",
  missing: "Only orders that reduce a position are taken, and cancels; nobody is liquidated.",
};

const WHY: Record<CauseName, string> = {
  none: "for no reason",
  age: "because the last one is too old",
  confidence: "because its confidence interval is too wide",
  venues: "because other venues stay away from it",
  jump: "because it jumped further than a market moves",
  unpriced: "because there never was one",
};

const has = <K extends string>(table: Record<K, string>, name: string): name is K => Object.hasOwn(table, name);

/** Tier, cause, and what is left; null for a valid price, or one of which nothing is known. */
export function tierWords(state: { price_tier?: string; price_cause?: string } | null | undefined): string | null {
  const { price_tier: tier = "valid", price_cause: cause = "none" } = state ?? {};
  if (tier === "valid" || !has(LEFT, tier) || !has(WHY, cause)) return null;
  return `The market's price is ${tier}, ${WHY[cause]}. ${LEFT[tier]}`;
}
