import { expect, test } from "vitest";
import type { Frame } from "./frames.ts";
import type { FillPage } from "../api/schema_gen.ts";
import { createOwnFills, fillsJoined, type UserFill } from "./own-fills.ts";

const fill = (seq: number, index = 1, role = "taker"): UserFill => ({ fill_id: `${seq}.${index}.${role}` }) as UserFill;
const frame = (type: Frame["type"], seq: number, ...data: UserFill[]): Frame =>
  ({ channel: "fills:7", type, seq, prev: 0, tsMs: 0, reset: false, data }) as Frame;
const soon = (): Promise<void> => new Promise((done) => void setTimeout(done, 0));

/** Records that hold these commands' matches, two a page; `newest` says how far they are at each first page. */
function made(has: () => number[], newest: (number | Error)[]) {
  const asked: (string | null)[] = [];
  let at = 0;
  const fills = createOwnFills(
    (before) => {
      asked.push(before);
      const next = before === null && newest.length > 1 ? newest.shift()! : newest[0]!;
      if (next instanceof Error) return Promise.reject(next);
      if (before === null) at = next;
      const older = has()
        .filter((seq) => seq <= at && (before === null || seq < Number(before.split(".")[0])))
        .sort((a, b) => b - a);
      const page = older.slice(0, 2);
      const next_cursor = older.length > 2 ? `${page.at(-1)}.1` : null;
      return Promise.resolve({ fills: page.map((seq) => fill(seq)), next_cursor, seq: at } as FillPage);
    },
    () => false,
    () => Promise.resolve(),
  );
  return { fills, asked, seqs: () => fills.fills.get().map((one) => Number(one.fill_id.split(".")[0])) };
}

test("records and stream are one list, newest first, each match once, in the exchange's order", () => {
  const known = [fill(9, 2), fill(9, 1)];
  const come = [fill(9, 2), fill(10, 1, "maker"), fill(10, 1), fill(100)];
  expect(fillsJoined(known, come).map((one) => one.fill_id)).toEqual([
    "100.1.taker",
    "10.1.taker",
    "10.1.maker",
    "9.2.taker",
    "9.1.taker",
  ]);
});

test("matches that the stream never told are read after a gap, as far as they may be missing", async () => {
  let there = [4, 5];
  const { fills, asked, seqs } = made(() => there, [10, 40]);
  fills.take(frame("snapshot", 10));
  await soon();
  fills.take(frame("event", 11, fill(11)));
  expect(seqs()).toEqual([11, 5, 4]);
  there = [4, 5, 11, 21, 22, 23, 24, 25, 41];
  fills.take(frame("snapshot", 40));
  // A new one comes before the records were read: they are read past it.
  fills.take(frame("event", 41, fill(41)));
  expect(fills.state.get().state).toBe("behind");
  await soon();
  expect(seqs()).toEqual([41, 25, 24, 23, 22, 21, 11, 5, 4]);
  expect(fills.state.get().state).toBe("whole");
  expect(asked).toEqual([null, null, "24.1", "22.1"]);
});

test("records that are older than the stream's first message are asked again, and say that some may be missing", async () => {
  const states: string[] = [];
  const { fills, seqs } = made(() => [4, 19], [10, 15, 20]);
  fills.state.subscribe(() => states.push(fills.state.get().state));
  fills.take(frame("snapshot", 20));
  await soon();
  expect(seqs()).toEqual([19, 4]);
  expect(states).toEqual(["behind", "behind", "whole"]);
});

test("records that cannot be read are told and asked again, and what the stream tells stays", async () => {
  const states: string[] = [];
  const { fills, seqs } = made(() => [4], [new Error("nobody answers"), 20]);
  fills.state.subscribe(() => states.push(fills.state.get().state));
  fills.take(frame("snapshot", 20));
  fills.take(frame("event", 21, fill(21)));
  await soon();
  expect(states).toEqual(["error", "whole"]);
  expect(seqs()).toEqual([21, 4]);
});

test("what has settled is read from the records as far as matches are open, and stays known when the stream tells a match again", async () => {
  const settled = new Set<number>();
  const asked: (string | null)[] = [];
  const all = [1, 2, 3, 4, 5, 6];
  const fills = createOwnFills(
    (before) => {
      asked.push(before);
      const older = all.filter((seq) => before === null || seq < Number(before.split(".")[0])).sort((a, b) => b - a);
      const page = older.slice(0, 2).map((seq) => ({ ...fill(seq), settled_ms: settled.has(seq) ? seq * 10 : null }));
      const next_cursor = older.length > 2 ? `${older[1]}.1` : null;
      return Promise.resolve({ fills: page, next_cursor, seq: 9 } as FillPage);
    },
    () => false,
    () => Promise.resolve(),
  );
  fills.take(frame("event", 3, fill(3), fill(4), fill(5), fill(6)));
  for (const seq of [4, 5]) settled.add(seq);
  await fills.settledRead();
  expect(asked).toEqual([null, "5.1"]);
  fills.take(frame("event", 7, { ...fill(5), settled_ms: null } as UserFill));
  expect(fills.fills.get().map((one) => one.settled_ms)).toEqual([null, 50, 40, null]);
  for (const seq of all) settled.add(seq);
  await fills.settledRead();
  const before = asked.length;
  await fills.settledRead();
  expect(asked.length).toBe(before);
});
