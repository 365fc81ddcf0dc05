import { expect, test } from "vitest";
import type { OrderResult } from "../api/schema_gen.ts";
import type { OrderDraft } from "./order-signer.ts";
import { outcome } from "./outcome.ts";

const DRAFT: OrderDraft = { market: "BTC-PERP", side: "buy", type: "limit", price: "60000.0", size: "0.0030" };
const told = (change: Partial<OrderResult>) => outcome(DRAFT, change as OrderResult, 1);

test("an order that rests says where", () => {
  expect(told({ status: "resting", filled: "0.0000", left: "0.0030", average_price: null })).toMatchObject({
    kind: "good",
    title: "Order rests",
    detail: "0.0030 BTC at 60,000.0 in the book.",
  });
});

test("an order that filled in part and rests says both", () => {
  const notice = told({ status: "resting", filled: "0.0010", left: "0.0020", average_price: "59999.500" });
  expect([notice.title, notice.detail]).toEqual([
    "Bought",
    "0.0010 BTC at 59,999.5 on average. 0.0020 BTC at 60,000.0 in the book.",
  ]);
});

test("an order of which nothing filled says why", () => {
  const notice = told({
    status: "cancelled",
    filled: "0.0000",
    left: "0.0030",
    average_price: null,
    cancel_reason: "unfilled",
  });
  expect([notice.kind, notice.title]).toEqual(["note", "Nothing filled"]);
  expect(notice.detail).toBe("0.0030 BTC did not fill. Nobody offered more at this price, and it was not to rest.");
});
