/** The encoder against tests/vectors/signed_messages.json, which Rust and Python are held to as well (SIG-1, SIG-7). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MessageInvalid, orderDecode, orderEncode, orderIdOf, transferDecode, transferEncode } from "./message.ts";

interface Vector {
  name: string;
  kind: "order" | "transfer";
  fields: Record<string, number>;
  message: string;
  order_id: string;
}

// Numbers above 2^53 would lose digits as floats: whole numbers of the fields are read as bigint from their text.
const text = readFileSync(new URL("../../../tests/vectors/signed_messages.json", import.meta.url), "utf8");
const exact = JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
  typeof value === "number" && context?.source && /^[0-9]+$/.test(context.source) ? BigInt(context.source) : value,
) as { network: { domain: string }; messages: Vector[]; refused: { name: string; reason: string; message: string }[] };

const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const domain = fromHex(exact.network.domain);

function made(vector: Vector): { encoded: Uint8Array<ArrayBuffer>; fields: object } {
  const field = (name: string) => BigInt(vector.fields[name] ?? 0);
  const few = (name: string) => Number(field(name));
  const head = { domain, account: field("account"), nonce: field("nonce"), expiry_slot: field("expiry_slot") };
  if (vector.kind === "transfer") {
    const transfer = { ...head, to_account: field("to_account"), amount: field("amount") };
    return { encoded: transferEncode(transfer), fields: transfer };
  }
  const order = {
    ...head,
    client_order_id: field("client_order_id"),
    price: few("price"),
    size: few("size"),
    market: few("market"),
    side: few("side"),
    time_in_force: few("time_in_force"),
    self_trade: few("self_trade"),
    reduce_only: few("reduce_only") === 1,
    post_only: few("post_only") === 1,
    fee_max: few("fee_max"),
    group: few("group"),
    trigger: few("trigger"),
    trigger_falls: few("trigger_falls") === 1,
  };
  return { encoded: orderEncode(order), fields: order };
}

describe("signed messages", () => {
  test("there are vectors of both kinds", () => {
    expect(new Set(exact.messages.map((vector) => vector.kind))).toEqual(new Set(["order", "transfer"]));
    expect(exact.messages.length).toBeGreaterThan(30);
  });

  test.each(exact.messages)("$name is encoded to its bytes, has its id and reads back", async (vector) => {
    const { encoded, fields } = made(vector);
    expect(toHex(encoded)).toBe(vector.message);
    expect(await orderIdOf(encoded)).toBe(vector.order_id);
    expect(vector.kind === "order" ? orderDecode(encoded) : transferDecode(encoded)).toEqual(fields);
  });

  // What is malformed cannot be read; the rest reads, and either has no encoding here or is of another network.
  test.each(exact.refused)("$name is refused: $reason", ({ message, reason }) => {
    const bytes = fromHex(message);
    if (reason === "message_malformed") {
      expect(() => orderDecode(bytes)).toThrow(MessageInvalid);
      expect(() => transferDecode(bytes)).toThrow(MessageInvalid);
    } else if (reason === "message_domain") {
      expect(toHex(bytes.subarray(0, 8))).not.toBe(exact.network.domain);
    } else if (bytes[62] === 1) {
      expect(() => transferEncode(transferDecode(bytes))).toThrow(MessageInvalid);
    } else {
      expect(() => orderEncode(orderDecode(bytes))).toThrow(MessageInvalid);
    }
  });

  test("every reserved bit of an order is refused and every other bit changes a field", () => {
    const order = exact.messages.find((vector) => vector.kind === "order");
    const plain = fromHex(order?.message ?? "");
    for (let bit = 0; bit < 512; bit += 1) {
      const flipped = plain.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const byte = bit >> 3;
      const flag = bit - 54 * 8;
      const reserved = byte >= 58 || (flag >= 0 && flag < 16 && ![0, 1, 2, 3, 4, 5, 6, 7, 9, 10].includes(flag));
      if (reserved) expect(() => orderDecode(flipped), `bit ${bit}`).toThrow(MessageInvalid);
      else expect(orderDecode(flipped), `bit ${bit}`).not.toEqual(orderDecode(plain));
    }
  });

  test("what has no place in the message is refused before it is signed", () => {
    const order = orderDecode(fromHex(exact.messages.find((vector) => vector.kind === "order")?.message ?? ""));
    const wrong: Partial<typeof order>[] = [
      { price: 0 },
      { price: 2 ** 31 },
      { price: 1.5 },
      { price: Number.NaN },
      { size: 0 },
      { size: -1 },
      { market: 65_536 },
      { side: 2 },
      { time_in_force: 4 },
      { self_trade: 4 },
      { group: 4 },
      { trigger: -1 },
      { fee_max: 65_536 },
      { account: -1n },
      { nonce: 2n ** 64n },
      { domain: new Uint8Array(7) },
    ];
    for (const change of wrong)
      expect(() => orderEncode({ ...order, ...change }), JSON.stringify(Object.keys(change))).toThrow(MessageInvalid);
    const transfer = { domain, account: 1n, nonce: 2n, expiry_slot: 3n, to_account: 4n, amount: 5n };
    for (const amount of [0n, -1n, 2n ** 53n + 1n])
      expect(() => transferEncode({ ...transfer, amount })).toThrow(MessageInvalid);
  });
});
