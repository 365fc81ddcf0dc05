import { expect, test } from "vitest";
import type { Market } from "../../feed/markets.ts";
import { createTape, type Trade } from "../../feed/tape.ts";
import type { Dress, Frame, Reads } from "../../feed/view.ts";
import { tokensRead } from "../../lib/tokens.ts";
import { createTapeRows } from "./tape-rows.ts";
import { tapeViewMake, type TradeShown } from "./tape-view.ts";
import "../../styles/all.css";

const MARKET = { market: "X-PERP", priceDecimals: 1, sizeDecimals: 3 } as Market;
const FRAME: Frame = { width: 300, height: 60, ratio: 1, row: 18, rows: 3, columns: 3, dim: false };
const dress = (): Dress => ({ colours: tokensRead(""), mono: "monospace", text: "sans-serif" });
const trade = (at: number, side: "buy" | "sell"): Trade => ({
  trade_id: `${at}`,
  price: `10${at}.0`,
  size: "1.5",
  side,
  seq: at,
  ts_ms: at * 1_000,
});

function tapeOf(trades: Trade[]): Reads {
  const tape = createTape();
  tape.take({ channel: "", seq: 1, prev: 0, type: "snapshot", tsMs: 0, reset: false, data: trades });
  const none = (): never => {
    throw new Error("the tape reads trades alone");
  };
  return { tape: () => ({ tape, release: () => undefined }), book: none, ticker: none };
}

test("trades are painted as they are told, newest first, the taker's side by letter and colour", () => {
  const view = tapeViewMake(MARKET, tapeOf([trade(1, "buy"), trade(2, "sell")]), () => undefined);
  const pen = new OffscreenCanvas(FRAME.width, FRAME.height).getContext("2d")!;
  const painted: [string, string][] = [];
  pen.fillText = (text) => void painted.push([text, String(pen.fillStyle)]);
  const looks = dress();
  view.paint(pen, FRAME, looks);
  expect((view.told() as TradeShown[]).map((one) => one.price)).toEqual(["S 102.0", "B 101.0"]);
  expect(painted.map(([text]) => text)).toEqual(["S 102.0", "1.5", "00:00:02", "B 101.0", "1.5", "00:00:01"]);
  expect([painted[0]?.[1], painted[3]?.[1]]).toEqual([looks.colours.down, looks.colours.up]);
});

test("the largest trade has the longest bar, and others in proportion", () => {
  const trades = [trade(1, "buy"), { ...trade(2, "sell"), size: "6" }];
  const view = tapeViewMake(MARKET, tapeOf(trades), () => undefined);
  view.paint(new OffscreenCanvas(FRAME.width, FRAME.height).getContext("2d")!, FRAME, dress());
  expect((view.told() as TradeShown[]).map((one) => one.bar)).toEqual([1, 0.25]);
});

test("rows of words move down with their trades", () => {
  const root = document.createElement("div");
  const rows = createTapeRows(root);
  rows.resize(3);
  const shown = (at: number): TradeShown => ({
    id: `${at}`,
    buys: true,
    price: `B ${at}`,
    size: "1",
    time: "t",
    bar: 1,
  });
  rows.write([shown(2), shown(1)]);
  const kept = root.children[0];
  rows.write([shown(3), shown(2), shown(1)]);
  expect([...root.children].map((row) => row.textContent)).toEqual(["B 31t", "B 21t", "B 11t"]);
  expect(root.children[1]).toBe(kept);
  rows.resize(1);
  rows.write([]);
  expect(root.textContent).toBe("");
});
