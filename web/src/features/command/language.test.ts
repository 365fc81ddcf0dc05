import fc from "fast-check";
import { expect, test } from "vitest";
import { commandRead, fuzzy, marketNamed, type Words } from "./language.ts";

const WORDS: Words = {
  markets: ["BTC-PERP", "ETH-PERP", "SOL-PERP"],
  panels: { BOOK: "book", QM: "markets" },
  workspaces: ["simple", "pro", "my desk"],
  verbs: ["THEME", "LAYOUT RESET"],
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
