import { expect, test } from "vitest";
import type { Frame } from "./frames.ts";
import { createOwnOrders, type OpenOrder, type OrderOutcome } from "./own-orders.ts";

const order = (id: string, seq: number, part: Partial<OpenOrder> = {}): OpenOrder =>
  ({
    order_id: id,
    client_order_id: id,
    status: "resting",
    reason: null,
    filled: "0",
    left: "1",
    seq,
    ...part,
  }) as OpenOrder;
const frame = (type: Frame["type"], seq: number, data: OpenOrder[]): Frame =>
  ({ channel: "orders:7", type, seq, prev: 0, tsMs: 0, reset: false, data }) as Frame;
const snapshot = (seq: number, ...data: OpenOrder[]): Frame => frame("snapshot", seq, data);
const event = (seq: number, ...data: OpenOrder[]): Frame => frame("event", seq, data);
const soon = (): Promise<void> => new Promise((done) => void setTimeout(done, 0));

function made(...answers: (OrderOutcome | Error)[]) {
  const asked: string[] = [];
  const orders = createOwnOrders(
    (id) => {
      asked.push(id);
      const answer = answers.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? null);
    },
    () => false,
    () => Promise.resolve(),
  );
  return { orders, asked, open: () => orders.open.get().map((one) => one.order_id) };
}

const FILLED: OrderOutcome = { status: "filled", reason: null, filled: "1", left: "0" };

test("an order that ended in a gap is asked for until it is known, and does not vanish without a word", async () => {
  const { orders, asked, open } = made(new Error("nobody answers"), FILLED);
  orders.take(snapshot(10, order("a", 5), order("b", 6)));
  orders.take(snapshot(20, order("b", 6)));
  expect(open()).toEqual(["b"]);
  await soon();
  expect(asked).toEqual(["a", "a"]);
  expect(orders.ended.get().map((one) => [one.order_id, one.status, one.filled])).toEqual([["a", "filled", "1"]]);
});

test("an order that the exchange has forgotten is told as ended, without more", async () => {
  const { orders } = made(null);
  orders.take(snapshot(10, order("a", 5)));
  orders.take(snapshot(20));
  await soon();
  expect(orders.ended.get().map((one) => one.status)).toEqual(["ended"]);
});

test("an answer stands while the stream is away, and through a first message that is older than it", () => {
  const { orders, asked, open } = made();
  orders.told(order("a", 12));
  expect(open()).toEqual(["a"]);
  orders.take(snapshot(11));
  expect(open()).toEqual(["a"]);
  orders.take(event(12, order("a", 12)));
  expect(open()).toEqual(["a"]);
  expect(asked).toEqual([]);
});

test("an answer that comes after the stream has told more changes nothing", () => {
  const { orders, open } = made();
  orders.take(snapshot(10));
  orders.take(event(13, order("a", 12, { status: "filled" })));
  orders.told(order("a", 12));
  expect(open()).toEqual([]);
  expect(orders.ended.get()).toHaveLength(1);
});

test("an order that was answered and filled while the stream was away says so when it is back", async () => {
  const { orders, open } = made(FILLED);
  orders.take(snapshot(10));
  orders.told(order("a", 12));
  orders.take(snapshot(15));
  expect(open()).toEqual([]);
  await soon();
  expect(orders.ended.get().map((one) => [one.order_id, one.status])).toEqual([["a", "filled"]]);
});

test("the order whose place another took is gone with the answer, and each ended one is listed once", () => {
  const { orders, open } = made();
  orders.take(snapshot(10, order("a", 5)));
  orders.told(order("b", 12), "a");
  expect(open()).toEqual(["b"]);
  orders.told(order("c", 13, { status: "cancelled", reason: "unfilled" }));
  orders.take(event(13, order("a", 12, { status: "cancelled" }), order("c", 13, { status: "cancelled" })));
  expect(orders.ended.get().map((one) => one.order_id)).toEqual(["c", "a"]);
});
