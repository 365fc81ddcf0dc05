import fc from "fast-check";
import { expect, test } from "vitest";
import { type Candle, joined } from "./candles.ts";

const candle = (at: number, close = 1): Candle => ({
  open_ms: at,
  open: "1",
  high: "1",
  low: "1",
  close: String(close),
  volume: "0",
  ticks: 0,
});

test("after any joins there is one candle a time, in order, the newest told", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 6 }), { maxLength: 10 }),
      (turns) => {
        let list: Candle[] = [];
        const newest = new Map<number, number>();
        for (const [turn, times] of turns.entries()) {
          const sorted = times.toSorted((a, b) => a - b);
          for (const at of sorted) newest.set(at, turn);
          list = joined(
            list,
            sorted.map((at) => candle(at, turn)),
          ).list;
        }
        expect(list.map((one) => one.open_ms)).toEqual([...newest.keys()].sort((a, b) => a - b));
        for (const one of list) expect(Number(one.close)).toBe(newest.get(one.open_ms));
      },
    ),
  );
});

test("a change of the open candle says that only it has changed", () => {
  const { changedFrom } = joined([candle(1), candle(2)], [candle(2, 5), candle(3)]);
  expect(changedFrom).toBe(2);
});

test("an older page changes all of the picture", () => {
  expect(joined([candle(5)], [candle(1), candle(2)]).changedFrom).toBe(0);
});
