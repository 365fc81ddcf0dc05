/**
 * What the owner of an account sees of the exchange: records from `GET /api/accounts/{account}/views`, and levels and prices as
 * the feed brings them. Previews are a function of it (BOOK-11).
 */
import { mticksOf, stepsOf } from "./decimal.ts";
import {
  LEVEL_VIEW_SIZE,
  MARKET_VIEW_KIND,
  MARKET_VIEW_SIZE,
  type MarketView,
  readMarketView,
  RecordInvalid,
  Tier,
  TierCause,
  VIEW_SIZES,
  writeLevelView,
  writeMarketView,
} from "./records_gen.ts";
import type { PriceState } from "./tier-words.ts";

/** A price and the size at it, as the book tells them. */
export type Level = readonly [price: string, size: string];

export interface Sight {
  /** Markets by symbol. */
  readonly markets: ReadonlyMap<string, MarketView>;
  /** All other records. */
  readonly records: readonly Uint8Array[];
}

/** Newer prices of a market than those of the records, and how far they can be relied upon; null or absent: not known. */
export interface Prices extends Partial<PriceState> {
  index_price: string | null;
  mark_price: string | null;
  /** In base units; it moves what new risk needs (MGN-2). */
  open_interest?: string | null;
}

export function symbolText(padded: Uint8Array): string {
  return new TextDecoder().decode(padded.slice(0, padded.indexOf(0) === -1 ? padded.length : padded.indexOf(0)));
}

/** Reads the records of an answer. Throws RecordInvalid. */
export function sightRead(base64: string): Sight {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const markets = new Map<string, MarketView>();
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = VIEW_SIZES[bytes[at] ?? 0];
    if (size === undefined) throw new RecordInvalid(`expected a view at ${at}, found kind ${bytes[at]}`);
    const record = bytes.slice(at, at + size);
    if (bytes[at] === MARKET_VIEW_KIND) {
      const market = readMarketView(new DataView(record.buffer));
      markets.set(symbolText(market.symbol), market);
    } else {
      records.push(record);
    }
    at += size;
  }
  return { markets, records };
}

/** The market with newer prices, where they are known. */
export function marketAt(market: MarketView, prices: Prices | undefined): MarketView {
  const newer = (text: string | null | undefined, known: bigint): bigint =>
    text ? (mticksOf(text, market.tick_size) ?? known) : known;
  return {
    ...market,
    index_price: newer(prices?.index_price, market.index_price),
    mark_price: newer(prices?.mark_price, market.mark_price),
    tier: prices?.price_tier === undefined ? market.tier : (Tier[prices.price_tier] ?? market.tier),
    cause: prices?.price_cause === undefined ? market.cause : (TierCause[prices.price_cause] ?? market.cause),
    open_interest: prices?.open_interest
      ? (stepsOf(prices.open_interest, market.lot_size) ?? market.open_interest)
      : market.open_interest,
  };
}

/** Records of all markets, with newer prices by symbol. */
export function marketRecords(sight: Sight, prices: Readonly<Record<string, Prices>>): Uint8Array {
  const out = new Uint8Array(sight.markets.size * MARKET_VIEW_SIZE);
  let at = 0;
  for (const [symbol, market] of sight.markets) {
    out.set(writeMarketView(marketAt(market, prices[symbol])), at);
    at += MARKET_VIEW_SIZE;
  }
  return out;
}

/** Records of the levels of one side; levels off the grid are none of this market and are left out. */
export function levelRecords(market: MarketView, side: number, levels: Iterable<Level>): Uint8Array {
  const found: Uint8Array[] = [];
  for (const [price, size] of levels) {
    const ticks = stepsOf(price, market.tick_size);
    const total = stepsOf(size, market.lot_size);
    if (ticks !== null && total !== null) found.push(writeLevelView({ side, price: Number(ticks), total, orders: 0 }));
  }
  const out = new Uint8Array(found.length * LEVEL_VIEW_SIZE);
  found.forEach((record, place) => out.set(record, place * LEVEL_VIEW_SIZE));
  return out;
}
