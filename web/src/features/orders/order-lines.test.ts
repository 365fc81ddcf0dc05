import { expect, test } from "vitest";
import type { OpenOrder } from "../../feed/own-orders.ts";
import type { Sent } from "../trade/trade-store.ts";
import { orderLines } from "./order-lines.ts";

const OPEN = {
  order_id: "aa",
  client_order_id: "7",
  market: "BTC-PERP",
  side: "buy",
  type: "limit",
  time_in_force: "gtc",
  post_only: true,
  reduce_only: false,
  status: "resting",
  reason: null,
  price: "60000.0",
  size: "0.0010",
  filled: "0.0000",
  left: "0.0010",
  seq: 12,
} as OpenOrder;
const SENT: Sent = {
  id: 1,
  draft: { market: "BTC-PERP", side: "buy", type: "limit", price: "60000.0", size: "0.0010", post_only: true },
  replaces: null,
  clientOrderId: "7",
  state: "pending",
  reason: null,
  code: null,
  atMs: 0,
};
const told = (open: OpenOrder[], ended: OpenOrder[] = []) => ({ open, ended });

test("an order on its way is one line, and the exchange's own takes its place", () => {
  expect(orderLines(told([]), [SENT], "open").map((line) => line.state)).toEqual(["pending"]);
  expect(orderLines(told([OPEN]), [SENT], "open").map((line) => [line.id, line.state])).toEqual([["7", "open"]]);
});

test("an order that ended before its answer came is not on its way any more, and says why it ended", () => {
  const ended: OpenOrder = { ...OPEN, status: "cancelled", reason: "expired" };
  expect(orderLines(told([], [ended]), [SENT], "open")).toEqual([]);
  expect(orderLines(told([], [ended]), [SENT], "ended").map((line) => [line.word, line.reason])).toEqual([
    ["Cancelled", "Its time ran out."],
  ]);
});
