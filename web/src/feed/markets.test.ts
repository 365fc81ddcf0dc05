import { expect, test } from "vitest";
import { type Market, termsOf } from "./markets.ts";

const MARKET = {
  market: "BTC-PERP",
  market_id: 1,
  status: "open",
  tick_size: "0.1",
  lot_size: "0.0001",
  order_size_max: "10",
  initial_margin_fraction: "0.02",
  maintenance_margin_fraction: "0.01",
  band_fraction: "0.1",
  index_price: "50000.0",
  mark_price: "50000.1",
  last_price: "50000.2",
  open_interest: "1.5",
  priceDecimals: 1,
  sizeDecimals: 4,
} as Market;

test("a market that stands elsewhere has the same terms, whatever else its answer tells of now", () => {
  const later = { ...MARKET, mark_price: "50001.0", open_interest: "2", funding_samples: 720, price_tier: "slow" };
  expect(termsOf(later)).toBe(termsOf(MARKET));
});

test.each([
  ["tick_size", "1.0"],
  ["status", "paused"],
  ["band_fraction", "0.2"],
] as const)("another %s is another market to whoever shows it", (term, value) =>
  expect(termsOf({ ...MARKET, [term]: value } as Market)).not.toBe(termsOf(MARKET)),
);
