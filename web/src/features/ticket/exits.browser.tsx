import axe from "axe-core";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ExitFields } from "./exits.tsx";
import { useTicket } from "./ticket-store.ts";
import type { Order } from "./use-order.ts";
import { StartFields } from "./waiting.tsx";
import "../../styles/all.css";

const ORDER = { fault: null, ties: null, outlook: [] } as unknown as Order;
const FAULT = { ...ORDER, fault: { field: "loss", text: "The stop of a buy order lies below 100.0." } } as Order;
const first = useTicket.getState();

function shown(order: Order): void {
  const place = document.body.appendChild(document.createElement("form"));
  place.setAttribute("aria-label", "Order");
  createRoot(place).render(
    <>
      <StartFields fault={null} base="BTC" />
      <ExitFields order={order} />
    </>,
  );
}

beforeEach(() => {
  document.body.replaceChildren();
  useTicket.setState(first, true);
});

test("exits are written by keys alone, and taking the tick away forgets them", async () => {
  shown(ORDER);
  await expect.element(page.getByLabelText("Starts")).toBeVisible();
  page.getByLabelText("Starts").element().focus();
  await userEvent.tab();
  await userEvent.keyboard(" ");
  expect(useTicket.getState().exits).toBe(true);
  await userEvent.tab();
  await userEvent.keyboard("110.5");
  await userEvent.tab();
  await userEvent.keyboard("90");
  expect(useTicket.getState()).toMatchObject({ profit: "110.5", loss: "90" });
  await expect.element(page.getByText(/Closes what this order opens/)).toBeVisible();
  expect((await axe.run(document.body, { runOnly: ["wcag2a", "wcag2aa"] })).violations).toEqual([]);
  await page.getByLabelText("Take profit and stop loss").click();
  expect(useTicket.getState()).toMatchObject({ exits: false, profit: "", loss: "" });
  await expect.element(page.getByLabelText("Stop loss", { exact: true })).not.toBeInTheDocument();
});

test("a pair only reduces unless a person says otherwise, and tells in words what starts it", async () => {
  shown(ORDER);
  useTicket.getState().write({ side: "sell" });
  await page.getByLabelText("Starts").selectOptions("pair");
  expect(useTicket.getState()).toMatchObject({ start: "pair", reduceOnly: true, type: "market" });
  await expect
    .element(page.getByText(/Sells at market when the mark rises to the one or falls to the other/))
    .toBeVisible();
  await expect.element(page.getByLabelText("Take profit and stop loss")).not.toBeInTheDocument();
  useTicket.getState().write({ reduceOnly: false });
  expect(useTicket.getState().reduceOnly).toBe(false);
});

test("what is wrong stands at the field that it is about", async () => {
  useTicket.getState().write({ exits: true, profit: "110", loss: "101" });
  shown(FAULT);
  const field = page.getByLabelText("Stop loss", { exact: true });
  await expect.element(field).toHaveAttribute("aria-invalid", "true");
  await expect.element(field).toHaveAccessibleDescription("The stop of a buy order lies below 100.0.");
});
