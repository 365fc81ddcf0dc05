/** Sends the ticket, or takes the step that is missing before it can be sent. */
import { useState } from "react";
import { useDoor } from "../../api/door.ts";
import { useFeed } from "../../feed/feed.ts";
import type { OrderResult } from "../../api/schema_gen.ts";
import type { OrderDraft } from "../../core/order-signer.ts";
import type { Market } from "../../feed/markets.ts";
import { figure } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { outcome } from "../../core/outcome.ts";
import { type Notice, useTrade } from "../trade/trade-store.ts";
import { useIntents } from "../workspace/intent-store.ts";
import { algoWords } from "./algos.tsx";
import { isAlgo, useTicket } from "./ticket-store.ts";
import type { Ties } from "./ties.ts";
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
  const ticket = useTicket();
  const { side, type, start, write } = ticket;
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
  const exits =
    order.ties?.tie === "child" ? (order.ties.legs.length > 1 ? ", with both exits" : ", with its exit") : "";
  const pair = order.ties?.tie === "oco" ? `${at}, at either price` : null;
  const algo = isAlgo(start) ? `${at}${algoWords(ticket)}` : null;
  const waits = pair ?? algo ?? (order.draft?.waits ? `${at}, waiting${exits}` : `${at}${exits}`);
  const label = order.missing ? `Enter a ${order.missing}` : waits;
  const stale = type === "market" && start === "now" && hub.state !== "open";
  const why = stale ? "The book is not heard now: market orders wait." : (order.fault?.text ?? null);

  async function press(): Promise<void> {
    const { draft } = order;
    if (!draft || busy) return;
    setBusy(true);
    const { ties } = order;
    const results = ties ? await trade.placeTied([draft, ...ties.legs], ties.tie) : [await trade.place(draft)];
    setBusy(false);
    const result = results?.[0];
    if (!results || !result) return;
    // The same order is not sent again by a second press.
    write({ size: "", exits: false, profit: "", loss: "" });
    trade.tell(ties ? tiedOutcome(ties, draft, results, market) : outcome(draft, result, market.priceDecimals));
  }

  return { label, disabled: busy || stale || order.fault !== null || !order.draft, why, press: () => void press() };
}

/** What became of all: a leg that was refused leaves the others without it, and says so. */
function tiedOutcome(
  ties: Ties,
  draft: OrderDraft,
  results: (OrderResult | null)[],
  market: Market,
): Omit<Notice, "id"> {
  const [first] = results;
  const lost = ties.legs.filter((_, at) => results[at + 1] === null).map(({ type }) => type.replace(/_market$/, ""));
  const words = lost.map((name) => name.replace("_", " ")).join(" and ");
  if (!first || lost.length) {
    const detail = `Without its ${words}: the reason is with the order. The rest of it stands.`;
    return { kind: "bad", title: "Not all of it was taken", detail, undo: null };
  }
  if (ties.tie === "whole") {
    return { kind: "good", title: `${results.length} orders rest`, detail: "", undo: null };
  }
  if (ties.tie === "oco") {
    const detail = "Whichever price comes first starts its order, and cancels the other.";
    return { kind: "good", title: "Both wait", detail, undo: null };
  }
  const told = outcome(draft, first, market.priceDecimals);
  return { ...told, detail: `${told.detail} ${ties.legs.length > 1 ? "Its exits wait." : "Its exit waits."}`.trim() };
}
