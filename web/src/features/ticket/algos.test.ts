/** Orders that are more than one price, as the ticket writes them. */
import { beforeEach, expect, test } from "vitest";
import { algoWords } from "./algos.tsx";
import { isFixed, PLAIN, useTicket } from "./ticket-store.ts";
import { waitsOf } from "./waiting.tsx";

const start = useTicket.getState();
const KINDS = ["now", "stop", "take_profit", "trailing", "pair", "iceberg", "pegged", "twap", "scale"] as const;
const CHOICES = { type: ["limit", "market"], validity: ["gtc", "ioc", "fok"], postOnly: [false, true] } as const;
beforeEach(() => useTicket.setState(start));

test("what they need is asked for, and rides beside the message", () => {
  const { write } = useTicket.getState();
  write({ start: "iceberg" });
  expect(waitsOf(useTicket.getState())).toBeNull();
  write({ display: "0.1" });
  expect(waitsOf(useTicket.getState())).toEqual({ type: "iceberg", waits: { source: "mark", display: "0.1" } });
  write({ start: "pegged", away: "2.5", source: "last" });
  expect(waitsOf(useTicket.getState())).toEqual({ type: "pegged", waits: { source: "mark", offset: "-2.5" } });
  write({ side: "sell", source: "index" });
  expect(waitsOf(useTicket.getState())).toEqual({ type: "pegged", waits: { source: "index", offset: "2.5" } });
  write({ start: "twap", slices: 120 });
  expect(waitsOf(useTicket.getState())).toEqual({ type: "twap", waits: { source: "mark", slices: 120 } });
  expect(algoWords(useTicket.getState())).toBe(", over 1 h");
  write({ start: "scale" });
  expect(waitsOf(useTicket.getState())).toBeNull();
  write({ last: "61000" });
  expect(waitsOf(useTicket.getState())).toEqual({ type: "limit" });
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
  expect(waitsOf(useTicket.getState())).toEqual({ type: "limit" });
});

test("what a kind overrules is told as fixed, and what is free can be chosen", () => {
  const { write } = useTicket.getState();
  for (const kind of KINDS) {
    for (const field of ["type", "validity", "postOnly"] as const) {
      const taken = CHOICES[field].map((value) => {
        useTicket.setState(start);
        write({ start: kind });
        // A market order is never post-only, and goes at once: what is asked here is what the kind does.
        if (field !== "type") write({ type: "limit" });
        write({ [field]: value });
        return useTicket.getState()[field];
      });
      expect([kind, field, new Set(taken).size === 1]).toEqual([kind, field, isFixed(kind, field)]);
    }
  }
});

test("a kind that takes at market stays one when post-only is asked for, and what follows a price follows no last one", () => {
  const { write } = useTicket.getState();
  write({ start: "trailing", postOnly: true });
  expect(useTicket.getState()).toMatchObject({ type: "market", postOnly: false });
  write({ start: "stop", source: "last" });
  write({ start: "pegged" });
  expect(useTicket.getState().source).toBe("mark");
});

test("who leaves a pair does not go on only reducing, and Simple takes nothing over that it does not show", () => {
  const { write } = useTicket.getState();
  write({ start: "pair", profit: "62000", loss: "58000" });
  expect(useTicket.getState().reduceOnly).toBe(true);
  write({ start: "now" });
  expect(useTicket.getState().reduceOnly).toBe(false);
  write({ reduceOnly: true, start: "stop" });
  expect(useTicket.getState().reduceOnly).toBe(true);
  write({ start: "pair", side: "sell", size: "3", profit: "62000", loss: "58000" });
  write(PLAIN);
  expect(useTicket.getState()).toEqual({ ...start, side: "sell", size: "3", type: "market" });
  expect(waitsOf(useTicket.getState())).toEqual({ type: "market" });
});

test("a limit order after a TWAP rests again: what the kind before left no choice of does not stay", () => {
  const { write } = useTicket.getState();
  write({ start: "twap" });
  expect(useTicket.getState().validity).toBe("ioc");
  write({ start: "now", type: "limit" });
  expect(useTicket.getState()).toMatchObject({ validity: "gtc", postOnly: false });
  write({ start: "pegged" });
  expect(useTicket.getState().postOnly).toBe(true);
  write({ start: "now" });
  expect(useTicket.getState().postOnly).toBe(false);
  write({ validity: "fok" });
  write({ start: "stop" });
  expect(useTicket.getState().validity).toBe("fok");
});
