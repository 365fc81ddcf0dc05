/** A transaction's wire form, as far as a wallet must know it to add its signature: signatures, then the message that they sign. */
import { base58Decode } from "../../core/base58.ts";
import type { SigningKey } from "../../core/session-key.ts";

const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
const VERSIONED = 0x80;

/** Bytes are no transaction that the key can sign. */
export class TransactionMalformed extends Error {}

/** A number of at most 16 bits in 7-bit groups, lowest first, and where it ends. */
function shortNumber(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let group = 0; group < 3; group += 1) {
    const byte = bytes[at + group];
    if (byte === undefined) throw new TransactionMalformed("expected a length, found the end");
    value |= (byte & 0x7f) << (7 * group);
    if ((byte & 0x80) === 0) return [value, at + group + 1];
  }
  throw new TransactionMalformed("expected a length of 16 bits at most");
}

/** The transaction with the key's signature in its place. Errors: TransactionMalformed, also when the key is none of its signers. */
export async function transactionSigned(transaction: Uint8Array, key: SigningKey): Promise<Uint8Array> {
  const [signatures, first] = shortNumber(transaction, 0);
  const message = transaction.slice(first + signatures * SIGNATURE_BYTES);
  const versioned = (message[0] ?? 0) & VERSIONED;
  if (versioned && message[0] !== VERSIONED)
    throw new TransactionMalformed("expected a transaction of version 0 or none");
  const header = versioned ? 1 : 0;
  const signers = message[header] ?? 0;
  const [keys, keysAt] = shortNumber(message, header + 3);
  if (signers !== signatures || keys < signers || message.length < keysAt + keys * KEY_BYTES) {
    throw new TransactionMalformed(`expected ${signers} signatures and their keys`);
  }
  const own = base58Decode(key.address, KEY_BYTES);
  const place = Array.from({ length: signers }, (_, at) => at).find((at) =>
    own?.every((byte, index) => message[keysAt + at * KEY_BYTES + index] === byte),
  );
  if (place === undefined) throw new TransactionMalformed("expected the wallet's account among the signers");
  const signed = transaction.slice();
  signed.set(await key.sign(message), first + place * SIGNATURE_BYTES);
  return signed;
}
