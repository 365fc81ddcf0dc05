/**
 * Orders on their way, each with its row. Invariant: asked again while nobody knows, always with the same words, so that the exchange
 * takes it for the first; a row goes when the exchange has answered, and its answer is told to the feed of one's own orders.
 */
import { ApiRefused } from "../../api/client.ts";
import type { OrderResult } from "../../api/schema_gen.ts";
import type { OrderDraft } from "../../core/order-signer.ts";
import type { Grid } from "../../feed/book.ts";
import type { OpenOrder } from "../../feed/own-orders.ts";
import { createStore, type Store } from "../../lib/store.ts";
import { orderTold } from "./order-told.ts";

export interface Sent {
  id: number;
  draft: OrderDraft;
  /** The order that it replaces. */
  replaces: string | null;
  clientOrderId: string | null;
  state: "pending" | "unknown" | "refused";
  reason: string | null;
  code: string | null;
  atMs: number;
}

export interface SentOrders {
  sent: Store<Sent[]>;
  /** A new row; its number. */
  begin(draft: OrderDraft, replaces: string | null): number;
  change(id: number, part: Partial<Sent>): void;
  forget(id: number): void;
  /** The exchange has answered: its row gives way to the order's own. */
  placed(id: number, draft: OrderDraft, result: OrderResult, replaces: string | null): void;
  /** Asks until it is known what happened. unsure: told while nobody knows. */
  surely<T>(ask: () => Promise<T>, unsure: () => void): Promise<T>;
}

export interface SentParts {
  /** Takes what the exchange answered to an order. */
  told: (order: OpenOrder, replaces: string | null) => void;
  gridOf: (market: string) => Grid | undefined;
  wait?: (ms: number) => Promise<void>;
  now?: () => number;
}

const AGAIN_MS = [300, 600, 1_200, 2_400, 4_800, 9_600, 15_000, 15_000, 15_000];
/** The exchange may have done it: asking again with the same message is the only way to know. */
const DOUBTFUL = new Set(["unreachable", "engine_unavailable"]);
const SENT_KEPT = 20;

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Whether an error leaves open what became of an order. */
export function doubtful(error: unknown): boolean {
  return error instanceof ApiRefused && (DOUBTFUL.has(error.code) || error.status >= 500);
}

export function createSentOrders({ told, gridOf, wait = pause, now = Date.now }: SentParts): SentOrders {
  const sent = createStore<Sent[]>([]);
  let counter = 0;
  const forget = (id: number): void => sent.set(sent.get().filter((one) => one.id !== id));
  return {
    sent,
    forget,
    begin(draft, replaces) {
      counter += 1;
      const row = { id: counter, draft, replaces, clientOrderId: null, reason: null, code: null, atMs: now() };
      sent.set([{ ...row, state: "pending" as const }, ...sent.get()].slice(0, SENT_KEPT));
      return counter;
    },
    change: (id, part) => sent.set(sent.get().map((one) => (one.id === id ? { ...one, ...part } : one))),
    placed(id, draft, result, replaces) {
      const grid = gridOf(draft.market);
      if (grid) told(orderTold(draft, result, grid), replaces);
      forget(id);
    },
    async surely(ask, unsure) {
      for (const ms of AGAIN_MS) {
        try {
          return await ask();
        } catch (error) {
          if (!doubtful(error) && !(error instanceof ApiRefused && error.code === "busy")) throw error;
          unsure();
        }
        await wait(ms);
      }
      return ask();
    },
  };
}
