/** Orders that are more than one price, as the ticket writes them. */
import { beforeEach, expect, test } from "vitest";
import { algoOf, algoWords } from "./algos.tsx";
import { useTicket } from "./ticket-store.ts";
import { waitsOf } from "./waiting.tsx";

const start = useTicket.getState();
beforeEach(() => useTicket.setState(start));

test("what they need is asked for, and rides beside the message", () => {
  const { write } = useTicket.getState();
  write({ start: "iceberg" });
  expect(waitsOf(useTicket.getState())).toBeNull();
  write({ display: "0.1" });
  expect(waitsOf(useTicket.getState())).toEqual({ type: "iceberg", waits: { source: "mark", display: "0.1" } });
  write({ start: "pegged", away: "2.5", source: "last" });
  expect(algoOf(useTicket.getState())).toEqual({ type: "pegged", waits: { source: "mark", offset: "-2.5" } });
  write({ side: "sell", source: "index" });
  expect(algoOf(useTicket.getState())).toEqual({ type: "pegged", waits: { source: "index", offset: "2.5" } });
  write({ start: "twap", slices: 120 });
  expect(algoOf(useTicket.getState())).toEqual({ type: "twap", waits: { source: "mark", slices: 120 } });
  expect(algoWords(useTicket.getState())).toBe(", over 1 h");
  write({ start: "scale" });
  expect(algoOf(useTicket.getState())).toBeNull();
  write({ last: "61000" });
  expect(algoOf(useTicket.getState())).toEqual({ type: "limit" });
});

test("what cannot be together gives way to the kind", () => {
  const { write } = useTicket.getState();
  write({ exits: true, start: "pegged" });
  expect(useTicket.getState()).toMatchObject({ type: "limit", validity: "gtc", postOnly: true, exits: false });
  write({ start: "twap" });
  expect(useTicket.getState()).toMatchObject({ validity: "ioc", postOnly: false });
  write({ start: "iceberg", validity: "fok" });
  expect(useTicket.getState()).toMatchObject({ type: "limit", validity: "gtc" });
  write({ start: "now" });
  expect(algoOf(useTicket.getState())).toBeUndefined();
});
