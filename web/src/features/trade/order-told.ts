/** An order as the exchange's answer to it says it is: a row before the stream has told of it. */
import type { OrderResult } from "../../api/schema_gen.ts";
import type { OrderDraft } from "../../core/order-signer.ts";
import type { Grid } from "../../feed/book.ts";
import type { OpenOrder } from "../../feed/own-orders.ts";
import { textOf, unitsOf } from "../../lib/units.ts";

/** A decimal with all of its grid's decimals, as the exchange writes it. */
function whole(text: string, decimals: number): string {
  const units = unitsOf(text, decimals);
  return units === null ? text : textOf(units, decimals);
}

export function orderTold(draft: OrderDraft, result: OrderResult, grid: Grid): OpenOrder {
  const takes = draft.type === "trailing_stop" || draft.type.endsWith("market");
  const trigger = draft.waits?.trigger;
  return {
    order_id: result.order_id,
    client_order_id: result.client_order_id,
    market: draft.market,
    side: draft.side,
    type: draft.type,
    time_in_force: draft.time_in_force ?? (takes ? "ioc" : "gtc"),
    post_only: draft.post_only ?? false,
    reduce_only: draft.reduce_only ?? false,
    status: result.status,
    reason: result.cancel_reason,
    price: whole(draft.price, grid.priceDecimals),
    size: whole(draft.size, grid.sizeDecimals),
    filled: result.filled,
    left: result.left,
    seq: result.seq,
    trigger: trigger === undefined ? null : whole(trigger, grid.priceDecimals),
  };
}
