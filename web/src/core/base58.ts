/** Base58 as Solana writes keys, signatures and hashes: one text for each bytes, no checksum. */
const LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE = 58n;

export function base58Encode(bytes: Uint8Array): string {
  let number = 0n;
  for (const byte of bytes) number = (number << 8n) | BigInt(byte);
  let text = "";
  for (; number > 0n; number /= BASE) text = (LETTERS[Number(number % BASE)] ?? "") + text;
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros += 1;
  return "1".repeat(zeros) + text;
}

/** The bytes of a text; null when it is none, or not of this many bytes. */
export function base58Decode(text: string, size: number): Uint8Array<ArrayBuffer> | null {
  let number = 0n;
  for (const letter of text) {
    const digit = LETTERS.indexOf(letter);
    if (digit < 0) return null;
    number = number * BASE + BigInt(digit);
  }
  const bytes = new Uint8Array(size);
  for (let at = size - 1; at >= 0; at -= 1, number >>= 8n) bytes[at] = Number(number & 255n);
  return number === 0n && base58Encode(bytes) === text ? bytes : null;
}
