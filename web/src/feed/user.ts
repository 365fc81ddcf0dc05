/**
 * One's own orders, positions, money and fills as the exchange tells them, over a socket that a ticket opens. Empty while nobody
 * is signed in. Fills keep their order; the rest is the newest state, whole.
 */
import { createStore, type Store } from "../lib/store.ts";
import type { Frame } from "./frames.ts";
import { createHub, type Hub } from "./hub.ts";

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

export interface UserPosition {
  market: string;
  size: string;
  quote: string;
  entry_price: string | null;
  mark_price: string | null;
  liquidation_price: string | null;
  unrealized: string;
  claim: string;
  initial_margin: string;
  maintenance_margin: string;
  buying: string;
  selling: string;
}

export interface Balances {
  account: number;
  collateral: string;
  held: string;
  equity: string;
  equity_open: string;
  initial_margin: string;
  maintenance_margin: string;
  withdrawable: string;
  open_orders: number;
}

export interface UserFill {
  fill_id: string;
  market: string;
  side: "buy" | "sell";
  role: string;
  price: string;
  size: string;
  fee: string;
  realized: string;
  order_id: string;
  ts_ms: number;
}

export interface UserFeed {
  account: Store<number | null>;
  orders: Store<OpenOrder[]>;
  /** The newest command that the orders are known after; null: not heard yet. */
  ordersSeq: Store<number | null>;
  positions: Store<UserPosition[] | null>;
  balances: Store<Balances | null>;
  fills: Store<UserFill[]>;
  /** Orders that have just ended, newest first: a refusal or a cancel keeps its reason in sight. */
  ended: Store<OpenOrder[]>;
  hub: Store<Hub | null>;
  open(account: number, ticket: () => Promise<string>): void;
  close(): void;
}

const FILLS_KEPT = 500;
const ENDED_KEPT = 50;
const RENEW_BEFORE_MS = 60_000;

export function createUserFeed(stream: string): UserFeed {
  const account = createStore<number | null>(null);
  const orders = createStore<OpenOrder[]>([]);
  const ordersSeq = createStore<number | null>(null);
  const positions = createStore<UserPosition[] | null>(null);
  const balances = createStore<Balances | null>(null);
  const fills = createStore<UserFill[]>([]);
  const ended = createStore<OpenOrder[]>([]);
  const hub = createStore<Hub | null>(null);
  let renew: ReturnType<typeof setTimeout> | undefined;

  function ordersTake(frame: Frame): void {
    const come = frame.data as OpenOrder[];
    const known = new Map(frame.type === "snapshot" ? [] : orders.get().map((order) => [order.order_id, order]));
    const gone: OpenOrder[] = [];
    for (const order of come) {
      if (order.status === "resting" || order.status === "waiting") known.set(order.order_id, order);
      else {
        known.delete(order.order_id);
        gone.push(order);
      }
    }
    orders.set([...known.values()].sort((a, b) => b.seq - a.seq));
    ordersSeq.set(frame.seq);
    if (gone.length) ended.set([...gone.toReversed(), ...ended.get()].slice(0, ENDED_KEPT));
  }

  function close(): void {
    clearTimeout(renew);
    hub.get()?.close();
    hub.set(null);
    account.set(null);
    orders.set([]);
    ordersSeq.set(null);
    positions.set(null);
    balances.set(null);
    fills.set([]);
    ended.set([]);
  }

  return {
    account,
    orders,
    ordersSeq,
    positions,
    balances,
    fills,
    ended,
    hub,
    close,
    open(number, ticket) {
      if (account.get() === number) return;
      close();
      const made = createHub({
        url: async () => `${stream}?ticket=${encodeURIComponent(await ticket())}`,
        onAnswer(answer, send) {
          if (answer.op !== "welcome" || typeof answer.expires_ms !== "number") return;
          clearTimeout(renew);
          const wait = Math.max(1_000, answer.expires_ms - Date.now() - RENEW_BEFORE_MS);
          renew = setTimeout(() => void ticket().then((text) => send({ op: "auth", ticket: text })), wait);
        },
      });
      account.set(number);
      hub.set(made);
      made.subscribe(`orders:${number}`, ordersTake);
      made.subscribe(`positions:${number}`, (frame) => positions.set(frame.data as UserPosition[]));
      made.subscribe(`account:${number}`, (frame) => balances.set(frame.data as Balances | null));
      made.subscribe(`fills:${number}`, (frame) => {
        const come = (frame.data as UserFill[]).toReversed();
        if (come.length) fills.set([...come, ...fills.get()].slice(0, FILLS_KEPT));
      });
    },
  };
}
