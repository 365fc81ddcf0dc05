/** Generated records: what is written reads back, and what does not fit is refused. */
import { describe, expect, test } from "vitest";
import * as records from "./records_gen.ts";

type Fields = Record<string, number | bigint | Uint8Array>;
type Reader = (view: DataView, at?: number) => Fields;
type Writer = (fields: Fields) => Uint8Array<ArrayBuffer>;
const all = records as unknown as Record<string, unknown>;
const names = Object.keys(all)
  .filter((name) => name.startsWith("read"))
  .map((name) => name.slice(4));

/** xorshift32. */
function dice(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function constant(name: string, ending: string): number {
  return all[name.replace(/(?<!^)([A-Z])/g, "_$1").toUpperCase() + ending] as number;
}

describe("records", () => {
  test("there is a reader and a writer for every record", () => {
    expect(names.length).toBeGreaterThan(55);
  });

  test.each(names)("%s of any bytes reads and is written to the same bytes", (name) => {
    const roll = dice(name.length * 977);
    const size = constant(name, "_SIZE");
    for (let round = 0; round < 20; round += 1) {
      const bytes = Uint8Array.from({ length: size }, () => roll() & 255);
      const view = new DataView(bytes.buffer);
      view.setUint8(0, constant(name, "_KIND"));
      view.setUint16(2, size, true);
      view.setUint8(1, 0);
      const read = all[`read${name}`] as Reader;
      if ("item" in read(view)) view.setUint8(1, roll() & 255);
      const fields = read(view);
      expect((all[`write${name}`] as Writer)(fields)).toEqual(bytes);
    }
  });

  test("another kind, another size and missing bytes are refused", () => {
    const bytes = records.writeMarketQuery({ market: 3 });
    expect(records.readMarketQuery(new DataView(bytes.buffer))).toEqual({ market: 3 });
    expect(() => records.readAccountQuery(new DataView(bytes.buffer))).toThrow(records.RecordInvalid);
    expect(() => records.readMarketQuery(new DataView(bytes.buffer, 0, 5))).toThrow(records.RecordInvalid);
    expect(() => records.readMarketQuery(new DataView(bytes.buffer), -1)).toThrow(records.RecordInvalid);
    bytes[1] = 1;
    expect(() => records.readMarketQuery(new DataView(bytes.buffer))).toThrow(records.RecordInvalid);
  });

  test("a number outside its type and bytes of another length are refused", () => {
    for (const market of [-1, 65_536, 1.5, Number.NaN]) {
      expect(() => records.writeMarketQuery({ market })).toThrow(/MarketQuery.market/);
    }
    expect(() => records.writeAccountQuery({ account: 2n ** 64n })).toThrow(records.RecordInvalid);
    expect(() => records.writeOwnerQuery({ owner: new Uint8Array(31) })).toThrow(/expected 32 bytes, found 31/);
  });
});
