import { expect, test } from "vitest";
import type { AccountMove, MovePage } from "../api/schema_gen.ts";
import type { Frame } from "./frames.ts";
import { createOwnMoves } from "./own-moves.ts";

const frame = (seq: number): Frame =>
  ({ channel: "moves:7", type: "event", seq, prev: 0, tsMs: 0, reset: false, data: [] }) as Frame;
const move = (seq: number, settled_ms: number | null = null): AccountMove =>
  ({ move_id: `${seq}.0`, settled_ms }) as AccountMove;
const page = (seq: number, ...moves: AccountMove[]): MovePage => ({ moves, next_cursor: null, seq }) as MovePage;
const soon = (): Promise<void> => new Promise((done) => void setTimeout(done, 0));

/** Answers in their turn, the last one again and again. */
function made(answers: (MovePage | Error)[]) {
  let asked = 0;
  const own = createOwnMoves(
    () => {
      asked += 1;
      const next = answers.length > 1 ? answers.shift()! : answers[0]!;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    () => false,
    () => Promise.resolve(),
  );
  return { own, asked: () => asked };
}

test("the records are asked until they are as new as what was heard, and nothing is shown before", async () => {
  const { own, asked } = made([new Error("silent"), page(8), page(10, move(10))]);
  expect(own.moves.get()).toBeNull();
  own.take(frame(10));
  await soon();
  expect(own.moves.get()).toEqual([move(10)]);
  expect(asked()).toBe(3);
});

test("what has settled is read again only where something has not", async () => {
  const { own, asked } = made([page(10, move(10)), page(11, move(10, 99)), page(9)]);
  own.take(frame(10));
  await soon();
  await own.settledRead();
  expect(own.moves.get()).toEqual([move(10, 99)]);
  await own.settledRead();
  expect(asked()).toBe(2);
});

test("an older answer that comes late takes nothing away", async () => {
  const { own } = made([page(10, move(10)), page(9)]);
  own.take(frame(10));
  await soon();
  await own.settledRead();
  expect(own.moves.get()).toEqual([move(10)]);
});
