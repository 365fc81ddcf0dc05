/**
 * One's own orders, positions, money and fills as the exchange tells them, over a socket that a ticket opens. Empty while nobody
 * is signed in. Positions and money are the newest state, whole; orders and fills are kept whole over gaps by their own modules.
 */
import { createStore, type Store } from "../lib/store.ts";
import { createHub, type Hub } from "./hub.ts";
import type { AccountMove, FillPage, MovePage, SettlementAnswer } from "../api/schema_gen.ts";
import { createOwnFills, type FillsState, type OwnFills, type UserFill } from "./own-fills.ts";
import { createOwnMoves } from "./own-moves.ts";
import { createOwnSettlement } from "./own-settlement.ts";
import { createOwnOrders, type OpenOrder, type OrderOutcome, type OwnOrders } from "./own-orders.ts";

export interface UserPosition {
  market: string;
  size: string;
  quote: string;
  entry_price: string | null;
  mark_price: string | null;
  liquidation_price: string | null;
  unrealized: string;
  /** Loss that a sweep has paid already: the collateral is less by it. */
  swept: string;
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
  /** What is owed in USDC on the strength of other collateral, and how much that may be; null: neither. */
  borrow: { owed: string; room: string; since_ms: number | null } | null;
}

export interface UserFeed {
  account: Store<number | null>;
  orders: Store<OpenOrder[]>;
  positions: Store<UserPosition[] | null>;
  balances: Store<Balances | null>;
  fills: Store<UserFill[]>;
  fillsState: Store<FillsState>;
  /** What moved beside the book, newest first; null: not known. */
  moves: Store<AccountMove[] | null>;
  /** How much of the account is on the chain; null: not known. */
  settlement: Store<SettlementAnswer | null>;
  /** Orders that have just ended, newest first: a refusal or a cancel keeps its reason in sight. */
  ended: Store<OpenOrder[]>;
  hub: Store<Hub | null>;
  open(account: number, questions: Questions): void;
  /** The exchange's own answer to an order, which may be newer than what the stream has told; replaces: whose place it took. */
  told(order: OpenOrder, replaces?: string | null): void;
  /** Asks for the records of fills again at once. */
  fillsRetry(): void;
  close(): void;
}

/** What is asked of the gateway: a ticket for the socket, what became of an order, the records of matches, moves and of what has settled. */
export interface Questions {
  ticket: () => Promise<string>;
  order: (id: string) => Promise<OrderOutcome>;
  fills: (before: string | null) => Promise<FillPage>;
  moves: () => Promise<MovePage>;
  settlement: () => Promise<SettlementAnswer>;
}

const RENEW_BEFORE_MS = 60_000;

/** A store that shows what another one holds, for as long as it is joined to it. */
function joined<T>(first: T): { store: Store<T>; join(source: Store<T>): () => void; clear(): void } {
  const store = createStore(first);
  return {
    store,
    join(source) {
      store.set(source.get());
      return source.subscribe(() => store.set(source.get()));
    },
    clear: () => store.set(first),
  };
}

export function createUserFeed(stream: string): UserFeed {
  const account = createStore<number | null>(null);
  const positions = createStore<UserPosition[] | null>(null);
  const balances = createStore<Balances | null>(null);
  const hub = createStore<Hub | null>(null);
  const [orders, ended] = [joined<OpenOrder[]>([]), joined<OpenOrder[]>([])];
  const [fills, fillsState] = [joined<UserFill[]>([]), joined<FillsState>({ state: "loading" })];
  const settlement = joined<SettlementAnswer | null>(null);
  const moves = joined<AccountMove[] | null>(null);
  let own: { orders: OwnOrders; fills: OwnFills } | null = null;
  let leave: (() => void)[] = [];
  let renew: ReturnType<typeof setTimeout> | undefined;

  function close(): void {
    clearTimeout(renew);
    for (const end of leave) end();
    [leave, own] = [[], null];
    hub.get()?.close();
    hub.set(null);
    account.set(null);
    positions.set(null);
    balances.set(null);
    for (const one of [orders, ended, fills, fillsState, settlement, moves]) one.clear();
  }

  return {
    account,
    orders: orders.store,
    positions,
    balances,
    fills: fills.store,
    fillsState: fillsState.store,
    moves: moves.store,
    settlement: settlement.store,
    ended: ended.store,
    hub,
    close,
    told: (order, replaces) => own?.orders.told(order, replaces),
    fillsRetry: () => own?.fills.retry(),
    open(number, { ticket, order, fills: records, moves: moved, settlement: progress }) {
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
      const isOver = (): boolean => hub.get() !== made;
      const [ownOrders, ownFills] = [createOwnOrders(order, isOver), createOwnFills(records, isOver)];
      const ownMoves = createOwnMoves(moved, isOver);
      const settledRead = (): Promise<unknown> => Promise.all([ownFills.settledRead(), ownMoves.settledRead()]);
      const ownSettlement = createOwnSettlement(progress, settledRead, isOver);
      own = { orders: ownOrders, fills: ownFills };
      leave = [
        orders.join(ownOrders.open),
        ended.join(ownOrders.ended),
        fills.join(ownFills.fills),
        fillsState.join(ownFills.state),
        settlement.join(ownSettlement.told),
        moves.join(ownMoves.moves),
      ];
      account.set(number);
      hub.set(made);
      made.subscribe(`orders:${number}`, ownOrders.take);
      made.subscribe(`positions:${number}`, (frame) => positions.set(frame.data as UserPosition[]));
      made.subscribe(`account:${number}`, (frame) => balances.set(frame.data as Balances | null));
      made.subscribe(`fills:${number}`, (frame) => {
        ownFills.take(frame);
        ownSettlement.take(frame);
      });
      made.subscribe(`moves:${number}`, (frame) => {
        ownMoves.take(frame);
        ownSettlement.take(frame);
      });
      made.subscribe(`settlement:${number}`, ownSettlement.take);
    },
  };
}
