/**
 * The key that signs orders in this browser: made here, kept by the browser, and nobody can read its private half, not even this
 * page. The wallet lets it sign orders of an account by one transaction; it can never move money.
 */
import { get, set, createStore as databaseOf, type UseStore } from "idb-keyval";
import { base58Encode } from "./base58.ts";

export interface SigningKey {
  /** Public half, base58. */
  readonly address: string;
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

const ALGORITHM = "Ed25519";
let database: UseStore | undefined;

function keys(): UseStore {
  database ??= databaseOf("quantdesk-keys", "keys");
  return database;
}

/** A key pair as something that signs. */
export async function signingKeyOf(pair: CryptoKeyPair): Promise<SigningKey> {
  const address = base58Encode(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  return {
    address,
    sign: async (message) => new Uint8Array(await crypto.subtle.sign(ALGORITHM, pair.privateKey, message)),
  };
}

/** The key of this name, or null when there is none yet. */
export async function keyRead(name: string): Promise<SigningKey | null> {
  const pair = await get<CryptoKeyPair>(name, keys());
  return pair ? signingKeyOf(pair) : null;
}

/** The key of this name, made at the first call. Errors: when the browser has no Ed25519 or keeps nothing. */
export async function keyEnsure(name: string): Promise<SigningKey> {
  const known = await keyRead(name);
  if (known) return known;
  const pair = (await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"])) as CryptoKeyPair;
  await set(name, pair, keys());
  return signingKeyOf(pair);
}

/** Name of the key that signs orders for a wallet on a network. */
export function sessionKeyName(network: string, owner: string): string {
  return `session:${network}:${owner}`;
}
