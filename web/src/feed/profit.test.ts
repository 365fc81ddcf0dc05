import { expect, test } from "vitest";
import { profitOf } from "./profit.ts";

test("a sweep that pays a loss does not move what the position has made since its entry", () => {
  expect(profitOf({ unrealized: "-0.464000", claim: "0.000000", swept: "0.000000" })).toBe("-0.464000");
  expect(profitOf({ unrealized: "-0.128000", claim: "0.000000", swept: "0.336000" })).toBe("-0.464000");
});

test("what a part of it realised before is no profit of the rest", () => {
  expect(profitOf({ unrealized: "3.500000", claim: "3.000000", swept: "0.000000" })).toBe("0.500000");
});
