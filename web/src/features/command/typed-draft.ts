/** A typed order as the draft that is signed. */
import type { OrderDraft } from "../../core/order-signer.ts";
import type { Market } from "../../feed/markets.ts";
import type { Ticker } from "../../feed/ticker.ts";
import type { TraderStore } from "../../core/trader.ts";
import type { TypedOrder } from "./language.ts";

const SLIPPAGE_PPM = 5_000;

/** Null for a market order while nobody offers the other side. */
export function draftOf(
  order: TypedOrder,
  market: Market,
  ticker: Ticker | null,
  trader: TraderStore,
): OrderDraft | null {
  const { side, size, postOnly, reduceOnly, validity } = order;
  const best = side === "buy" ? ticker?.ask : ticker?.bid;
  const price = order.price ?? (best ? trader.priceWorst(market.market, side, best, SLIPPAGE_PPM) : null);
  if (price === null) return null;
  const type = order.price === null ? "market" : "limit";
  return {
    market: order.market,
    side,
    type,
    price,
    size,
    time_in_force: type === "market" ? (validity === "fok" ? "fok" : "ioc") : validity,
    post_only: postOnly,
    reduce_only: reduceOnly,
  };
}
