import { describe, expect, it } from "vitest";
import { Tier, TierCause } from "./records_gen.ts";
import { tierWords } from "./tier-words.ts";

describe("words of a price's tier", () => {
  it("name tier and cause, each another, and say nothing of a valid price", () => {
    const told = Object.keys(Tier).flatMap((price_tier) =>
      Object.keys(TierCause).map((price_cause) => ({ price_tier, words: tierWords({ price_tier, price_cause }) })),
    );
    for (const { price_tier, words } of told) {
      if (price_tier === "valid") expect(words).toBeNull();
      else expect(words).toContain(price_tier);
    }
    const spoken = told.flatMap(({ words }) => words ?? []);
    expect(new Set(spoken).size).toBe((Object.keys(Tier).length - 1) * Object.keys(TierCause).length);
    expect(tierWords({ price_tier: "stale", price_cause: "age" })).toContain("too old");
  });

  it("are none for what is not known or not a tier", () => {
    expect([tierWords(undefined), tierWords({}), tierWords({ price_tier: "toString", price_cause: "age" })]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
