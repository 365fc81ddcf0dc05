import axe from "axe-core";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { SourceLine, SourceVoice } from "../../api/schema_gen.ts";
import { SourceRows } from "./source-rows.tsx";
import "../../styles/all.css";

const VOICE: SourceVoice = {
  market: "BTC-PERP",
  middle: "61050",
  points: 100,
  votes: true,
  faults: [],
  clock_skew_ms: 3,
  complete_percent: null,
  checksums_wrong: null,
  backlog_ms: 0,
};
const line = (source: string, more: Partial<SourceLine>): SourceLine => ({
  source,
  kind: source,
  wish: "run",
  state: "running",
  age_ms: 200,
  voices: [VOICE],
  ...more,
});

function shown(sources: SourceLine[] | null, market = "BTC-PERP"): void {
  createRoot(document.body.appendChild(document.createElement("div"))).render(
    <SourceRows sources={sources} market={market} />,
  );
}

const rows = (): string[][] =>
  [...document.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? ""),
  );

beforeEach(() => document.body.replaceChildren());

test("a source that lies is named with what it costs: points, vote and fault", async () => {
  shown([
    line("binance", {}),
    line("okx", { age_ms: 45_000, voices: [{ ...VOICE, points: 0, votes: false, faults: ["divergent", "frozen"] }] }),
  ]);
  await expect.element(page.getByRole("table", { name: "Sources of market data" })).toBeVisible();
  expect(rows()).toEqual([
    ["binance", "running", "BTC-PERP", "100", "Yes", "none", "0.2 s"],
    ["okx", "running", "BTC-PERP", "0", "No", "divergent, frozen", "45 s"],
  ]);
  expect((await axe.run(document.body, { runOnly: ["wcag2a", "wcag2aa"] })).violations).toEqual([]);
});

test("what ingestion does not say of a source is unknown, and never zero or well", async () => {
  shown([line("hermes", { state: "unknown", age_ms: null, voices: [] })]);
  await expect.element(page.getByRole("table")).toBeVisible();
  expect(rows()).toEqual([["hermes", "unknown", "--", "--", "--", "not told", "--"]]);
});

test("the market in hand stands first, and names of others show what cannot be seen", async () => {
  const other = { ...VOICE, market: "ETH-PERP" };
  shown([line("a\u202eb", { voices: [VOICE, other] }), line("c", { voices: [other] })], "ETH-PERP");
  await expect.element(page.getByRole("table")).toBeVisible();
  expect(rows().map((cells) => cells[2])).toEqual(["ETH-PERP", "ETH-PERP", "BTC-PERP"]);
  expect(rows()[0]?.[0]).toBe("a\u25a1b");
});

test("no answer and no source are two things", async () => {
  shown(null);
  await expect.element(page.getByText("Sources of market data: not told.")).toBeVisible();
  document.body.replaceChildren();
  shown([]);
  await expect.element(page.getByText("No source of market data is wished for.")).toBeVisible();
});
