/**
 * What the page and its market worker say to each other. The worker owns the public socket, decodes it and paints what changes many
 * times a second; the page hears of it in turns, whole and newest, never message by message.
 */
import type { Candle } from "./candles.ts";
import type { Config } from "./config.ts";
import type { HubStatus } from "./connection.ts";
import type { Market } from "./markets.ts";
import type { Ticker } from "./ticker.ts";
import type { Dress, Frame, Told as Shown, ViewKind } from "./view.ts";

/** What the page asks. Numbers named `id` are the page's own, one for each candle feed and each view. */
export type Ask =
  | { op: "start"; config: Config; fonts: FontFile[] }
  | { op: "hidden"; hidden: boolean }
  | { op: "reconnect" }
  | { op: "ticker"; market: string; on: boolean }
  | { op: "levels"; market: Market; on: boolean }
  | { op: "candles"; id: number; market: string; interval: number }
  | { op: "older"; id: number }
  | { op: "view"; id: number; kind: ViewKind; market: Market; canvas: OffscreenCanvas }
  | { op: "frame"; id: number; frame: Frame }
  | { op: "dress"; id: number; dress: Dress }
  | { op: "wish"; id: number; wish: unknown }
  | { op: "pick"; id: number; y: number; answer: number }
  | { op: "end"; id: number };

/** A font that the page's texts are set in: a worker has none of the page's own. */
export interface FontFile {
  family: string;
  weight: string;
  url: string;
}

/** Both sides of a book, best first: price and size in turns, whole units of the market's grid. */
export interface Levels {
  market: string;
  seq: number;
  bids: Float64Array;
  asks: Float64Array;
}

/** What has become of candles: all of them, or those from `changedFrom` on. */
export type CandlesTold =
  | { state: "waiting" }
  | { state: "missing"; detail: string }
  | { state: "ready"; whole: boolean; come: Candle[]; changedFrom: number };

/** All that has changed since the turn before. */
export interface Turn {
  op: "turn";
  /** By the clock of this machine: when the socket was heard last. */
  lastMs: number | null;
  /** Painters that wait: what a bench calls the queue. */
  waiting: number;
  status: HubStatus | null;
  tickers: [market: string, ticker: Ticker][];
  levels: Levels[];
  candles: [id: number, told: CandlesTold][];
  views: [id: number, shown: Shown][];
}

export type Told =
  Turn | { op: "picked"; answer: number; price: string | null } | { op: "older"; id: number; more: boolean };

/** One end of the line to the worker, as the page holds it. */
export interface Line {
  ask(ask: Ask, give?: Transferable[]): void;
  onTold(listener: (told: Told) => void): void;
}
