/** What an order would do, computed here by the core: the answer of `POST /api/orders/preview`, to the atom, without asking. */
import { atomsOf, atomsText, mticksOf, mticksText, stepsOf, stepsText } from "./decimal.ts";
import {
  type MarketView,
  OrderKind,
  PREVIEW_VIEW_SIZE,
  type PreviewView,
  readPreviewView,
  ReasonName,
  Side,
  TimeInForce,
  writePreviewQuery,
} from "./records_gen.ts";
import { type Level, levelRecords, marketRecords, type Prices, type Sight } from "./sight.ts";
import type { Core } from "./wasm.ts";

/** An order before it is signed; decimal texts as in `POST /api/orders`. */
export interface Ticket {
  account: number;
  market: string;
  side: keyof typeof Side;
  type: keyof typeof OrderKind;
  price: string;
  size: string;
  time_in_force?: keyof typeof TimeInForce;
  post_only?: boolean;
  reduce_only?: boolean;
}

export interface Preview {
  refusal: string | null;
  filled: string;
  resting: string;
  average_price: string | null;
  fee: string;
  equity: string;
  equity_open: string;
  initial_margin: string;
  maintenance_margin: string;
  position: string;
  liquidation_price: string | null;
}

/** The levels that the order would meet, and newer prices than those of the records. */
export interface Surroundings {
  bids: Iterable<Level>;
  asks: Iterable<Level>;
  prices?: Readonly<Record<string, Prices>>;
}

/** Why a ticket cannot be asked about: which field, and the two values of the grid beside it where there are two. */
export interface Flaw {
  flaw: "market_unknown" | "not_a_number" | "off_grid" | "out_of_range";
  field: "market" | "price" | "size";
  step?: string;
}

const LOTS_MAX = 2_147_483_647n;

function count(text: string, stepE9: bigint, most: bigint, field: "price" | "size"): bigint | Flaw {
  const steps = stepsOf(text, stepE9);
  if (steps === null) {
    const plain = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(text);
    return plain ? { flaw: "off_grid", field, step: stepsText(1n, stepE9) } : { flaw: "not_a_number", field };
  }
  return steps > 0n && steps <= most ? steps : { flaw: "out_of_range", field };
}

interface Question {
  market: MarketView;
  records: Uint8Array[];
}

function question(sight: Sight, around: Surroundings, ticket: Ticket): Question | Flaw {
  const market = sight.markets.get(ticket.market);
  if (!market) return { flaw: "market_unknown", field: "market" };
  const price = count(ticket.price, market.tick_size, BigInt(market.price_max), "price");
  if (typeof price !== "bigint") return price;
  const size = count(ticket.size, market.lot_size, BigInt(market.order_max), "size");
  if (typeof size !== "bigint") return size;
  const validity = ticket.time_in_force ?? (ticket.type === "market" ? "ioc" : "gtc");
  const query = writePreviewQuery({
    account: BigInt(ticket.account),
    market: market.market,
    side: Side[ticket.side],
    kind: OrderKind[ticket.type],
    time_in_force: TimeInForce[validity],
    post_only: ticket.post_only ? 1 : 0,
    reduce_only: ticket.reduce_only ? 1 : 0,
    price: Number(price),
    size: Number(size),
  });
  const facing = ticket.side === "buy" ? Side.sell : Side.buy;
  const levels = levelRecords(market, facing, facing === Side.sell ? around.asks : around.bids);
  return { market, records: [query, ...sight.records, marketRecords(sight, around.prices ?? {}), levels] };
}

/** Previews a ticket; a flaw where the ticket is none of this market. */
export function previewOrder(core: Core, sight: Sight, around: Surroundings, ticket: Ticket): Preview | Flaw {
  const asked = question(sight, around, ticket);
  if ("flaw" in asked) return asked;
  const bytes = core.preview(asked.records);
  if (bytes.length !== PREVIEW_VIEW_SIZE) throw new Error(`the core answered ${bytes.length} bytes to a preview`);
  return told(readPreviewView(new DataView(bytes.buffer)), asked.market);
}

function told(view: PreviewView, market: MarketView): Preview {
  return {
    refusal: view.reason ? (ReasonName[view.reason] ?? `reason_${view.reason}`) : null,
    filled: stepsText(BigInt(view.filled), market.lot_size),
    resting: stepsText(BigInt(view.resting), market.lot_size),
    average_price: mticksText(view.average_price, market.tick_size),
    fee: atomsText(view.fee),
    equity: atomsText(view.equity),
    equity_open: atomsText(view.equity_open),
    initial_margin: atomsText(view.imr),
    maintenance_margin: atomsText(view.mmr),
    position: stepsText(view.position, market.lot_size),
    liquidation_price: mticksText(view.liquidation_price, market.tick_size),
  };
}

/** The largest size that would be taken, as a text; "0" when none would. `ticket.size` does not matter. */
export function sizeMost(core: Core, sight: Sight, around: Surroundings, ticket: Ticket): string | null {
  const market = sight.markets.get(ticket.market);
  if (!market) return null;
  const size = stepsText(BigInt(market.order_max) < LOTS_MAX ? BigInt(market.order_max) : LOTS_MAX, market.lot_size);
  const asked = question(sight, around, { ...ticket, size });
  return "flaw" in asked ? null : stepsText(BigInt(core.lotsMost(asked.records)), market.lot_size);
}

/** A share of a size, in percent, rounded down to the grid. */
export function sizeShare(sight: Sight, market: string, size: string, percent: number): string | null {
  const known = sight.markets.get(market);
  const lots = known ? stepsOf(size, known.lot_size) : null;
  if (!known || lots === null || !Number.isInteger(percent)) return null;
  return stepsText((lots * BigInt(percent)) / 100n, known.lot_size);
}

/** The size that an amount of USDC pays for at a price, rounded down to the grid. */
export function sizeOfQuote(core: Core, sight: Sight, market: string, price: string, quote: string): string | null {
  const known = sight.markets.get(market);
  const ticks = known ? stepsOf(price, known.tick_size) : null;
  const atoms = atomsOf(quote);
  if (!known || ticks === null || atoms === null) return null;
  return stepsText(BigInt(core.lotsWithin(known.tick_value, Number(ticks), atoms)), known.lot_size);
}

/** USDC of a size at a price. */
export function quoteOfSize(core: Core, sight: Sight, market: string, price: string, size: string): string | null {
  const known = sight.markets.get(market);
  const ticks = known ? stepsOf(price, known.tick_size) : null;
  const lots = known ? stepsOf(size, known.lot_size) : null;
  if (!known || ticks === null || lots === null || ticks < 0n || lots < 0n || lots > LOTS_MAX) return null;
  const atoms = core.notional(known.tick_value, Number(ticks), Number(lots));
  return atoms === null ? null : atomsText(atoms);
}

/** The worst price within a part (ppm) of a price for an order of a side: the bound of a market order, on the grid. */
export function priceWorst(
  core: Core,
  sight: Sight,
  market: string,
  side: keyof typeof Side,
  price: string,
  partPpm: number,
): string | null {
  const known = sight.markets.get(market);
  const mticks = known ? mticksOf(price, known.tick_size) : null;
  if (!known || mticks === null || mticks < 1_000n) return null;
  const worst = core.priceWorst(Number(mticks / 1_000n), Side[side], partPpm);
  return stepsText(BigInt(worst < known.price_max ? worst : known.price_max), known.tick_size);
}

/** Price and size of each order of a scale from the first price to the last (BOOK-16); null: off the grid, or fewer lots than orders. */
export function ladder(
  core: Core,
  sight: Sight,
  market: string,
  prices: [string, string],
  size: string,
  count: number,
): { price: string; size: string }[] | null {
  const known = sight.markets.get(market);
  if (!known) return null;
  const [first, last] = prices.map((price) => stepsOf(price, known.tick_size));
  const lots = stepsOf(size, known.lot_size);
  if (typeof first !== "bigint" || typeof last !== "bigint" || lots === null || lots < BigInt(count)) return null;
  return core.ladder(Number(first), Number(last), Number(lots), count).map((rung) => ({
    price: stepsText(BigInt(rung.price), known.tick_size),
    size: stepsText(BigInt(rung.size), known.lot_size),
  }));
}
