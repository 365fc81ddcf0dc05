import fc from "fast-check";
import { expect, test } from "vitest";
import { laneStyle, lanes } from "./lanes.ts";

test("labels far apart stand at the edge, close ones beside each other", () => {
  expect(lanes([100, 200, null, 205, 110, 210])).toEqual([0, 0, 0, 1, 1, 2]);
  expect(laneStyle(1).right).toBeGreaterThan(laneStyle(0).right);
});

test("up to four labels never cover each other", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 4 }), (heights) => {
      const chosen = lanes(heights);
      heights.forEach((y, one) =>
        heights.slice(0, one).forEach((other, two) => {
          if (Math.abs(y - other) < 22) expect(chosen[one]).not.toBe(chosen[two]);
        }),
      );
    }),
  );
});
