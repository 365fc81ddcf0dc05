import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalsOf, onGrid, textOf, unitsOf } from "./units.ts";

test("a decimal text comes back from its units as it was", () => {
  fc.assert(
    fc.property(fc.integer({ min: -9e12, max: 9e12 }), fc.integer({ min: 0, max: 9 }), (units, decimals) => {
      expect(unitsOf(textOf(units, decimals), decimals)).toBe(units);
    }),
  );
});

test("digits beyond the grid are cut towards zero", () => {
  expect(unitsOf("1.239", 2)).toBe(123);
  expect(unitsOf("-1.239", 2)).toBe(-123);
  expect(unitsOf("-0.001", 2)).toBe(0);
});

test.each(["", ".", "1.", ".5", "1e5", "0x10", "1,000", " 1", "NaN", "9".repeat(40)])("%s is no amount", (text) => {
  expect(unitsOf(text, 2)).toBeNull();
});

test("decimals of a step do not count trailing zeros", () => {
  expect([decimalsOf("0.10"), decimalsOf("5"), decimalsOf("0.001")]).toEqual([1, 0, 3]);
});

test("a price is on the grid when it is a whole number of ticks", () => {
  expect(onGrid("100.5", "0.5")).toBe(true);
  expect(onGrid("100.3", "0.5")).toBe(false);
  expect(onGrid("100.50", "0.5")).toBe(true);
  expect(onGrid("abc", "0.5")).toBe(false);
});

test("what is no text has no units", () => {
  for (const value of [null, 7, [1], { toString: 1 }]) expect(unitsOf(value as never, 2)).toBeNull();
});
