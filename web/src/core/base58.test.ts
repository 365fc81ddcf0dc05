import { assert, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { base58Decode, base58Encode } from "./base58.ts";

test("known keys are written as Solana writes them", () => {
  expect(base58Encode(new Uint8Array(32))).toBe("1".repeat(32));
  const program = "HsSzXVuSwiqGQvocT2zMX8zc86KQ9TYfZFZcfmmejzso";
  expect(base58Encode(base58Decode(program, 32) ?? new Uint8Array())).toBe(program);
});

test("every bytes read back from their text, and from no other length", () => {
  assert(
    property(uint8Array({ minLength: 1, maxLength: 70 }), (bytes) => {
      const text = base58Encode(bytes);
      const longer = base58Decode(text, bytes.length + 1);
      return base58Encode(base58Decode(text, bytes.length) ?? new Uint8Array()) === text && longer === null;
    }),
  );
});

test.each(["", "0", "O", "I", "l", "é", "1 ", "z".repeat(60)])("%j is no key", (text) => {
  expect(base58Decode(text, 32)).toBeNull();
});
