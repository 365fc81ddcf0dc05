/** The committed module, as the page loads it. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { writePreviewQuery } from "./records_gen.ts";
import { type Core, coreOf } from "./wasm.ts";

let core: Core;
beforeAll(async () => {
  const module = readFileSync(new URL("./quantdesk_core.wasm", import.meta.url));
  core = coreOf((await WebAssembly.instantiate(module)).instance);
});

const query = writePreviewQuery({
  account: 7n,
  market: 0,
  side: 0,
  kind: 0,
  time_in_force: 0,
  post_only: 0,
  reduce_only: 0,
  price: 1,
  size: 1,
});

describe("core in the browser", () => {
  test("notional is exact and what is outside the range of money is not known (UNIT-2, UNIT-4)", () => {
    expect(core.notional(100, 15_025, 350)).toBe(525_875_000n);
    expect(core.notional(4_294_967_295, 4_294_967_295, 4_294_967_295)).toBeNull();
  });

  test("lots that money pays for are rounded down (UNIT-4)", () => {
    expect(core.lotsWithin(100, 15_025, 525_875_000n)).toBe(350);
    expect(core.lotsWithin(100, 15_025, 525_874_999n)).toBe(349);
    expect(core.lotsWithin(100, 0, 1n)).toBe(0);
    expect(core.lotsWithin(100, 15_025, -1n)).toBe(0);
  });

  test("an account that is not among the views is refused as unknown", () => {
    const view = core.preview([query]);
    expect(new DataView(view.buffer).getUint16(4, true)).toBe(200);
    expect(core.lotsMost([query])).toBe(0);
  });

  test("bytes that are no question give no answer, and the next question is answered", () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(5), new Uint8Array(4_000_000).fill(255)]) {
      expect(core.preview([bytes]).length).toBe(0);
      expect(core.lotsMost([bytes])).toBe(0);
    }
    expect(core.preview([query, new Uint8Array([9])]).length).toBe(0);
    expect(core.preview([query]).length).toBeGreaterThan(0);
  });
});
