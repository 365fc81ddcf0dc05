import fc from "fast-check";
import { expect, test } from "vitest";
import { commandRead, fuzzy, marketNamed, type Words } from "./language.ts";

const WORDS: Words = {
  markets: ["BTC-PERP", "ETH-PERP", "SOL-PERP"],
  panels: { BOOK: "book", QM: "markets" },
  workspaces: ["simple", "pro", "my desk"],
  verbs: ["THEME", "LAYOUT RESET"],
  market: "BTC-PERP",
};

test.each([
  ["sol", { kind: "market", market: "SOL-PERP" }],
  ["SOL-PERP", { kind: "market", market: "SOL-PERP" }],
  ["book", { kind: "panel", panel: "book", market: null }],
  ["eth book", { kind: "panel", panel: "book", market: "ETH-PERP" }],
  ["SOL CHART 15", { kind: "chart", market: "SOL-PERP", interval: 900 }],
  ["chart 1h", { kind: "chart", market: null, interval: 3600 }],
  ["chart", { kind: "chart", market: null, interval: null }],
  ["my desk", { kind: "workspace", name: "my desk" }],
  ["layout reset", { kind: "do", verb: "LAYOUT RESET" }],
])("%s is read", (text, command) => {
  expect(commandRead(text, WORDS)).toEqual(command);
});

const AT_ONCE = { market: "BTC-PERP", price: null, postOnly: false, reduceOnly: false, validity: "gtc" };

test.each([
  ["buy 0.1", { ...AT_ONCE, side: "buy", size: "0.1" }],
  [
    "SELL 2 sol reduce ioc",
    { ...AT_ONCE, side: "sell", size: "2", market: "SOL-PERP", reduceOnly: true, validity: "ioc" },
  ],
  ["buy 0.1 btc @ 60000 post", { ...AT_ONCE, side: "buy", size: "0.1", price: "60000", postOnly: true }],
  ["buy 0.1 @60000.5 fok", { ...AT_ONCE, side: "buy", size: "0.1", price: "60000.5", validity: "fok" }],
])("%s is an order", (text, order) => {
  expect(commandRead(text, WORDS)).toEqual({ kind: "order", order });
});

test.each([
  "buy",
  "buy 0",
  "buy -1",
  "buy 1e3",
  "buy 0,1",
  "buy 1 @",
  "buy 1 @ x",
  "buy 1 post",
  "sell 1 tp 5",
  "buy 1 doge",
])("%s is no order, and says what was expected", (text) => {
  expect(commandRead(text, WORDS)).toEqual({ kind: "fault", expected: expect.stringMatching(/./) });
});

test("a time frame that does not exist says what was expected", () => {
  expect(commandRead("SOL CHART 17", WORDS)).toEqual({
    kind: "fault",
    expected: "a time frame such as 15 or 1h, found 17",
  });
});

test("whatever is typed is read or explained, never thrown at", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const command = commandRead(text, WORDS);
      expect(command === null || typeof command.kind === "string").toBe(true);
    }),
  );
});

test("a market is named by its base as well", () => {
  expect(marketNamed("btc", WORDS.markets)).toBe("BTC-PERP");
  expect(marketNamed("__proto__", WORDS.markets)).toBeNull();
});

test("names of objects are no panels", () => {
  expect(commandRead("constructor", { ...WORDS, panels: Object.assign(Object.create(null), WORDS.panels) })?.kind).toBe(
    "fault",
  );
});

test("letters in their order fit, the closer the better", () => {
  expect(fuzzy("bp", "BTC-PERP")).not.toBeNull();
  expect(fuzzy("pb", "BTC-PERP")).toBeNull();
  expect(fuzzy("boo", "BOOK")!).toBeLessThan(fuzzy("bk", "BOOK")!);
});
