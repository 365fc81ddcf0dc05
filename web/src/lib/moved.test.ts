import { expect, test } from "vitest";
import { moneySum, moved, percentOf } from "./moved.ts";

test("a move is told in price and in percent, each with its own sign", () => {
  expect(moved("50000.0", "50742.7", 1)).toEqual({ by: "742.7", percent: "1.48" });
  expect(moved("51568.2", "51486.9", 1)).toEqual({ by: "-81.3", percent: "-0.15" });
  expect(moved("0.0000198", "0.0000198", 7)).toEqual({ by: "0.0000000", percent: "0.00" });
});

test("percent is cut towards zero and never says more than has moved", () => {
  expect(moved("3", "2.9999", 4)?.percent).toBe("0.00");
  expect(moved("9007199254740991", "1", 0)?.percent).toBe("-99.99");
});

test("of what is no price, and of nothing, no move is told", () => {
  expect(moved("", "1", 0)).toBeNull();
  expect(moved("1", "NaN", 0)).toBeNull();
  expect(moved("0", "1", 0)).toBeNull();
});

test("money is shared and summed to the atom", () => {
  expect(percentOf("9.420000", "1000.21")).toBe("0.94");
  expect(percentOf("-114.18", "1916.61")).toBe("-5.95");
  expect([percentOf("1", "0"), percentOf("1", "-3"), percentOf(undefined, "1")]).toEqual([null, null, null]);
  expect(moneySum(["-0.000001", "0.3", "0.000002"])).toBe("0.300001");
  expect(moneySum([])).toBe("0.000000");
  expect(moneySum(["1", "--"])).toBeNull();
});
