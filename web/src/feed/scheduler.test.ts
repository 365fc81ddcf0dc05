import { expect, test, vi } from "vitest";
import { createScheduler } from "./scheduler.ts";

function clockwork() {
  let now = 0;
  let asked: (() => void) | null = null;
  let timers: { dueMs: number; callback: () => void }[] = [];
  let framesAsked = 0;
  return {
    frames: {
      request(callback: () => void) {
        asked = callback;
        framesAsked += 1;
      },
      wait: (callback: () => void, ms: number) => void timers.push({ dueMs: now + ms, callback }),
      now: () => now,
    },
    step(ms: number) {
      now += ms;
      const due = timers.filter((timer) => timer.dueMs <= now);
      timers = timers.filter((timer) => timer.dueMs > now);
      for (const timer of due) timer.callback();
      const callback = asked;
      asked = null;
      callback?.();
    },
    asked: () => asked !== null || timers.length > 0,
    framesAsked: () => framesAsked,
  };
}

test("many messages within a period are one paint", () => {
  const clock = clockwork();
  let paints = 0;
  const painter = createScheduler(clock.frames).painter(() => (paints += 1), 50);
  for (let at = 0; at < 60; at += 1) {
    painter.dirty();
    clock.step(16);
  }
  expect(paints).toBeGreaterThanOrEqual(14);
  expect(paints).toBeLessThanOrEqual(20);
});

test("the last change is painted, and then nothing more is asked of the browser", () => {
  const clock = clockwork();
  let paints = 0;
  const scheduler = createScheduler(clock.frames);
  const painter = scheduler.painter(() => (paints += 1), 50);
  painter.dirty();
  clock.step(16);
  painter.dirty();
  expect(scheduler.waiting()).toBe(1);
  for (let at = 0; at < 5; at += 1) clock.step(16);
  expect(paints).toBe(2);
  expect(scheduler.waiting()).toBe(0);
  expect(clock.asked()).toBe(false);
});

test("a painter that was given back paints no more", () => {
  const clock = clockwork();
  let paints = 0;
  const painter = createScheduler(clock.frames).painter(() => (paints += 1), 50);
  painter.dirty();
  painter.dispose();
  clock.step(100);
  expect(paints).toBe(0);
});

test("painters of all periods share their frames, and none is asked for in between", () => {
  const clock = clockwork();
  const scheduler = createScheduler(clock.frames);
  const paints = [0, 0, 0];
  const painters = [50, 100, 250].map((period, at) =>
    scheduler.painter(() => (paints[at] = (paints[at] ?? 0) + 1), period),
  );
  for (let at = 0; at < 250; at += 1) {
    painters[at % 3]?.dirty();
    clock.step(4);
  }
  const [book, tape, ticker] = paints as [number, number, number];
  expect(book).toBeGreaterThanOrEqual(15);
  expect(tape).toBeGreaterThanOrEqual(8);
  expect(tape).toBeLessThanOrEqual(11);
  expect(ticker).toBeGreaterThanOrEqual(4);
  expect(clock.framesAsked()).toBeLessThanOrEqual(21);
});

test("a painter that fails stops none of the others", () => {
  const told = vi.fn();
  vi.stubGlobal("reportError", told);
  const clock = clockwork();
  const scheduler = createScheduler(clock.frames);
  let paints = 0;
  const bad = scheduler.painter(() => {
    throw new Error("bad");
  }, 50);
  const good = scheduler.painter(() => (paints += 1), 50);
  for (let at = 0; at < 20; at += 1) {
    bad.dirty();
    good.dirty();
    clock.step(16);
  }
  vi.unstubAllGlobals();
  expect(paints).toBeGreaterThan(3);
  expect(told).toHaveBeenCalled();
});

test("held, nothing is painted, and what was missed is painted once when it is let go", () => {
  const clock = clockwork();
  const scheduler = createScheduler(clock.frames);
  let paints = 0;
  const painter = scheduler.painter(() => (paints += 1), 50);
  scheduler.hold(true);
  for (let at = 0; at < 20; at += 1) {
    painter.dirty();
    clock.step(16);
  }
  expect(paints).toBe(0);
  scheduler.hold(false);
  for (let at = 0; at < 20; at += 1) clock.step(16);
  expect(paints).toBe(1);
});
