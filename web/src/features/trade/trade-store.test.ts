import { expect, test } from "vitest";
import { type Api, ApiRefused } from "../../api/client.ts";
import type { BatchAnswer, Order, OrderRequest, OrderResult } from "../../api/schema_gen.ts";
import type { OrderDraft } from "../../core/order-signer.ts";
import type { Grid } from "../../feed/book.ts";
import type { OpenOrder } from "../../feed/own-orders.ts";
import type { TraderStore } from "../../core/trader.ts";
import { createTradeStore } from "./trade-store.ts";

const DRAFT = { market: "BTC-PERP", side: "buy", type: "limit", price: "60000.0", size: "0.0010" } as const;
const RESTS = { order_id: "aa", status: "resting", filled: "0.0000", left: "0.0010", seq: 12 } as OrderResult;
const lost = new ApiRefused(0, "unreachable", "Nobody answered.", null);

/** A store whose gateway answers in turn; every question is kept. */
function store(...answers: (OrderResult | Order | BatchAnswer | Error)[]) {
  const asked: unknown[] = [];
  let signed = 0;
  const api = {
    ask: (_: string, parts: { body: OrderRequest }) => {
      asked.push(parts.body);
      const answer = answers.shift() ?? lost;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  } as unknown as Api;
  const trader = {
    refresh: () => undefined,
    get: () => ({ state: "none" }),
    sign: () => {
      signed += 1;
      return Promise.resolve({ client_order_id: `${signed}` } as OrderRequest);
    },
    signTied: (drafts: OrderDraft[], tie: string) => {
      signed += 1;
      return Promise.resolve(
        drafts.map((_, at) => ({ client_order_id: `${signed}.${at}`, ...(at ? { link: tie } : {}) })),
      );
    },
  } as unknown as TraderStore;
  const told: [OpenOrder, string | null][] = [];
  const trade = createTradeStore({
    api,
    trader,
    told: (...words) => void told.push(words),
    gridOf: () => ({ priceDecimals: 1, sizeDecimals: 4 }) as Grid,
    wait: () => Promise.resolve(),
  });
  return { trade, asked, told, signed: () => signed };
}

test("an order whose answer is lost is asked for again with the same signed message", async () => {
  const { trade, asked, told, signed } = store(lost, lost, RESTS);
  expect(await trade.place({ ...DRAFT, price: "60000", size: "0.001" })).toBe(RESTS);
  expect(asked).toHaveLength(3);
  expect(new Set(asked).size).toBe(1);
  expect(signed()).toBe(1);
  expect(trade.sent.get()).toEqual([]);
  expect(told.map(([order]) => [order.order_id, order.status, order.price, order.size, order.seq])).toEqual([
    ["aa", "resting", "60000.0", "0.0010", 12],
  ]);
});

test("a refusal stays in sight with its words, and is asked once", async () => {
  const { trade, asked } = store(new ApiRefused(422, "price_band", "The price is outside the market's band.", null));
  expect(await trade.place(DRAFT)).toBeNull();
  expect(asked).toHaveLength(1);
  const [row] = trade.sent.get();
  expect([row?.state, row?.reason]).toEqual(["refused", "The price is outside the market's band."]);
  expect(trade.notices.get().map((notice) => notice.title)).toEqual(["Order refused"]);
  trade.forget(row!.id);
  expect(trade.sent.get()).toEqual([]);
});

test("while nobody knows, it says so", async () => {
  const { trade } = store();
  expect(await trade.place(DRAFT)).toBeNull();
  expect(trade.sent.get().map((one) => one.state)).toEqual(["unknown"]);
  expect(trade.notices.get().map((notice) => notice.title)).toEqual(["Outcome not known"]);
});

test("an order that filled at once leaves no row behind", async () => {
  const { trade, told } = store({ ...RESTS, status: "filled" });
  await trade.place(DRAFT);
  expect(trade.sent.get()).toEqual([]);
  expect(told.map(([order]) => order.status)).toEqual(["filled"]);
});

const FINAL = new ApiRefused(409, "order_final", "The order is filled or cancelled already.", null);
const OPEN = { order_id: "aa", market: "BTC-PERP" } as OpenOrder;

test("a cancel whose answer is lost has cancelled, as the order itself says", async () => {
  const { trade } = store(lost, FINAL, { status: "cancelled" } as Order);
  expect(await trade.cancel(OPEN)).toBe(true);
  expect(trade.notices.get()).toEqual([]);
});

test("an order that was filled meanwhile is not told as cancelled", async () => {
  const { trade } = store(lost, FINAL, { status: "filled" } as Order);
  expect(await trade.cancel(OPEN)).toBe(false);
  expect(trade.notices.get().map((notice) => notice.title)).toEqual(["Not cancelled"]);
  const first = store(FINAL);
  expect(await first.trade.cancel(OPEN)).toBe(false);
  expect(first.asked).toHaveLength(1);
});

const LEG: OrderDraft = { ...DRAFT, side: "sell", type: "stop_market", waits: { source: "mark", trigger: "50000.0" } };
const WAITS = { ...RESTS, order_id: "bb", status: "waiting" } as OrderResult;
const batch = (...results: BatchAnswer["results"]): BatchAnswer => ({ results, seq: 12 });

test("orders that hang together go in one command, signed once, and are asked for again as they are", async () => {
  const { trade, asked, told, signed } = store(lost, batch({ item: 0, placed: RESTS }, { item: 1, placed: WAITS }));
  expect(await trade.placeTied([DRAFT, LEG], "child")).toEqual([RESTS, WAITS]);
  expect(asked).toHaveLength(2);
  expect(asked[1]).toBe(asked[0]);
  expect(asked[0]).toMatchObject({ items: [{ place: { client_order_id: "1.0" } }, { wait: { link: "child" } }] });
  expect(signed()).toBe(1);
  expect(told.map(([order]) => [order.order_id, order.status, order.trigger])).toEqual([
    ["aa", "resting", null],
    ["bb", "waiting", "50000.0"],
  ]);
  expect(trade.sent.get()).toEqual([]);
});

test("a leg that is refused stays in sight with its reason, and the others stand", async () => {
  const problem = { code: "trigger_passed", detail: "The price is there already." };
  const { trade, told } = store(batch({ item: 0, placed: RESTS }, { item: 1, problem }));
  expect(await trade.placeTied([DRAFT, LEG], "child")).toEqual([RESTS, null]);
  expect(told).toHaveLength(1);
  expect(trade.sent.get().map((one) => [one.draft.type, one.state, one.reason])).toEqual([
    ["stop_market", "refused", "The price is there already."],
  ]);
});

test("when the first is refused its reason is told once, and no leg is left", async () => {
  const first = { code: "margin_initial", detail: "There is not enough margin." };
  const leg = { code: "link_invalid", detail: "The order that it is tied to is not open any more." };
  const { trade } = store(batch({ item: 0, problem: first }, { item: 1, problem: leg }));
  expect(await trade.placeTied([DRAFT, LEG], "child")).toBeNull();
  expect(trade.sent.get().map((one) => [one.draft.type, one.reason])).toEqual([["limit", first.detail]]);
  expect(trade.notices.get().map((notice) => notice.detail)).toEqual([first.detail]);
});

test("of a ladder none rests when one is refused, and that one's reason is told", async () => {
  const whole = { code: "batch_whole", detail: "Another order of its group was refused, so none was taken." };
  const margin = { code: "margin_initial", detail: "There is not enough margin." };
  const { trade, asked } = store(batch({ item: 0, problem: whole }, { item: 1, problem: margin }));
  expect(await trade.placeTied([DRAFT, DRAFT], "whole")).toBeNull();
  expect(asked[0]).toMatchObject({ whole: true, items: [{ place: {} }, { place: {} }] });
  expect(trade.sent.get().map((one) => one.reason)).toEqual([margin.detail]);
});
