import axe from "axe-core";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { ChangesAnswer } from "../../api/schema_gen.ts";
import { ChangeRows } from "./change-rows.tsx";
import "../../styles/all.css";

function shown(told: ChangesAnswer | null): void {
  createRoot(document.body.appendChild(document.createElement("div"))).render(<ChangeRows told={told} />);
}

beforeEach(() => document.body.replaceChildren());

test("what waits is told with its time, and with the exits that are paid before it", async () => {
  const day = { proposed_ms: Date.UTC(2026, 10, 20), due_ms: Date.UTC(2026, 10, 27) };
  shown({
    changes: [
      { change: 3, what: "market-margin BTC-PERP: initial 2.0000 % to 3.0000 %", ...day, exits: 0 },
      { change: 4, what: "exit-hours hours for an exit with positions 72 to 48", ...day, exits: 2 },
    ],
    paused: [],
  });
  await expect.element(page.getByRole("paragraph").first()).toBeVisible();
  const rows = [...document.querySelectorAll("p")].map((row) => row.textContent ?? "");
  expect(rows[0]).toContain("market-margin BTC-PERP: initial 2.0000 % to 3.0000 %");
  expect(rows[0]).toContain("2026-11-27");
  expect(rows[0]).not.toContain("exit");
  expect(rows[1]).toContain("when 2 exits are paid");
  expect((await axe.run(document.body, { runOnly: ["wcag2a", "wcag2aa"] })).violations).toEqual([]);
});

test("a chain that is not known is not told as one without changes", async () => {
  shown({ changes: null, paused: null });
  await expect.element(page.getByText("Changes that wait: not told.")).toBeVisible();
  document.body.replaceChildren();
  shown({ changes: [], paused: [] });
  await expect.element(page.getByText("No change of the exchange waits.")).toBeVisible();
});
