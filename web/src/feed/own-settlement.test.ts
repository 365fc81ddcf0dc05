import { expect, test } from "vitest";
import type { SettlementAnswer } from "../api/schema_gen.ts";
import type { Frame } from "./frames.ts";
import { createOwnSettlement } from "./own-settlement.ts";

const frame = (seq: number): Frame =>
  ({ channel: "settlement:7", type: "delta", seq, prev: 0, tsMs: 0, data: null }) as never;
const answer = (seq: number, settled: number, stands: SettlementAnswer["stands"] = null): SettlementAnswer =>
  ({ account: 7, items: 9, settled, oldest_ms: null, stands, seq }) as SettlementAnswer;
const soon = (): Promise<void> => new Promise((done) => void setTimeout(done, 0));

/** Answers in their turn, the last one again and again; time passes by `pass` alone, a period each. */
function made(answers: (SettlementAnswer | Error)[], seen = () => Promise.resolve()) {
  let [asked, over] = [0, false];
  const waiting: (() => void)[] = [];
  const own = createOwnSettlement(
    () => {
      asked += 1;
      const next = answers.length > 1 ? answers.shift()! : answers[0]!;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    seen,
    () => over,
    () => new Promise((done) => void waiting.push(done)),
  );
  async function pass(periods: number): Promise<void> {
    for (let passed = 0; passed < periods; passed += 1) {
      for (const done of waiting.splice(0)) done();
      await soon();
    }
  }
  return { own, pass, asked: () => asked, waits: () => waiting.length, end: () => (over = true) };
}

test("the records are asked until they are as new as what was heard, silence of the gateway too", async () => {
  const { own, pass, asked, waits } = made([answer(4, 1), new Error("silent"), answer(9, 2), answer(12, 9)]);
  own.take(frame(10));
  await pass(20);
  expect(own.told.get()).toMatchObject({ seq: 12, settled: 9 });
  expect([asked(), waits()]).toEqual([4, 0]);
});

test("matches are read again when more has settled, and until that was answered", async () => {
  const seen: number[] = [];
  const { own, pass, asked } = made([answer(10, 9)], () => {
    seen.push(asked());
    return seen.length === 1 ? Promise.reject(new Error("silent")) : Promise.resolve();
  });
  own.take(frame(10));
  await pass(20);
  expect(seen).toEqual([1, 2]);
  own.take(frame(10));
  await pass(20);
  expect(seen).toEqual([1, 2]);
  expect(asked()).toBe(2);
});

test("what stands still later is told without anything that is heard, and that it goes on", async () => {
  const { own, pass, asked } = made([answer(10, 3), answer(10, 3, "claimed"), answer(10, 3), answer(10, 9)]);
  own.take(frame(10));
  await pass(1);
  expect([asked(), own.told.get()?.stands]).toEqual([1, null]);
  await pass(5);
  expect([asked(), own.told.get()?.stands]).toEqual([2, "claimed"]);
  await pass(5);
  expect([asked(), own.told.get()?.stands]).toEqual([3, null]);
  await pass(50);
  expect([asked(), own.told.get()?.settled]).toEqual([4, 9]);
});

test("while it waits for what may stand still, what is heard is asked for in the next period", async () => {
  const { own, pass, asked, waits, end } = made([answer(10, 3), answer(11, 4), answer(11, 4)]);
  own.take(frame(10));
  await pass(2);
  own.take(frame(11));
  await pass(1);
  expect([asked(), own.told.get()?.settled]).toEqual([2, 4]);
  end();
  await pass(20);
  expect([asked(), waits()]).toEqual([2, 0]);
});
