import { assert, bigInt, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { atomsOf, atomsText, decimalText, digitsOf, mticksOf, mticksText, stepsOf, stepsText } from "./decimal.ts";

const grids = constantFrom(1n, 10n, 1_000n, 100_000n, 50_000_000n, 100_000_000n, 1_000_000_000n, 2_500_000_000n);

describe("decimal texts", () => {
  test("a text on the grid is its count of steps, one between two steps is none (UNIT-5)", () => {
    expect(stepsOf("150.25", 10_000_000n)).toBe(15_025n);
    expect(stepsOf("150.255", 10_000_000n)).toBeNull();
    expect(stepsOf("0.10", 100_000_000n)).toBe(1n);
    expect(stepsOf("-3", 1_000_000_000n)).toBe(-3n);
  });

  test.each(["", "1e5", ".5", "5.", "01", "+1", "1,000", "NaN", "0x10", "1 ", "١"])("%j is no number", (text) => {
    expect(stepsOf(text, 1n)).toBeNull();
    expect(mticksOf(text, 1n)).toBeNull();
  });

  test("every count of every grid is written so that it reads back", () => {
    assert(
      property(grids, bigInt(-(2n ** 53n), 2n ** 53n), (step, count) => {
        const text = stepsText(count, step);
        return stepsOf(text, step) === count && (text.split(".")[1] ?? "").length === digitsOf(step);
      }),
    );
  });

  test("prices in 1/1000 tick are written so that they read back; 0 is not known", () => {
    assert(
      property(grids, bigInt(1n, 2n ** 40n), (tick, mticks) => {
        const text = mticksText(mticks, tick * 1_000n);
        return text !== null && mticksOf(text, tick * 1_000n) === mticks;
      }),
    );
    expect(mticksText(0n, 1_000n)).toBeNull();
  });

  test("money has six decimals and no binary fraction", () => {
    expect(atomsText(-1n)).toBe("-0.000001");
    expect(atomsText(9_007_199_254_740_993n)).toBe("9007199254.740993");
    expect(atomsOf("9007199254.740993")).toBe(9_007_199_254_740_993n);
    expect(atomsOf("0.0000001")).toBeNull();
    expect(decimalText(-5n, 0)).toBe("-5");
  });
});
