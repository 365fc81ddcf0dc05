import fc from "fast-check";
import { expect, test } from "vitest";
import { type Candle, joined } from "./candles.ts";
import { candlesHeard } from "./candles-heard.ts";

const candle = (at: number, close: number): Candle => ({
  open_ms: at,
  open: "1",
  high: "1",
  low: "1",
  close: String(close),
  volume: "0",
  ticks: 0,
});

test("whatever is told in turns, the page has the list that the worker has", () => {
  const come = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(come, fc.boolean()), { minLength: 1, maxLength: 12 }), (changes) => {
      const heard = candlesHeard(
        () => undefined,
        () => undefined,
      );
      let list: Candle[] = [];
      let from = 0;
      for (const [turn, [times, isTold]] of changes.entries()) {
        const next = joined(
          list,
          times.toSorted((a, b) => a - b).map((at) => candle(at, turn)),
        );
        list = next.list;
        from = Math.min(from, next.changedFrom);
        if (!isTold) continue;
        const whole = from === 0;
        heard.take({
          state: "ready",
          whole,
          come: whole ? list : list.filter((one) => one.open_ms >= from),
          changedFrom: from,
        });
        from = Infinity;
        expect(heard.feed.store.get()).toMatchObject({ state: "ready", list });
      }
    }),
  );
});

test("who asks for older candles hears whether there are more", async () => {
  let asked = 0;
  const heard = candlesHeard(
    () => (asked += 1),
    () => undefined,
  );
  const answer = heard.feed.older();
  heard.older(true);
  expect([await answer, asked]).toEqual([true, 1]);
});
