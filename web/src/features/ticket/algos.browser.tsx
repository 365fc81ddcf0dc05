import axe from "axe-core";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { useTicket } from "./ticket-store.ts";
import { StartFields } from "./waiting.tsx";
import "../../styles/all.css";

const first = useTicket.getState();

beforeEach(() => {
  document.body.replaceChildren();
  useTicket.setState(first, true);
  const place = document.body.appendChild(document.createElement("form"));
  place.setAttribute("aria-label", "Order");
  createRoot(place).render(<StartFields fault={null} base="BTC" />);
});

async function clean(): Promise<void> {
  expect((await axe.run(document.body, { runOnly: ["wcag2a", "wcag2aa"] })).violations).toEqual([]);
}

test("each kind asks for what it needs, in words, and by keys", async () => {
  await page.getByLabelText("Starts").selectOptions("iceberg");
  await page.getByLabelText("Shown at a time").fill("0.1");
  await expect.element(page.getByText(/shows a part at a time/)).toBeVisible();
  await clean();
  await page.getByLabelText("Starts").selectOptions("pegged");
  await page.getByLabelText("Follows").selectOptions("index");
  page.getByLabelText("Follows").element().focus();
  await userEvent.tab();
  await userEvent.keyboard("2.5");
  await expect.element(page.getByLabelText("Shown at a time")).not.toBeInTheDocument();
  await clean();
  await page.getByLabelText("Starts").selectOptions("twap");
  await page.getByLabelText("Over").selectOptions("120");
  await clean();
  await page.getByLabelText("Starts").selectOptions("scale");
  await page.getByLabelText("Last price").fill("61000");
  await page.getByLabelText("Orders", { exact: true }).selectOptions("10");
  await clean();
  const written = {
    display: "0.1",
    away: "2.5",
    source: "index",
    slices: 120,
    last: "61000",
    rungs: 10,
    postOnly: true,
  };
  expect(useTicket.getState()).toMatchObject(written);
});
