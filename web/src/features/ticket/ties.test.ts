import { expect, test } from "vitest";
import type { OrderDraft } from "../../core/order-signer.ts";
import type { Market } from "../../feed/markets.ts";
import type { Draft } from "./ticket-store.ts";
import { tiesOf } from "./ties.ts";

const MARKET = { market: "X-PERP", tick_size: "0.5", priceDecimals: 1 } as Market;
const FIRST = { market: "X-PERP", side: "buy", type: "limit", price: "100.0", size: "3" } as OrderDraft;
const WRITTEN = {
  side: "buy",
  start: "now",
  source: "mark",
  exits: true,
  profit: "110",
  loss: "90.5",
  reduceOnly: false,
};
const made = (part: Partial<Draft>, near: string | null = "100.0") =>
  tiesOf({ ...WRITTEN, ...part } as Draft, FIRST, MARKET, near, (side, trigger) => `${side} ${trigger}`);

test("an order stands alone unless exits are asked for", () => {
  expect(made({ exits: false })).toBeNull();
});

test("exits close the whole of what the entry opens, on the other side, and only reduce", () => {
  const ties = made({});
  expect(ties?.tie).toBe("child");
  expect(ties?.fault).toBeNull();
  expect(ties?.legs).toEqual([
    {
      market: "X-PERP",
      side: "sell",
      type: "take_profit_market",
      price: "sell 110",
      size: "3",
      time_in_force: "ioc",
      reduce_only: true,
      waits: { source: "mark", trigger: "110" },
    },
    {
      market: "X-PERP",
      side: "sell",
      type: "stop_market",
      price: "sell 90.5",
      size: "3",
      time_in_force: "ioc",
      reduce_only: true,
      waits: { source: "mark", trigger: "90.5" },
    },
  ]);
  expect(made({ profit: "" })?.legs.map((leg) => leg.type)).toEqual(["stop_market"]);
  expect(made({ profit: "", loss: "" })?.legs).toEqual([]);
});

test.each([
  ["buy", "99", "90", "profit", "The take-profit of a buy order lies above 100.0."],
  ["buy", "100", "90", "profit", "The take-profit of a buy order lies above 100.0."],
  ["buy", "110", "101", "loss", "The stop of a buy order lies below 100.0."],
  ["sell", "101", "110", "profit", "The take-profit of a sell order lies below 100.0."],
  ["sell", "90", "99.5", "loss", "The stop of a sell order lies above 100.0."],
  ["buy", "110.2", "90", "profit", "Expected a whole number of steps of 0.5."],
] as const)("a %s order with exits at %s and %s says what is wrong", (side, profit, loss, field, text) => {
  expect(made({ side, profit, loss })?.fault).toEqual({ field, text });
});

test("what cannot be judged is left to the exchange", () => {
  expect(made({ profit: "1", loss: "900" }, null)?.fault).toBeNull();
});

test("an order that only reduces takes no exits", () => {
  expect(made({ reduceOnly: true })?.fault?.field).toBe("order");
});

test("a pair is the take-profit and its stop on one side, around the price of now", () => {
  const pair = made({ start: "pair", side: "sell", exits: false, reduceOnly: true });
  expect([pair?.tie, pair?.fault]).toEqual(["oco", null]);
  expect(pair?.legs.map(({ side, type, price, reduce_only: only }) => [side, type, price, only])).toEqual([
    ["sell", "stop_market", "sell 90.5", true],
  ]);
  expect(made({ start: "pair", side: "buy", reduceOnly: true })?.fault).toEqual({
    field: "profit",
    text: "The take-profit that buys lies below 100.0.",
  });
});
