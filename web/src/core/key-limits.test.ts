/** Limits of this browser's key: what a form says, what the program gets, what is left of a day. */
import { describe, expect, test } from "vitest";
import { ANYTHING, leftToday, limitsOf, marketBits } from "./key-limits.ts";

describe("limits of a key", () => {
  test("nothing entered is no limit", () => {
    expect(limitsOf("", [], false)).toEqual(ANYTHING);
    expect(marketBits(null)).toBe(0xffff_ffff_ffff_ffffn);
  });

  test("markets are bits by their numbers, the highest too", () => {
    expect(limitsOf("2500.5", [0, 63], true)).toEqual({
      markets: [0, 63],
      notionalDay: 2_500_500_000n,
      nearIndex: true,
    });
    expect(marketBits([0, 63])).toBe(0x8000_0000_0000_0001n);
  });

  test.each(["0", "-1", "1.1234567", "a lot"])("an amount of %s is named as wrong", (amount) => {
    expect(limitsOf(amount, [], false)).toMatch(/above zero/);
  });

  test("what is left of a day is never below nothing, and any amount stays any", () => {
    expect(leftToday({ notional_day: "100.000000", traded_day: "99.5" })).toBe("0.500000");
    expect(leftToday({ notional_day: "50.000000", traded_day: "99.5" })).toBe("0.000000");
    expect(leftToday({ notional_day: null, traded_day: "0" })).toBeNull();
  });
});
