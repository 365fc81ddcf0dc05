import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Market } from "./markets.ts";
import { createScheduler } from "./scheduler.ts";
import type { Dress, Frame, Reads, View, ViewSorts } from "./view.ts";
import { createViews, type Views } from "./views.ts";

const FRAME: Frame = { width: 100, height: 50, ratio: 1.5, row: 18, rows: 2, columns: 3, dim: false };
const DRESS = {} as Dress;

let painted: Frame[];
let worn: Dress[];
let dirty: () => void;
let views: Views;
let canvas: { width: number; height: number };

function sorts(): ViewSorts {
  const view: View = {
    paint(_, frame, dress) {
      painted.push(frame);
      worn.push(dress);
    },
    told: () => painted.length,
    wish: () => undefined,
    pick: () => "1",
    close: () => undefined,
  };
  const sort = {
    periodMs: 50,
    make(_market: Market, _reads: Reads, changed: () => void) {
      dirty = changed;
      return view;
    },
  };
  return { book: sort, tape: sort, depth: sort };
}

beforeEach(() => {
  vi.useFakeTimers();
  painted = [];
  worn = [];
  const pen = { setTransform: () => undefined };
  canvas = { width: 0, height: 0 };
  views = createViews(sorts(), {} as Reads, createScheduler(), () => undefined);
  views.open(1, "book", {} as Market, Object.assign(canvas, { getContext: () => pen }) as unknown as OffscreenCanvas);
});
afterEach(() => vi.useRealTimers());

test("nothing is painted before size and colours are known, then at once and as sharp as the screen", () => {
  dirty();
  vi.advanceTimersByTime(100);
  views.frame(1, FRAME);
  expect(painted).toEqual([]);
  views.dress(1, DRESS);
  expect(painted).toEqual([FRAME]);
  expect([canvas.width, canvas.height]).toEqual([150, 75]);
  views.frame(1, { ...FRAME, ratio: 2 });
  expect([canvas.width, canvas.height]).toEqual([200, 100]);
});

test("however often it changes, a view is painted twenty times a second, and its words are told once", async () => {
  views.frame(1, FRAME);
  views.dress(1, DRESS);
  painted = [];
  let told = 0;
  for (let at = 0; at < 200; at += 1) {
    dirty();
    await vi.advanceTimersByTimeAsync(10);
    told += views.told(performance.now()).length;
  }
  expect(painted.length).toBeGreaterThanOrEqual(30);
  expect(painted.length).toBeLessThanOrEqual(45);
  expect(told).toBeGreaterThanOrEqual(2);
  expect(told).toBeLessThanOrEqual(3);
});

test("words that have not changed are not told again, and a view that is gone says nothing", async () => {
  views.frame(1, FRAME);
  views.dress(1, DRESS);
  expect(views.told(0)).toEqual([[1, 1]]);
  expect(views.told(5_000)).toEqual([]);
  dirty();
  await vi.advanceTimersByTimeAsync(100);
  views.close(1);
  expect(views.told(9_000)).toEqual([]);
  expect(views.pick(1, 1)).toBeNull();
});

test("a font that has come is asked for by lists that no canvas has met before", async () => {
  views.frame(1, FRAME);
  views.dress(1, { colours: {}, mono: "A", text: "B" } as Dress);
  views.again();
  await vi.advanceTimersByTimeAsync(100);
  views.again();
  await vi.advanceTimersByTimeAsync(100);
  const lists = worn.map((dress) => `${dress.mono}|${dress.text}`);
  expect(lists).toHaveLength(3);
  expect(new Set(lists).size).toBe(3);
  for (const list of lists) expect(list).toMatch(/^A.*\|B/);
});
