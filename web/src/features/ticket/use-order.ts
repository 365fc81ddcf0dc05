/** The typed ticket as an order of its market, with what the core says that it would do. No formula stands here. */
import { useEffect, useState } from "react";
import { useDoor } from "../../api/door.ts";
import type { OrderDraft } from "../../core/order-signer.ts";
import type { Flaw, Preview } from "../../core/preview.ts";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import type { Ticker } from "../../feed/ticker.ts";
import { atomsOf, atomsText } from "../../core/decimal.ts";
import { refusalWords } from "../../core/reason-words.ts";
import { textOf } from "../../lib/units.ts";
import { type Draft, type Start, useTicket } from "./ticket-store.ts";
import { scaleOf, type Ties, tiesOf } from "./ties.ts";
import { waitsOf } from "./waiting.tsx";

export interface Order {
  draft: OrderDraft | null;
  preview: Preview | null;
  /** Size in the base, on the grid; null: none yet. */
  size: string | null;
  price: string | null;
  /** USDC of the size at the price. */
  value: string | null;
  /** The largest size that would be taken. */
  most: string | null;
  /** Orders that are sent with it, tied to it. */
  ties: Ties | null;
  /** What its exits would make of it, USDC before fees. */
  outlook: { name: string; value: string }[];
  /** What is not written yet. */
  missing: string | null;
  /** Why it cannot be sent as it is, and which field it is about. */
  fault: { field: "price" | "size" | "trigger" | "profit" | "loss" | "order"; text: string } | null;
}

const PERIOD_MS = 200;
/** What a start waits to have written, besides price and size. */
const MISSING: Partial<Record<Start, string>> = {
  pair: "take profit and a stop",
  iceberg: "size to show",
  scale: "last price",
};
const EMPTY: Order = {
  draft: null,
  preview: null,
  size: null,
  price: null,
  value: null,
  most: null,
  ties: null,
  outlook: [],
  missing: null,
  fault: null,
};

function flawWords(flaw: Flaw): Order["fault"] {
  const field = flaw.field === "market" ? "order" : flaw.field;
  if (flaw.flaw === "off_grid")
    return { field, text: `Expected a whole number of steps of ${flaw.step ?? "the grid"}.` };
  if (flaw.flaw === "not_a_number") return { field, text: "Expected a plain decimal number, such as 0.25." };
  if (flaw.flaw === "out_of_range") return { field, text: "Above zero, and at most what the market takes." };
  return { field, text: "This market is not known yet." };
}

export function useOrder(market: Market): Order {
  const door = useDoor();
  const feed = useFeed();
  const [order, setOrder] = useState<Order>(EMPTY);

  useEffect(() => {
    const ticker = feed.ticker(market.market);
    const { trader } = door;
    const text = (levels: { price: number; size: number }[]): [string, string][] =>
      levels.map((one) => [textOf(one.price, market.priceDecimals), textOf(one.size, market.sizeDecimals)]);
    let reader: ReturnType<typeof feed.book> | null = null;
    const ask = (): void => {
      // The book is only read for somebody who has an account to preview with.
      if (!trader.sight.get()) reader?.release();
      reader = trader.sight.get() ? (reader ?? feed.book(market, painter.dirty)) : null;
      const around = { bids: text(reader?.book.bids() ?? []), asks: text(reader?.book.asks() ?? []) };
      const next = orderOf(useTicket.getState(), market, trader, around, ticker.get());
      setOrder((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
    };
    const painter = feed.scheduler.painter(ask, PERIOD_MS);
    // Money and prices may wait for their turn; what a person types may not: the next key may be Enter.
    const leave = [useTicket.subscribe(ask), ...[ticker, trader, trader.sight].map((s) => s.subscribe(painter.dirty))];
    ask();
    return () => {
      painter.dispose();
      reader?.release();
      for (const end of leave) end();
    };
  }, [feed, door, market]);

  return order;
}

type Trader = ReturnType<typeof useDoor>["trader"];
type Around = Parameters<Trader["preview"]>[1];

function orderOf(ticket: Draft, market: Market, trader: Trader, around: Around, ticker: Ticker | null): Order {
  const { side, type, validity, postOnly, reduceOnly } = ticket;
  const symbol = market.market;
  const kind = waitsOf(ticket);
  if (!kind) return { ...EMPTY, missing: MISSING[ticket.start] ?? "trigger" };
  // One that waits takes near the price that it waits for, not near the best of now.
  const best = kind.waits?.trigger ?? (side === "buy" ? ticker?.ask : ticker?.bid);
  const price =
    type === "limit"
      ? ticket.price || null
      : best
        ? trader.priceWorst(symbol, side, best, ticket.slippagePpm + (kind.waits?.distance_ppm ?? 0))
        : null;
  if (price === null) {
    if (type === "limit") return { ...EMPTY, missing: "price" };
    if (best) return EMPTY;
    return { ...EMPTY, fault: { field: "order", text: "Nobody offers the other side now." } };
  }
  const asked = {
    market: symbol,
    side,
    type,
    price,
    size: "0",
    time_in_force: type === "market" ? (validity === "fok" ? "fok" : "ioc") : validity,
    post_only: postOnly,
    reduce_only: reduceOnly,
  } as const;
  const near = ticker ? { ...around, prices: { [symbol]: ticker } } : around;
  const most = trader.sizeMost(asked, near);
  const size = ticket.unit === "base" ? ticket.size || null : sizeOfQuote(trader, symbol, price, ticket.size);
  if (size === null) return { ...EMPTY, price, most, missing: "size" };
  const draft = { ...asked, size, type: kind.type, ...(kind.waits ? { waits: kind.waits } : {}) };
  const value = trader.quoteOfSize(symbol, price, size);
  const enters = kind.waits?.trigger ?? (type === "limit" ? price : (best ?? null));
  const from = ticket.start === "pair" ? priceBy(ticket.source, ticker) : enters;
  const worst = (of: "buy" | "sell", at: string): string | null =>
    trader.priceWorst(symbol, of, at, ticket.slippagePpm);
  if (ticket.start === "scale") return { ...EMPTY, price, most, value, ...scaled(ticket, trader, draft, near, ticker) };
  const ties = tiesOf(ticket, draft, market, from, worst);
  const outlook = ticket.start === "pair" ? [] : outlookOf(trader, ties, from);
  const order = { ...EMPTY, draft, size, price, value, most, ties, outlook };
  if (ties?.fault) return { ...order, fault: ties.fault };
  if (ties && !ties.legs.length) return { ...order, draft: null, missing: "take profit or a stop" };
  const told = trader.preview({ ...asked, size }, near);
  if (told === null) return order;
  if ("flaw" in told) return { ...EMPTY, price, size, most, fault: flawWords(told) };
  // What it would do now is shown of one that waits too; whether it is taken is judged when it starts, but for something to reduce.
  const judged = !kind.waits || kind.type === "iceberg" || told.refusal === "reduce_only_nothing";
  const fault = told.refusal && judged ? { field: "order" as const, text: refusalWords(told.refusal, ticker) } : null;
  return { ...order, preview: told, fault };
}

/** A scale: its orders, and what all of them would need, asked as one at the first price. */
function scaled(ticket: Draft, trader: Trader, draft: OrderDraft, near: Around, ticker: Ticker | null): Partial<Order> {
  const { market, price, size } = draft;
  const made = scaleOf(draft, trader.ladder(market, [price, ticket.last], size, ticket.rungs));
  const text = `Expected prices on the grid, and a size of at least ${ticket.rungs} of its steps.`;
  if (!made) return { fault: { field: "order", text } };
  const [first, ties] = made;
  const asked = {
    ...draft,
    type: "limit" as const,
    time_in_force: "gtc" as const,
    post_only: true,
    reduce_only: ticket.reduceOnly,
  };
  const told = trader.preview(asked, near);
  if (told === null) return { draft: first, ties, size };
  if ("flaw" in told) return { size, fault: flawWords(told) };
  const fault = told.refusal ? { field: "order" as const, text: refusalWords(told.refusal, ticker) } : null;
  return { draft: first, ties, size, preview: told, fault };
}

/** The price that an order waits for, as it is now. */
function priceBy(source: Draft["source"], ticker: Ticker | null): string | null {
  if (!ticker) return null;
  return { mark: ticker.mark_price, index: ticker.index_price, last: ticker.last_price }[source];
}

/** What each exit would bring, from what the size is worth where it enters and where it ends. */
function outlookOf(trader: Trader, ties: Ties | null, from: string | null): Order["outlook"] {
  return (ties?.legs ?? []).flatMap(({ market, side, size, type, waits }) => {
    const [first, last] = [from, waits?.trigger].map((at) => (at ? trader.quoteOfSize(market, at, size) : null));
    const [paid, got] = [first, last].map((text) => (text ? atomsOf(text) : null));
    if (typeof paid !== "bigint" || typeof got !== "bigint") return [];
    const value = atomsText(side === "sell" ? got - paid : paid - got);
    return [{ name: type.startsWith("stop") ? "At the stop" : "At the take profit", value }];
  });
}

function sizeOfQuote(trader: Trader, symbol: string, price: string, quote: string): string | null {
  return quote ? trader.sizeOfQuote(symbol, price, quote) : null;
}
