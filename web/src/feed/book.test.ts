import fc from "fast-check";
import { expect, test } from "vitest";
import { createBook, grouped, type Level } from "./book.ts";
import type { Frame } from "./frames.ts";

const GRID = { priceDecimals: 1, sizeDecimals: 2 };
let seq = 0;
const frame = (type: Frame["type"], data: unknown): Frame => ({
  channel: "book:X",
  seq: ++seq,
  prev: seq - 1,
  type,
  tsMs: 0,
  reset: false,
  data,
});
const level = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 5 }));

test("after any changes the book holds exactly the levels that were last told, best first", () => {
  fc.assert(
    fc.property(fc.array(fc.array(level, { maxLength: 8 }), { maxLength: 12 }), (changes) => {
      const book = createBook(GRID);
      const known = new Map<number, number>();
      for (const [at, pairs] of changes.entries()) {
        if (at === 0) known.clear();
        for (const [price, size] of pairs) {
          if (size) known.set(price * 10, size * 100);
          else known.delete(price * 10);
        }
        book.take(frame(at === 0 ? "snapshot" : "delta", { bids: pairs.map(([p, s]) => [String(p), String(s)]) }));
      }
      const expected = [...known].map(([price, size]) => ({ price, size })).sort((a, b) => b.price - a.price);
      expect(book.bids()).toEqual(expected);
    }),
  );
});

test("a snapshot forgets what was there before", () => {
  const book = createBook(GRID);
  book.take(frame("snapshot", { bids: [["1", "1"]], asks: [["2", "1"]] }));
  book.take(frame("snapshot", { bids: [], asks: [["3", "1"]] }));
  expect(book.bids()).toEqual([]);
  expect(book.asks()).toEqual([{ price: 30, size: 100 }]);
});

test("a book whose sides overlap says so", () => {
  const book = createBook(GRID);
  book.take(frame("snapshot", { bids: [["2", "1"]], asks: [["1.9", "1"]] }));
  expect(book.crossed()).toBe(true);
});

test("grouping loses no size and rounds away from the touch", () => {
  const levels: Level[] = [
    { price: 105, size: 1 },
    { price: 104, size: 2 },
    { price: 99, size: 4 },
  ];
  expect(grouped(levels, "bid", 10, 10)).toEqual([
    { price: 100, size: 3, total: 3 },
    { price: 90, size: 4, total: 7 },
  ]);
  const asks = levels.toReversed();
  expect(grouped(asks, "ask", 10, 10)).toEqual([
    { price: 100, size: 4, total: 4 },
    { price: 110, size: 3, total: 7 },
  ]);
});

test("grouping shows no more rows than there is room for, each whole", () => {
  const levels = Array.from({ length: 100 }, (_, at) => ({ price: 1000 - at, size: 1 }));
  const rows = grouped(levels, "bid", 10, 3);
  expect(rows.map((row) => row.size)).toEqual([1, 10, 10]);
});
