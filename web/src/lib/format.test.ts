import { expect, test } from "vitest";
import { age, change, clock, figure, moment, percent, plain, tone, UNKNOWN } from "./format.ts";

test("figures are grouped, minus is the true sign, what is not known is dashes", () => {
  expect(figure("1234567.5", 1)).toBe("1,234,567.5");
  expect(figure("-1234.5")).toBe("\u22121,234.5");
  expect(figure(null)).toBe(UNKNOWN);
  expect(figure("0")).toBe("0");
});

test("a negative figure that rounds to nothing has no sign", () => {
  expect(figure("-0.001", 2)).toBe("0.00");
});

test("what is no decimal of a bearable length is not known", () => {
  for (const text of ["NaN", "1e309", "<b>1</b>", "1.2.3", "1\u202e2", "9".repeat(10_000), 7 as never, {} as never]) {
    expect(figure(text, 2)).toBe(UNKNOWN);
    expect(percent(text)).toBe(UNKNOWN);
  }
  expect([clock(Number.NaN), clock(1e300), moment(Infinity), clock("-0" as never)]).toEqual(Array(4).fill(UNKNOWN));
});

test("a change has its sign, nothing has none", () => {
  expect(change("5")).toBe("+5");
  expect(change("-5")).toBe("\u22125");
  expect(change("0.00", 2)).toBe("0.00");
  expect([tone("0.0"), tone("-1"), tone("1"), tone(null)]).toEqual(["flat", "down", "up", "flat"]);
});

test("percent moves the point and makes no arithmetic", () => {
  expect(percent("0.0125")).toBe("1.25 %");
  expect(percent("-0.5")).toBe("\u221250.00 %");
  expect(percent("0.00045", 3)).toBe("0.045 %");
  expect(percent("1")).toBe("100.00 %");
});

test("an age is told in the unit that it is read in", () => {
  expect([age(240), age(12_400), age(300_000)]).toEqual(["0.2 s", "12 s", "5 min"]);
});

test("a hostile name cannot reorder, hide or flood", () => {
  const shown = plain(`a\u202eb\u200bc\u0000${"x".repeat(10_000)}`);
  expect(shown.length).toBeLessThanOrEqual(48);
  expect(shown).toMatch(/^a\u25a1b\u25a1c\u25a1x/);
});
