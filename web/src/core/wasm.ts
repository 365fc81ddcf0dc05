/**
 * The compiled core: bytes in, bytes out. Every formula that the screen shows before the exchange has spoken is computed in it.
 * An address is valid until the next `room`, so each call copies its answer before it returns.
 */
interface Exports {
  memory: WebAssembly.Memory;
  room(length: number): number;
  preview(): bigint;
  lots_most(): number;
  notional(tickValue: number, price: number, lots: number): bigint;
  lots_within(tickValue: number, price: number, atoms: bigint): number;
  price_worst(price: number, side: number, partPpm: number): number;
  rung_price(first: number, last: number, count: number, place: number): number;
  rung_lots(size: number, count: number, place: number): number;
}

export interface Core {
  /** The PreviewView record of a PreviewQuery record and the views that answer it; empty when they are none. */
  preview(question: readonly Uint8Array[]): Uint8Array<ArrayBuffer>;
  /** The most lots, up to the size of the query, that would be taken. */
  lotsMost(question: readonly Uint8Array[]): number;
  /** Atoms of lots at a price in ticks; null outside the range of money. */
  notional(tickValue: number, price: number, lots: number): bigint | null;
  /** Lots that atoms pay for at a price in ticks, rounded down. */
  lotsWithin(tickValue: number, price: number, atoms: bigint): number;
  /** The worst price in ticks within a part of a price, in ppm, for an order of a side. */
  priceWorst(price: number, side: number, partPpm: number): number;
  /** Price in ticks and lots of each order of a scale, from the first to the last (BOOK-16). */
  ladder(first: number, last: number, size: number, count: number): { price: number; size: number }[];
}

const LENGTH_SHIFT = 32n;
const ADDRESS_MASK = 0xffff_ffffn;

/** The core of an instance of its module. */
export function coreOf(instance: WebAssembly.Instance): Core {
  const core = instance.exports as unknown as Exports;

  function ask(question: readonly Uint8Array[]): void {
    const length = question.reduce((sum, part) => sum + part.length, 0);
    let at = core.room(length) >>> 0;
    for (const part of question) {
      new Uint8Array(core.memory.buffer, at, part.length).set(part);
      at += part.length;
    }
  }

  return {
    preview(question) {
      ask(question);
      const packed = BigInt.asUintN(64, core.preview());
      const address = Number(packed & ADDRESS_MASK);
      return new Uint8Array(core.memory.buffer.slice(address, address + Number(packed >> LENGTH_SHIFT)));
    },
    lotsMost(question) {
      ask(question);
      return core.lots_most() >>> 0;
    },
    notional(tickValue, price, lots) {
      const atoms = core.notional(tickValue, price, lots);
      return atoms < 0n ? null : atoms;
    },
    priceWorst: (price, side, partPpm) => core.price_worst(price, side, partPpm) >>> 0,
    ladder: (first, last, size, count) =>
      Array.from({ length: count }, (_, place) => ({
        price: core.rung_price(first, last, count, place) >>> 0,
        size: core.rung_lots(size, count, place) >>> 0,
      })),
    lotsWithin: (tickValue, price, atoms) => core.lots_within(tickValue, price, atoms) >>> 0,
  };
}

let loading: Promise<Core> | undefined;

/** The core of this page, loaded at the first call. Errors: when the module does not come or does not compile. */
export function coreLoad(): Promise<Core> {
  const address = new URL("./quantdesk_core.wasm", import.meta.url);
  loading ??= WebAssembly.instantiateStreaming(fetch(address)).then((made) => coreOf(made.instance));
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}
