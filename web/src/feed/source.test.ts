import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Socket } from "./connection.ts";
import { createHub } from "./hub.ts";
import type { Market } from "./markets.ts";
import { createSource, type Source } from "./source.ts";
import type { ViewSorts } from "./view.ts";
import type { Told, Turn } from "./wire.ts";

const MARKET = { market: "X-PERP", priceDecimals: 1, sizeDecimals: 1 } as Market;
const CONFIG = { network: "localnet", gateway: "http://gateway.invalid", stream: "ws://stream.invalid", rpc: null };
const NO_VIEWS = {} as ViewSorts;

let line: Socket;
let told: Told[];
let source: Source;
let seq: number;

const turns = (): Turn[] => told.filter((one): one is Turn => one.op === "turn");

function says(channel: string, data: unknown, type = "delta"): void {
  const message = { channel, seq: seq + 1, prev: seq, type, ts_ms: 1, data };
  seq += 1;
  line.onmessage?.({ data: JSON.stringify(message) });
}

const price = (mark: number): object => ({ market: "X-PERP", bid: "1", ask: "2", mark_price: `${mark}` });

beforeEach(async () => {
  vi.useFakeTimers();
  [told, seq] = [[], 0];
  const open = (): Socket => {
    line = { send: () => undefined, close: () => undefined, onopen: null, onmessage: null, onclose: null };
    return line;
  };
  const hub = createHub({ url: () => "ws://desk", open });
  source = createSource({ config: CONFIG, sorts: NO_VIEWS, hub, tell: (one) => void told.push(one) });
  source.take({ op: "ticker", market: "X-PERP", on: true });
  await vi.advanceTimersByTimeAsync(0);
  line.onopen?.();
});
afterEach(() => {
  source.close();
  vi.useRealTimers();
});

test("of a hundred messages the page hears the newest, in three turns a second", async () => {
  says("ticker:X-PERP", price(0), "snapshot");
  await vi.advanceTimersByTimeAsync(500);
  told = [];
  for (let at = 1; at <= 100; at += 1) {
    says("ticker:X-PERP", price(at));
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(350);
  const marks = turns().flatMap((turn) => turn.tickers.map(([, ticker]) => ticker.mark_price));
  expect(turns().length).toBeGreaterThanOrEqual(3);
  expect(turns().length).toBeLessThanOrEqual(5);
  expect(marks.at(-1)).toBe("100");
});

test("nothing is told twice, but that the socket was heard goes on", async () => {
  says("ticker:X-PERP", price(1), "snapshot");
  await vi.advanceTimersByTimeAsync(500);
  told = [];
  await vi.advanceTimersByTimeAsync(2_000);
  expect(turns().length).toBeGreaterThanOrEqual(3);
  expect(turns().length).toBeLessThanOrEqual(5);
  expect(turns().every((turn) => turn.tickers.length === 0 && turn.lastMs !== null)).toBe(true);
});

test("a page that is hidden hears seldom, and of everything once when it is seen again", async () => {
  says("ticker:X-PERP", price(1), "snapshot");
  await vi.advanceTimersByTimeAsync(500);
  source.take({ op: "hidden", hidden: true });
  told = [];
  for (let at = 2; at <= 101; at += 1) {
    says("ticker:X-PERP", price(at));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(turns().length).toBeLessThanOrEqual(6);
  told = [];
  source.take({ op: "hidden", hidden: false });
  await vi.advanceTimersByTimeAsync(1);
  expect(turns()[0]?.tickers[0]?.[1].mark_price).toBe("101");
});

test("levels are told whole, best first, only while they are read", async () => {
  source.take({ op: "levels", market: MARKET, on: true });
  const bids = [
    ["1", "1"],
    ["1.5", "2"],
  ];
  says("book:X-PERP", { bids, asks: [["2", "3"]] }, "snapshot");
  await vi.advanceTimersByTimeAsync(350);
  const [levels] = turns().flatMap((turn) => turn.levels);
  expect([...(levels?.bids ?? [])]).toEqual([15, 20, 10, 10]);
  expect([...(levels?.asks ?? [])]).toEqual([20, 30]);
  source.take({ op: "levels", market: MARKET, on: false });
  told = [];
  says("book:X-PERP", { bids: [["1", "9"]] });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(turns().flatMap((turn) => turn.levels)).toEqual([]);
});
