/** Ends a position, or a share of it, or turns it round: one signed market order each, never worse than a bound. */
import type { OrderDraft } from "../../core/order-signer.ts";
import type { TraderStore } from "../../core/trader.ts";
import type { Market } from "../../feed/markets.ts";
import type { Ticker } from "../../feed/ticker.ts";
import type { UserPosition } from "../../feed/user.ts";
import { textOf, unitsOf } from "../../lib/units.ts";
import { outcome } from "../../core/outcome.ts";
import type { TradeStore } from "./trade-store.ts";

const SLIPPAGE_PPM = 10_000;

interface Parts {
  trade: TradeStore;
  trader: TraderStore;
  market: Market;
  ticker: Ticker | null;
}

const unsigned = (size: string): string => size.replace(/^-/, "");

async function send(parts: Parts, position: UserPosition, size: string | null, reduceOnly: boolean): Promise<void> {
  const { trade, market, ticker } = parts;
  const side = position.size.startsWith("-") ? "buy" : "sell";
  const best = side === "buy" ? ticker?.ask : ticker?.bid;
  const price = best ? parts.trader.priceWorst(market.market, side, best, SLIPPAGE_PPM) : null;
  if (!size || !price || !/[1-9]/.test(size)) {
    const detail = price ? "This share is less than one lot." : "Nobody offers the other side now.";
    trade.tell({ kind: "bad", title: "Nothing was sent", detail, undo: null });
    return;
  }
  const draft: OrderDraft = {
    market: market.market,
    side,
    type: "market",
    price,
    size,
    time_in_force: "ioc",
    reduce_only: reduceOnly,
  };
  const result = await trade.place(draft);
  if (result) trade.tell(outcome(draft, result, market.priceDecimals));
}

/** percent of the position, rounded down to whole lots; all of it at 100. */
export function positionClose(parts: Parts, position: UserPosition, percent: number): Promise<void> {
  const whole = unsigned(position.size);
  const size = percent === 100 ? whole : parts.trader.sizeShare(position.market, whole, percent);
  return send(parts, position, size, true);
}

/** The same size on the other side: one order of twice the size. */
export function positionReverse(parts: Parts, position: UserPosition): Promise<void> {
  const { sizeDecimals } = parts.market;
  const lots = unitsOf(unsigned(position.size), sizeDecimals);
  return send(parts, position, lots === null ? null : textOf(lots * 2, sizeDecimals), false);
}
