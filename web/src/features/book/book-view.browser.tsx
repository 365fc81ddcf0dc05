import { expect, test } from "vitest";
import { createBook } from "../../feed/book.ts";
import type { Frame as Message } from "../../feed/frames.ts";
import type { Market } from "../../feed/markets.ts";
import type { Dress, Frame, Reads, View } from "../../feed/view.ts";
import { tokensRead } from "../../lib/tokens.ts";
import { createSideRows } from "./book-rows.ts";
import type { BookShown } from "./book-shown.ts";
import { bookViewMake } from "./book-view.ts";
import "../../styles/all.css";

const MARKET = { market: "X-PERP", priceDecimals: 1, sizeDecimals: 3, tick_size: "0.1" } as Market;
const FRAME: Frame = { width: 300, height: 158, ratio: 2, row: 18, rows: 3, columns: 3, dim: false };
const WISH = { units: 1, decimals: 1, bids: new Map([[1000, 250]]), asks: new Map() };

const dress = (): Dress => ({ colours: tokensRead(""), mono: "monospace", text: "sans-serif" });

function opened(bids: [string, string][], asks: [string, string][]): { view: View; reads: Reads } {
  const book = createBook(MARKET);
  const told: Message = { channel: "", seq: 7, prev: 6, type: "snapshot", tsMs: 0, reset: false, data: { bids, asks } };
  book.take(told);
  const reads: Reads = {
    book: () => ({ book, release: () => undefined }),
    tape: () => {
      throw new Error("the book reads no tape");
    },
    ticker: () => ({ newest: () => null, release: () => undefined }),
  };
  const view = bookViewMake(MARKET, reads, () => undefined);
  view.wish(WISH);
  return { view, reads };
}

function canvas(): OffscreenCanvasRenderingContext2D {
  const pen = new OffscreenCanvas(FRAME.width * FRAME.ratio, FRAME.height * FRAME.ratio).getContext("2d")!;
  pen.setTransform(FRAME.ratio, 0, 0, FRAME.ratio, 0, 0);
  return pen;
}

const BIDS: [string, string][] = [
  ["100.0", "1.5"],
  ["99.9", "2"],
];
const ASKS: [string, string][] = [
  ["100.1", "0.5"],
  ["100.2", "1"],
  ["100.4", "4"],
  ["100.5", "9"],
];

test("what is painted are the words that are told, each at its row's height", () => {
  const { view } = opened(BIDS, ASKS);
  const pen = canvas();
  const painted: [string, number][] = [];
  const fill = pen.fillText.bind(pen);
  pen.fillText = (text, x, y, most) => {
    painted.push([text, y]);
    fill(text, x, y, most);
  };
  view.paint(pen, FRAME, dress());
  const shown = view.told() as BookShown;
  expect(shown.asks.map((row) => row.at)).toEqual(["100.1", "100.2", "100.4"]);
  const words = [...shown.asks, ...shown.bids].flatMap((row) => [row.price, row.size, row.total, row.own]);
  const rest = [shown.last, shown.spread, shown.bidShare, shown.askShare, "Spread"];
  expect(painted.map(([text]) => text).toSorted()).toEqual([...words.filter(Boolean), ...rest].toSorted());
  const row = (at: number): string[] =>
    painted.filter(([, y]) => y > at * FRAME.row && y <= (at + 1) * FRAME.row).map(([text]) => text);
  expect([0, 1, 2].map((at) => row(at)[0])).toEqual(["100.4", "100.2", "100.1"]);
});

test("a click finds the price that is painted where it falls, and none between the sides", () => {
  const { view } = opened(BIDS, ASKS);
  expect(view.pick(1)).toBeNull();
  view.paint(canvas(), FRAME, dress());
  expect([1, 19, 37, 53].map((y) => view.pick(y))).toEqual(["100.4", "100.2", "100.1", "100.1"]);
  expect(view.pick(60)).toBeNull();
  expect([54 + 28 + 1, 54 + 28 + 19, 54 + 28 + 37].map((y) => view.pick(y))).toEqual(["100.0", "99.9", null]);
});

test("sides are told apart by the colours of the tokens, and one's own order is marked at the edge", () => {
  const { view } = opened(BIDS, ASKS);
  const pen = canvas();
  const looks = dress();
  view.paint(pen, FRAME, looks);
  const at = (x: number, y: number): number[] => [...pen.getImageData(x * 2, y * 2, 1, 1).data];
  const flat = canvas();
  const mixed = (colour: string): number[] => {
    flat.fillStyle = looks.colours.panel;
    flat.fillRect(0, 0, 9, 9);
    flat.fillStyle = colour;
    flat.fillRect(0, 0, 9, 9);
    return [...flat.getImageData(1, 1, 1, 1).data];
  };
  const bar = (y: number): number[] => at(FRAME.width - 3, y);
  expect(bar(2)).toEqual(mixed(looks.colours.depthDown));
  expect(bar(54 + 28 + 2)).toEqual(mixed(looks.colours.depthUp));
  expect(mixed(looks.colours.depthUp)).not.toEqual(mixed(looks.colours.depthDown));
  expect(at(1, 54 + 28 + 9)).toEqual(mixed(looks.colours.own));
  expect(at(1, 54 + 28 + 18 + 9)).toEqual(mixed(looks.colours.panel));
});

test("a figure that is longer than its column stays in it", () => {
  const { view } = opened([["100.0", "9999999999.123"]], [["100.1", "0.5"]]);
  view.wish({ ...WISH, bids: new Map() });
  const narrow = { ...FRAME, width: 210 };
  const pen = canvas();
  const looks = dress();
  view.paint(pen, narrow, looks);
  const column = (narrow.width - 24) / 3;
  const gap = pen.getImageData((12 + column + 1) * 2, (54 + 28 + 2) * 2, 2, 28).data;
  const [red, green, blue] = gap;
  for (let pixel = 0; pixel < gap.length; pixel += 4) {
    expect(Array.from(gap.subarray(pixel, pixel + 3))).toEqual([red, green, blue]);
  }
});

test("of two columns neither covers the other, however long both are", () => {
  const { view } = opened([["123456.7", "99999999.123"]], [["123456.8", "0.5"]]);
  view.wish({ ...WISH, bids: new Map() });
  const phone = { ...FRAME, width: 150, columns: 2 };
  const pen = canvas();
  const places: [text: string, left: number, right: number][] = [];
  pen.fillText = (text, x, _y, most = Infinity) => {
    const width = Math.min(most, pen.measureText(text).width);
    places.push(pen.textAlign === "right" ? [text, x - width, x] : [text, x, x + width]);
  };
  view.paint(pen, phone, dress());
  const of = (text: string): [string, number, number] => places.find(([one]) => one === text)!;
  expect(of("123,456.7")[1]).toBeGreaterThanOrEqual(8);
  expect(of("99,999,999.123")[1]).toBeGreaterThan(of("123,456.7")[2]);
  expect(of("99,999,999.123")[2]).toBeLessThanOrEqual(150 - 8);
  expect(places.filter(([text]) => text === "99,999,999.123")).toHaveLength(1);
});

test("rows of words are made once and only what has changed is written", () => {
  const root = document.createElement("div");
  const side = createSideRows(root, "ask");
  side.resize(2);
  const rows = [...root.children];
  const row = { at: "100.0", price: "100.0", size: "0.500", total: "0.500", own: "0.200", bar: 1 };
  side.write([row]);
  expect(rows[1]?.textContent).toBe("100.00.2000.5000.500");
  expect(root.querySelector(".own em")?.textContent).toBe("0.200");
  side.write([{ ...row, own: "", price: "99.0", at: "99.0" }]);
  expect([...root.children]).toEqual(rows);
  expect(rows.map((one) => one.getAttribute("data-price"))).toEqual([null, "99.0"]);
  expect(root.querySelector(".own")).toBeNull();
  expect(rows[0]?.textContent).toBe("");
});
