/** Sends the ticket, or takes the step that is missing before it can be sent. */
import { useState } from "react";
import { useDoor } from "../../api/door.ts";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import { figure } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { outcome } from "../../core/outcome.ts";
import { useTrade } from "../trade/trade-store.ts";
import { useIntents } from "../workspace/intent-store.ts";
import { useTicket } from "./ticket-store.ts";
import type { Order } from "./use-order.ts";

export interface Submit {
  label: string;
  disabled: boolean;
  /** Why it cannot be pressed. */
  why: string | null;
  press: () => void;
}

export function useSubmit(market: Market, order: Order): Submit {
  const door = useDoor();
  const feed = useFeed();
  const trade = useTrade();
  const open = useIntents((intents) => intents.open);
  const trader = useStoreValue(door.trader);
  const hub = useStoreValue(feed.hub.status);
  const { side, type, start, write } = useTicket();
  const [busy, setBusy] = useState(false);
  const base = market.market.split("-")[0] ?? "";

  if (trader.state === "none") {
    return { label: "Start trading", disabled: false, why: null, press: () => open("onboarding") };
  }
  if (trader.state === "ready" && !trader.canSign) {
    return { label: "Allow this browser to trade", disabled: false, why: null, press: () => open("onboarding") };
  }
  const word = side === "buy" ? "Buy" : "Sell";
  const what = order.size ? `${word} ${figure(order.size)} ${base}` : `${word} ${base}`;
  const at = type === "limit" && order.price ? `${what} at ${figure(order.price)}` : what;
  const waits = order.draft?.waits ? `${at}, waiting` : at;
  const label = order.missing ? `Enter a ${order.missing}` : waits;
  const stale = type === "market" && start === "now" && hub.state !== "open";
  const why = stale ? "The book is not heard now: market orders wait." : (order.fault?.text ?? null);

  async function press(): Promise<void> {
    const { draft } = order;
    if (!draft || busy) return;
    setBusy(true);
    const result = await trade.place(draft);
    setBusy(false);
    if (!result) return;
    // The same order is not sent again by a second press.
    write({ size: "" });
    trade.tell(outcome(draft, result, market.priceDecimals));
  }

  return { label, disabled: busy || stale || order.fault !== null || !order.draft, why, press: () => void press() };
}
