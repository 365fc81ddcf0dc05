import { expect, test } from "vitest";
import type { AccountMove } from "../../api/schema_gen.ts";
import type { UserFill } from "../../feed/own-fills.ts";
import { tradedOf } from "./traded.ts";

const fill = (fill_id: string, side = "buy"): UserFill =>
  ({
    fill_id,
    side,
    market: "BTC-PERP",
    size: "0.5",
    price: "60000",
    fee: "1",
    realized: "0",
    role: "taker",
  }) as UserFill;
const move = (move_id: string, more: Partial<AccountMove>): AccountMove =>
  ({
    move_id,
    market: "BTC-PERP",
    cause: "round",
    size: "-0.5",
    price: "59000",
    amount: "29500",
    fee: "0",
    ...more,
  }) as AccountMove;

test("what moved beside the book stands between matches in the exchange's own order", () => {
  const rows = tradedOf(
    [fill("12.1.taker"), fill("9.3.maker", "sell")],
    [move("12.0", {}), move("9.10", { cause: "cut", size: "0.0000" })],
  );
  expect(rows.map((row) => [row.id, row.what])).toEqual([
    ["12.1.taker", "Bought"],
    ["12.0", "Closed by a round"],
    ["9.10", "Claim cut"],
    ["9.3.maker", "Sold"],
  ]);
});

test("lots are told with their price, money alone as money, and a profit that nobody told is not known", () => {
  const [lots, money] = tradedOf([], [move("2.0", {}), move("1.0", { size: "0.0000", price: null, amount: "7.25" })]);
  expect(lots).toMatchObject({ size: "0.5", money: null, price: "59000", realized: null, role: "exchange" });
  expect(money).toMatchObject({ size: null, money: "7.25", price: null });
});
