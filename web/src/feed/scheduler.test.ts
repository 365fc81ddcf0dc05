import { expect, test } from "vitest";
import { createScheduler } from "./scheduler.ts";

function clockwork() {
  let now = 0;
  let asked: ((nowMs: number) => void) | null = null;
  return {
    frames: { request: (callback: (nowMs: number) => void) => void (asked = callback), now: () => now },
    step(ms: number) {
      now += ms;
      const callback = asked;
      asked = null;
      callback?.(now);
    },
    asked: () => asked !== null,
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
