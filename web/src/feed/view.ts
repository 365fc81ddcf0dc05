/**
 * A view: a canvas that the market worker paints, and the same words as text for those who do not see it. What is painted and what
 * is told as text come from one value, so neither can say what the other does not.
 */
import type { Pen } from "../lib/pen.ts";
import type { Tokens } from "../lib/tokens.ts";
import type { Book } from "./book.ts";
import type { Market } from "./markets.ts";
import type { Tape } from "./tape.ts";
import type { Ticker } from "./ticker.ts";

export type ViewKind = "book" | "tape" | "depth";

/** Where a view stands: CSS pixels, the screen's pixels in one of them, the height of a row, and how many rows fit. */
export interface Frame {
  width: number;
  height: number;
  ratio: number;
  row: number;
  rows: number;
  /** Columns that there is room for. */
  columns: number;
  /** What is shown is old. */
  dim: boolean;
}

export interface Dress {
  colours: Tokens;
  mono: string;
  text: string;
}

/** What a view shows, as text; its shape is the kind's own. */
export type Told = unknown;

export interface View {
  /** Brings what is shown to what is known now, and paints it. The pen's unit is a CSS pixel. */
  paint(pen: Pen, frame: Frame, dress: Dress): void;
  /** What was painted last, as text; null before. */
  told(): Told;
  /** What a person wants of it: grouping, own orders. */
  wish(wish: unknown): void;
  /** The price painted at a height; null where none is. */
  pick(y: number): string | null;
  close(): void;
}

/** What a view reads: each shared with all who read it, and given back by `release`. */
export interface Reads {
  book(market: Market, changed: () => void): { book: Book; release: () => void };
  tape(market: string, changed: () => void): { tape: Tape; release: () => void };
  ticker(market: string, changed: () => void): { newest: () => Ticker | null; release: () => void };
}

export interface ViewSort {
  periodMs: number;
  make(market: Market, reads: Reads, changed: () => void): View;
}

export type ViewSorts = Record<ViewKind, ViewSort>;
