/** Sizes of one's own resting orders by the row of the book that they stand in. */
import type { Market } from "../../feed/markets.ts";
import type { OpenOrder } from "../../feed/own-orders.ts";
import { unitsOf } from "../../lib/units.ts";

export interface OwnSizes {
  bids: Map<number, number>;
  asks: Map<number, number>;
}

export function ownSizes(orders: OpenOrder[], market: Market, step: number): OwnSizes {
  const sizes: OwnSizes = { bids: new Map(), asks: new Map() };
  for (const order of orders) {
    if (order.market !== market.market) continue;
    const price = unitsOf(order.price, market.priceDecimals);
    const left = unitsOf(order.left, market.sizeDecimals);
    if (price === null || left === null) continue;
    const buys = order.side === "buy";
    const row = (buys ? Math.floor(price / step) : Math.ceil(price / step)) * step;
    const side = buys ? sizes.bids : sizes.asks;
    side.set(row, (side.get(row) ?? 0) + left);
  }
  return sizes;
}
