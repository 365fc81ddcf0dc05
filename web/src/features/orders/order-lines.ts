/**
 * The lines of the orders table. Invariant: one order is one line: an order on its way gives way to the exchange's own line as soon
 * as that is there, by the number that both carry.
 */
import { endWords } from "../../core/reason-words.ts";
import type { OpenOrder } from "../../feed/own-orders.ts";
import { figure } from "../../lib/format.ts";
import type { Sent } from "../trade/trade-store.ts";

export interface OrderLine {
  id: string;
  market: string;
  side: "buy" | "sell";
  terms: string;
  size: string;
  filled: string;
  price: string;
  state: "pending" | "unknown" | "refused" | "open" | "ended";
  word: string;
  reason: string | null;
  order: OpenOrder | null;
  sentId: number | null;
}

const KINDS: Record<string, string> = {
  market: "Market",
  limit: "Limit",
  slide: "Slide",
  stop_market: "Stop market",
  stop_limit: "Stop limit",
  take_profit_market: "Take-profit market",
  take_profit_limit: "Take-profit limit",
  trailing_stop: "Trailing stop",
  iceberg: "Iceberg",
  pegged: "Pegged",
  twap: "TWAP",
};

function termsOf(type: string, validity: string, postOnly: boolean, reduceOnly: boolean): string {
  const extra = `${postOnly ? " post" : ""}${reduceOnly ? " reduce" : ""}`;
  return `${KINDS[type] ?? type} ${validity.toUpperCase()}${extra}`;
}

function known(order: OpenOrder, state: "open" | "ended"): OrderLine {
  const { market, side, size, filled, price, status, reason } = order;
  const at = status === "waiting" && order.trigger ? ` at ${figure(order.trigger)}` : "";
  const terms = `${termsOf(order.type, order.time_in_force, order.post_only, order.reduce_only)}${at}`;
  const word =
    status === "filled" ? "Filled" : status === "cancelled" ? "Cancelled" : status === "ended" ? "Ended" : status;
  const id = order.client_order_id;
  const why = reason === null ? null : endWords(reason);
  return { id, market, side, terms, size, filled, price, state, word, reason: why, order, sentId: null };
}

function coming(sent: Sent): OrderLine {
  const { draft, state, reason } = sent;
  const validity = draft.time_in_force ?? (draft.type.includes("market") ? "ioc" : "gtc");
  return {
    id: sent.clientOrderId ?? `sent-${sent.id}`,
    market: draft.market,
    side: draft.side,
    terms: termsOf(draft.type, validity, draft.post_only ?? false, draft.reduce_only ?? false),
    size: draft.size,
    filled: "0",
    price: draft.price,
    state,
    word: state,
    reason,
    order: null,
    sentId: sent.id,
  };
}

export interface Told {
  open: OpenOrder[];
  ended: OpenOrder[];
}

export function orderLines({ open, ended }: Told, sent: Sent[], which: "open" | "ended"): OrderLine[] {
  if (which === "ended") return ended.map((order) => known(order, "ended"));
  const told = new Set([...open, ...ended].map((order) => order.client_order_id));
  const onTheWay = sent.filter((one) => one.clientOrderId === null || !told.has(one.clientOrderId)).map(coming);
  return [...onTheWay, ...open.map((order) => known(order, "open"))];
}
