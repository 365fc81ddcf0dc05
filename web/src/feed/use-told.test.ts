/** Public paths that several parts of the page look at, against a server. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { toldOf } from "./use-told.ts";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Answers with the number of the request; null: fails. */
async function served(answers: (number | null)[]): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const made = createServer((_, answer) => {
    const told = answers[Math.min(asked, answers.length - 1)] ?? null;
    asked += 1;
    answer.writeHead(told === null ? 503 : 200).end(JSON.stringify(told));
  });
  server = made;
  await new Promise<void>((done) => void made.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(made.address() as AddressInfo).port}/`, asked: () => asked };
}

const LONG_MS = 600_000;
const long = (): number => LONG_MS;

test("who looks at once with another, or lately after, is told what the one asked for", async () => {
  const { url, asked } = await served([1, 2]);
  const both = await Promise.all([toldOf<number>(url, long), toldOf<number>(url, long)]);
  expect(both.map(({ told }) => told)).toEqual([1, 1]);
  const later = await toldOf<number>(url, long);
  expect([later.told, asked()]).toEqual([1, 1]);
  expect(later.dueMs).toBe(both[0]?.dueMs);
  expect(later.dueMs).toBeGreaterThan(Date.now());
});

test("each asks as often as it needs, by what was told; no answer is no word, and asked again sooner", async () => {
  const { url, asked } = await served([null, 2, 3]);
  const soonUnlessTold = (told: number | null): number => (told === null ? 0 : LONG_MS);
  expect((await toldOf<number>(url, soonUnlessTold)).told).toBeNull();
  expect((await toldOf<number>(url, soonUnlessTold)).told).toBe(2);
  expect((await toldOf<number>(url, soonUnlessTold)).told).toBe(2);
  expect((await toldOf<number>(url, () => 0)).told).toBe(3);
  expect(asked()).toBe(3);
});

test("an address of which nobody listens is not known", async () => {
  const { url } = await served([1]);
  await new Promise((done) => void server?.close(done));
  expect((await toldOf<number>(url, long)).told).toBeNull();
});

test("an exchange that takes the question and never answers is not known", async () => {
  const made = createServer(() => undefined);
  server = made;
  await new Promise<void>((done) => void made.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(made.address() as AddressInfo).port}/`;
  expect((await toldOf<number>(url, long, 100)).told).toBeNull();
});
