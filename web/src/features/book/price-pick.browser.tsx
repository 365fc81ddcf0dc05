import { createRef } from "react";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { createSideRows, type SideRows } from "./book-rows.ts";
import { PricePick } from "./price-pick.tsx";
import type { RowShown } from "./book-shown.ts";
import "../../styles/all.css";

const row = (at: string): RowShown => ({ at, price: at, size: "1", total: "1", own: "", bar: 0 });
const button = () => page.getByRole("button");
let asks: SideRows;
let bids: SideRows;
let picked: string[];

function write(askPrices: string[], bidPrices: string[]): void {
  asks.write(askPrices.map(row));
  bids.write(bidPrices.map(row));
}

beforeEach(async () => {
  document.body.replaceChildren();
  const words = document.createElement("div");
  const [askBox, bidBox] = [document.createElement("div"), document.createElement("div")];
  [words.className, askBox.className, bidBox.className] = ["words", "asks", "bids"];
  words.append(askBox, bidBox);
  document.body.append(words);
  [asks, bids] = [createSideRows(askBox, "ask"), createSideRows(bidBox, "bid")];
  asks.resize(3);
  bids.resize(3);
  write(["100.1", "100.2"], ["100.0", "99.9", "99.8"]);
  picked = [];
  const host = createRef<HTMLElement>();
  host.current = words;
  const place = document.body.appendChild(document.createElement("div"));
  createRoot(place).render(<PricePick host={host} pick={(price) => picked.push(price)} />);
  await expect.element(button()).toBeVisible();
});

const named = (): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>(".named")].map((one) => one.dataset["price"]);

test("keys go from price to price over both sides, and Enter picks the one that is named and marked", async () => {
  await userEvent.tab();
  await expect.element(button()).toHaveTextContent("Pick 100.0");
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  await expect.element(button()).toHaveTextContent("Pick 100.2");
  expect(named()).toEqual(["100.2"]);
  await userEvent.keyboard("{Enter}{ArrowUp}{Enter}{PageDown}{Enter}");
  expect(picked).toEqual(["100.2", "100.2", "99.8"]);
});

test("a price that is named is the one that is picked, though the book has moved beneath it", async () => {
  await userEvent.tab();
  write(["100.4", "100.5"], ["100.3", "100.0", "99.7"]);
  await expect.poll(() => document.querySelector(".bids .named")).toBe(document.querySelectorAll(".bids .lv")[1]);
  write(["100.4", "100.5"], ["100.3", "100.2", "99.7"]);
  await expect.poll(named).toEqual([]);
  await userEvent.keyboard("{Enter}");
  expect(picked).toEqual(["100.0"]);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(picked).toEqual(["100.0", "99.7"]);
});

test("nothing is named or marked when the keys are elsewhere", async () => {
  await userEvent.tab();
  expect(named()).toEqual(["100.0"]);
  await userEvent.tab();
  await expect.element(button()).not.toHaveTextContent("100");
  expect(named()).toEqual([]);
});
