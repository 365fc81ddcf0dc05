import { expect, test } from "vitest";
import { dayOf, rangeWith } from "./day.ts";

const GRID = { priceDecimals: 1, sizeDecimals: 4 };
const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const candle = (hours: number, open: string, high: string, low: string, volume: string) => ({
  open_ms: NOW - hours * HOUR,
  open,
  high,
  low,
  volume,
});

test("a day is what its candles say, and nothing from before it", () => {
  const told = [
    candle(24, "1.0", "900.0", "0.1", "77"),
    candle(23.5, "100.5", "103.0", "99.9", "1.5"),
    candle(0.25, "102.0", "110.2", "98.7", "0.0001"),
  ];
  expect(dayOf(told, GRID, NOW)).toEqual({
    open: "100.5",
    low: "98.7",
    high: "110.2",
    volume: "1.5001",
    sinceMs: NOW - 23.5 * HOUR,
  });
});

test("without a trade in it a day is not known, and a candle of words is none", () => {
  expect(dayOf([], GRID, NOW)).toBeNull();
  expect(dayOf([candle(30, "1", "1", "1", "1")], GRID, NOW)).toBeNull();
  expect(dayOf([candle(1, "1", "<b>", "1", "1")], GRID, NOW)).toBeNull();
});

test("the newest trade is never outside the range, whatever the day was told as", () => {
  const day = { open: "100.5", low: "98.7", high: "110.2", volume: "1", sinceMs: NOW };
  expect(rangeWith(day, "110.3", 1)).toEqual(["98.7", "110.3"]);
  expect(rangeWith(day, "98.6", 1)).toEqual(["98.6", "110.2"]);
  for (const last of ["100.0", null, "<b>"]) expect(rangeWith(day, last, 1)).toEqual(["98.7", "110.2"]);
});
