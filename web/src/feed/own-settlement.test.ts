import { expect, test } from "vitest";
import type { SettlementAnswer } from "../api/schema_gen.ts";
import type { Frame } from "./frames.ts";
import { createOwnSettlement } from "./own-settlement.ts";

const frame = (seq: number): Frame =>
  ({ channel: "settlement:7", type: "delta", seq, prev: 0, tsMs: 0, data: null }) as never;
const answer = (seq: number, settled: number): SettlementAnswer =>
  ({ account: 7, items: 9, settled, oldest_ms: null, stands: null, seq }) as SettlementAnswer;
const soon = (): Promise<void> => new Promise((done) => void setTimeout(done, 0));

function made(answers: (SettlementAnswer | Error)[], seen = () => Promise.resolve()) {
  let asked = 0;
  const own = createOwnSettlement(
    () => {
      asked += 1;
      const next = answers.length > 1 ? answers.shift()! : answers[0]!;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    seen,
    () => asked > 50,
    () => Promise.resolve(),
  );
  return { own, asked: () => asked };
}

test("the records are asked until they are as new as what was heard, silence of the gateway too", async () => {
  const { own, asked } = made([answer(4, 1), new Error("silent"), answer(9, 2), answer(12, 5)]);
  own.take(frame(10));
  await soon();
  expect(own.told.get()).toMatchObject({ seq: 12, settled: 5 });
  expect(asked()).toBe(4);
});

test("matches are read again when more has settled, and until that was answered", async () => {
  const seen: number[] = [];
  const { own, asked } = made([answer(10, 3)], () => {
    seen.push(asked());
    return seen.length === 1 ? Promise.reject(new Error("silent")) : Promise.resolve();
  });
  own.take(frame(10));
  await soon();
  expect(seen).toEqual([1, 2]);
  own.take(frame(10));
  await soon();
  expect(seen).toEqual([1, 2]);
  expect(asked()).toBe(2);
});
