/**
 * One's own orders: those in the book, and those that have just ended. Invariant: what is known as of a command is never undone by
 * words that are older; an order that is gone after a gap is asked for, so that it does not vanish without a word.
 */
import { createStore, type Store } from "../lib/store.ts";
import type { Frame } from "./frames.ts";

export interface OpenOrder {
  order_id: string;
  client_order_id: string;
  market: string;
  side: "buy" | "sell";
  type: string;
  time_in_force: string;
  post_only: boolean;
  reduce_only: boolean;
  status: string;
  reason: string | null;
  price: string;
  size: string;
  filled: string;
  left: string;
  seq: number;
  event?: string;
  /** Of one that waits for a price. */
  trigger?: string | null;
}

/** What became of an order; null: the exchange does not know it any more. */
export type OrderOutcome = Pick<OpenOrder, "status" | "reason" | "filled" | "left"> | null;

export interface OwnOrders {
  open: Store<OpenOrder[]>;
  /** Newest first: a refusal or a cancel keeps its reason in sight. */
  ended: Store<OpenOrder[]>;
  take(frame: Frame): void;
  /** The exchange's answer to an order or a cancel says how the order is; replaces: the order whose place it took. */
  told(order: OpenOrder, replaces?: string | null): void;
}

const ENDED_KEPT = 50;
const AGAIN_FIRST_MS = 500;
const AGAIN_LAST_MS = 15_000;

const isOpen = (order: { status: string }): boolean => order.status === "resting" || order.status === "waiting";

/** ended: tells that nobody reads these any more. */
export function createOwnOrders(
  ask: (id: string) => Promise<OrderOutcome>,
  ended: () => boolean,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => void setTimeout(done, ms)),
): OwnOrders {
  const open = createStore<OpenOrder[]>([]);
  const over = createStore<OpenOrder[]>([]);
  let known = new Map<string, OpenOrder>();
  let seq: number | null = null;

  const show = (): void => open.set([...known.values()].sort((a, b) => b.seq - a.seq));

  function finish(orders: OpenOrder[]): void {
    const ids = new Set(orders.map((order) => order.order_id));
    const before = over.get().filter((order) => !ids.has(order.order_id));
    if (orders.length) over.set([...orders.toReversed(), ...before].slice(0, ENDED_KEPT));
  }

  /** Nobody told how these ended: the exchange is asked until it has said it, one after the other. */
  async function askFor(orders: OpenOrder[]): Promise<void> {
    for (const order of orders) {
      for (let ms = AGAIN_FIRST_MS; !ended(); ms = Math.min(AGAIN_LAST_MS, ms * 2)) {
        try {
          const outcome = await ask(order.order_id);
          if (ended() || (outcome && isOpen(outcome))) break;
          finish([outcome ? { ...order, ...outcome } : { ...order, status: "ended", reason: null }]);
          break;
        } catch {
          await wait(ms);
        }
      }
    }
  }

  function begin(frame: Frame): void {
    const come = new Map((frame.data as OpenOrder[]).map((order) => [order.order_id, order]));
    const before = [...known.values()];
    // An answer may be newer than the words that were on their way.
    const newer = before.filter((order) => order.seq > frame.seq);
    const gone = before.filter((order) => order.seq <= frame.seq && !come.has(order.order_id));
    known = new Map([...come, ...newer.map((order) => [order.order_id, order] as const)]);
    void askFor(gone.sort((a, b) => a.seq - b.seq).slice(-ENDED_KEPT));
  }

  return {
    open,
    ended: over,
    take(frame) {
      if (frame.type === "snapshot") begin(frame);
      else {
        const come = frame.data as OpenOrder[];
        for (const order of come) {
          if (isOpen(order)) known.set(order.order_id, order);
          else known.delete(order.order_id);
        }
        finish(come.filter((order) => !isOpen(order)));
      }
      seq = frame.seq;
      show();
    },
    told(order, replaces = null) {
      // The feed has said it already, and perhaps what came of it since.
      if (seq !== null && seq >= order.seq) return;
      if (replaces !== null) known.delete(replaces);
      if (isOpen(order)) known.set(order.order_id, order);
      else {
        known.delete(order.order_id);
        finish([order]);
      }
      show();
    },
  };
}
