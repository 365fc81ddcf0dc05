/**
 * Orders on their way. Invariant: an order is signed once and sent until its outcome is known: silence is answered by the same
 * signed message again, which the exchange takes as the first, so nothing is placed twice and nothing is shown twice. What the
 * exchange answers is told to the feed of one's own orders, which knows whether it has heard more since.
 */
import { createContext, use } from "react";
import type { OrderBody, OrderDraft, Together } from "../../core/order-signer.ts";
import { type Api, ApiRefused } from "../../api/client.ts";
import type { OrderRequest, OrderResult, WaitingRequest } from "../../api/schema_gen.ts";
import type { TraderStore } from "../../core/trader.ts";
import { createStore, type Store } from "../../lib/store.ts";
import type { OpenOrder } from "../../feed/own-orders.ts";
import { createSentOrders, doubtful, type Sent, type SentParts } from "./sent-orders.ts";
export type { Sent } from "./sent-orders.ts";
import { tiedSend } from "./tied-orders.ts";

export interface Notice {
  id: number;
  kind: "good" | "bad" | "note";
  title: string;
  detail: string;
  undo: (() => void) | null;
}

export interface TradeStore {
  sent: Store<Sent[]>;
  notices: Store<Notice[]>;
  place(draft: OrderDraft): Promise<OrderResult | null>;
  /** Places orders that hang together, in one command; what became of each, null where it was refused. */
  placeTied(drafts: OrderDraft[], tie: Together): Promise<(OrderResult | null)[] | null>;
  replace(order: OpenOrder, price: string, size: string): Promise<OrderResult | null>;
  cancel(order: OpenOrder): Promise<boolean>;
  cancelAll(market: string | null): Promise<number | null>;
  forget(id: number): void;
  tell(notice: Omit<Notice, "id">): void;
  dismiss(id: number): void;
}

const GONE = new Set(["order_unknown", "order_final"]);

interface Parts extends SentParts {
  api: Api;
  trader: TraderStore;
}

export function createTradeStore({ api, trader, ...parts }: Parts): TradeStore {
  const orders = createSentOrders(parts);
  const { sent, change, forget, surely } = orders;
  const notices = createStore<Notice[]>([]);
  let counter = 0;

  const dismiss = (id: number): void => notices.set(notices.get().filter((one) => one.id !== id));
  const tell = (notice: Omit<Notice, "id">): void => {
    counter += 1;
    notices.set([...notices.get().slice(-3), { ...notice, id: counter }]);
  };

  function refused(id: number, error: unknown): null {
    const reason = error instanceof Error ? error.message : String(error);
    const code = error instanceof ApiRefused ? error.code : null;
    // Still not known after all asking: the row stays and says so.
    if (doubtful(error)) change(id, { state: "unknown", reason, code });
    else change(id, { state: "refused", reason, code });
    tell({ kind: "bad", title: doubtful(error) ? "Outcome not known" : "Order refused", detail: reason, undo: null });
    return null;
  }

  async function send(
    draft: OrderDraft,
    replaces: string | null,
    ask: (body: OrderBody) => Promise<OrderResult>,
  ): Promise<OrderResult | null> {
    const id = orders.begin(draft, replaces);
    try {
      const body = await trader.sign(draft);
      change(id, { clientOrderId: body.client_order_id });
      const result = await surely(
        () => ask(body),
        () => change(id, { state: "unknown" }),
      );
      orders.placed(id, draft, result, replaces);
      trader.refresh();
      return result;
    } catch (error) {
      return refused(id, error);
    }
  }

  async function sendTied(drafts: OrderDraft[], tie: Together): Promise<(OrderResult | null)[] | null> {
    const results = await tiedSend({ api, account: account(), orders, sign: trader.signTied, refused }, drafts, tie);
    trader.refresh();
    return results;
  }

  async function done<T>(title: string, ask: () => Promise<T>): Promise<T | null> {
    try {
      const result = await surely(ask, () => undefined);
      trader.refresh();
      return result;
    } catch (error) {
      tell({ kind: "bad", title, detail: error instanceof Error ? error.message : String(error), undo: null });
      return null;
    }
  }

  const account = (): number => {
    const state = trader.get();
    return state.state === "none" ? 0 : state.account;
  };

  return {
    sent,
    notices,
    forget,
    tell,
    dismiss,
    place: (draft) =>
      send(draft, null, (body) =>
        draft.waits
          ? api.ask("orders_wait", { body: body as WaitingRequest })
          : api.ask("orders_place", { body: body as OrderRequest }),
      ),
    placeTied: sendTied,
    replace(order, price, size) {
      const { market, side, post_only, reduce_only } = order;
      const draft: OrderDraft = {
        market,
        side,
        type: "limit",
        price,
        size,
        time_in_force: order.time_in_force as NonNullable<OrderDraft["time_in_force"]>,
        post_only,
        reduce_only,
      };
      const path = { order_id: order.order_id };
      return send(draft, order.order_id, (body) => api.ask("orders_replace", { path, body: body as OrderRequest }));
    },
    cancel: async (order) => {
      const parts = { path: { order_id: order.order_id }, query: { account: account() } };
      let asked = 0;
      const ask = (): Promise<unknown> => {
        asked += 1;
        return api.ask("orders_cancel", parts);
      };
      /** The first answer was lost, and now it is in the book no more: the order itself says what became of it. */
      const gone = async (error: unknown): Promise<unknown> => {
        if (asked === 1 || !(error instanceof ApiRefused && GONE.has(error.code))) throw error;
        const now = await api.ask("orders_show", parts);
        if (now.status !== "cancelled") throw error;
        return now;
      };
      return (await done("Not cancelled", () => ask().catch(gone))) !== null;
    },
    async cancelAll(market) {
      const query = market ? { account: account(), market } : { account: account() };
      const answer = await done("Not cancelled", () => api.ask("orders_cancel_all", { query }));
      return answer?.cancelled ?? null;
    },
  };
}

export const TradeContext = createContext<TradeStore | null>(null);

/** Orders on their way from this page. */
export function useTrade(): TradeStore {
  const trade = use(TradeContext);
  if (!trade) throw new Error("no trade above this component: expected TradeContext");
  return trade;
}
