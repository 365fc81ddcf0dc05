/** The development wallet's signature goes into its own place of a real transaction, and nowhere else. */
import { beforeAll, describe, expect, test } from "vitest";
import { address, getTransactionDecoder, type Address } from "@solana/kit";
import { base58Encode } from "../../core/base58.ts";
import { signingKeyOf, type SigningKey } from "../../core/session-key.ts";
import { delegateAdd, deposit, openAccount, transactionOf, type Addresses } from "./chain.ts";
import { USDC } from "./assets.ts";
import type { Rpc } from "./rpc.ts";
import { TransactionMalformed, transactionSigned } from "./wire-transaction.ts";

const some = (seed: number): string => base58Encode(new Uint8Array(32).fill(seed));
const at: Addresses = {
  exchange: some(1),
  user: some(2),
  mint: some(3),
  vault: some(4),
  vaultTokens: some(5),
  solVault: some(6),
  ownerTokens: some(7),
};
const rpc = { blockhash: () => Promise.resolve({ blockhash: some(9), lastValidBlockHeight: 10n }) } as unknown as Rpc;
let pair: CryptoKeyPair;
let key: SigningKey;

beforeAll(async () => {
  pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  key = await signingKeyOf(pair);
});

async function opening(): Promise<Uint8Array> {
  const owner = key.address;
  const calls = [openAccount(at, owner), deposit(at, owner, USDC, 5n), delegateAdd(at, owner, some(8), 1_800_000_000)];
  return transactionOf(rpc, owner, calls);
}

describe("transaction of an owner", () => {
  test("account, deposit and delegate fit into one transaction that the owner alone signs", async () => {
    const transaction = await opening();
    expect(transaction.length).toBeLessThanOrEqual(1_232);
    const decoded = getTransactionDecoder().decode(transaction);
    expect(Object.keys(decoded.signatures)).toEqual([key.address]);
  });

  test("the signed transaction verifies over the same message", async () => {
    const transaction = await opening();
    const decoded = getTransactionDecoder().decode(await transactionSigned(transaction, key));
    const signature = decoded.signatures[address(key.address) as Address];
    expect(decoded.messageBytes).toEqual(getTransactionDecoder().decode(transaction).messageBytes);
    const holds = await crypto.subtle.verify(
      "Ed25519",
      pair.publicKey,
      new Uint8Array(signature ?? []),
      new Uint8Array(decoded.messageBytes),
    );
    expect(holds).toBe(true);
  });

  test("a transaction of another signer, a torn one and another version are refused", async () => {
    const transaction = await opening();
    const other = await signingKeyOf(
      (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair,
    );
    await expect(transactionSigned(transaction, other)).rejects.toThrow(TransactionMalformed);
    await expect(transactionSigned(transaction.slice(0, 80), key)).rejects.toThrow(TransactionMalformed);
    await expect(transactionSigned(new Uint8Array(0), key)).rejects.toThrow(TransactionMalformed);
    const later = transaction.slice();
    later[65] = 0x81;
    await expect(transactionSigned(later, key)).rejects.toThrow(TransactionMalformed);
  });
});
