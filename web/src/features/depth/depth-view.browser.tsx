import { expect, test } from "vitest";
import { createBook } from "../../feed/book.ts";
import type { Frame as Message } from "../../feed/frames.ts";
import type { Market } from "../../feed/markets.ts";
import type { Dress, Frame } from "../../feed/view.ts";
import { tokensRead } from "../../lib/tokens.ts";
import { depthPaint, rounds } from "./depth-view.ts";
import "../../styles/all.css";

const MARKET = { market: "X-PERP", priceDecimals: 1, sizeDecimals: 3, tick_size: "0.1" } as Market;
const FRAME: Frame = { width: 600, height: 300, ratio: 1, row: 18, rows: 1, columns: 3, dim: false };
type Levels = [string, string][];

const near = (from: number, step: number): Levels =>
  Array.from({ length: 20 }, (_, at) => [(from + at * step).toFixed(1), "1.0"]);

function painted(bids: Levels, asks: Levels): { texts: string[] } {
  const book = createBook(MARKET);
  const told: Message = { channel: "", seq: 1, prev: 0, type: "snapshot", tsMs: 0, reset: false, data: { bids, asks } };
  book.take(told);
  const dress: Dress = { colours: tokensRead(""), mono: "monospace", text: "sans-serif" };
  const pen = new OffscreenCanvas(FRAME.width, FRAME.height).getContext("2d")!;
  const texts: string[] = [];
  const fill = pen.fillText.bind(pen);
  pen.fillText = (text, x, y) => {
    texts.push(text);
    fill(text, x, y);
  };
  depthPaint(pen, FRAME, dress, book, MARKET);
  return { texts };
}

test("the middle stands in the middle, with prices and sizes on lines around it", () => {
  const { texts } = painted(near(99.9, -0.1), near(100.1, 0.1));
  expect(texts).toContain("Mid 100.0");
  expect(texts.filter((text) => text === "100.0")).toHaveLength(1);
  expect(texts.filter((text) => /^\d+\.\d{3}$/.test(text))).toEqual(["10.000"]);
});

test("lines lie at round figures: one, two or five with zeros apart, and no more of them than there is room for", () => {
  expect(rounds(617_041, 617_376, 6)).toEqual([617_100, 617_200, 617_300]);
  expect(rounds(0, 44_473, 5)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
  expect(rounds(0, 1, 5)).toEqual([0, 1]);
  for (let to = 1; to < 2_000; to += 7) expect(rounds(0, to, 5).length).toBeLessThanOrEqual(6);
});

test("a lone order far away does not flatten the rest", () => {
  const prices = (bids: Levels): number[] =>
    painted(bids, near(100.1, 0.1))
      .texts.filter((text) => /^\d+\.\d$/.test(text))
      .map(Number);
  const alone = prices(near(99.9, -0.1));
  const far = prices([...near(99.9, -0.1), ["2.0", "0.001"]]);
  expect(far).toHaveLength(alone.length);
  for (const [at, price] of far.entries()) expect(Math.abs(price - (alone[at] ?? 0))).toBeLessThan(0.15);
});

test("a book with one side says so", () => {
  expect(painted(near(99.9, -0.1), []).texts).toEqual(["One side of the book is empty."]);
});
