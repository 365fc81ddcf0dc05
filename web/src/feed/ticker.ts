/** Prices of one market as the stream tells them; null: not known. */
import type { PriceState } from "../core/tier-words.ts";
import { figure, UNKNOWN } from "../lib/format.ts";

export interface Ticker extends Partial<PriceState> {
  market: string;
  bid: string | null;
  ask: string | null;
  last_price: string | null;
  mark_price: string | null;
  index_price: string | null;
  open_interest: string;
  /** Of the hour that runs, as it stands, a fraction: positive, longs pay. */
  funding_rate?: string | null;
  next_funding_ms?: number | null;
}

/** The ticker of a message; a price that is no decimal is not known, whoever wrote it. */
export function tickerRead(data: unknown): Ticker {
  const said = data as Ticker;
  const price = (text: string | null): string | null => (figure(text) === UNKNOWN ? null : text);
  return {
    ...said,
    bid: price(said.bid),
    ask: price(said.ask),
    last_price: price(said.last_price),
    mark_price: price(said.mark_price),
    index_price: price(said.index_price),
    open_interest: price(said.open_interest) ?? "",
    funding_rate: price(said.funding_rate ?? null),
  };
}
