/** The development wallet in a real browser: its key stays, cannot be read, and signs for the local chain alone. */
import { getWallets } from "@wallet-standard/app";
import type { Wallet } from "@wallet-standard/base";
import { createStore, del, get } from "idb-keyval";
import { describe, expect, test } from "vitest";
import { base58Decode } from "../../core/base58.ts";
import { keyEnsure } from "../../core/session-key.ts";
import { createDevWallet, DEV_WALLET_NAME, devWalletRegister, LOCALNET } from "./dev-wallet.ts";
import { signInText } from "./sign-in-text.ts";
import { chainOf, walletConnect, walletResume, walletsStore } from "./wallets.ts";

const verifyKey = (address: string) =>
  crypto.subtle.importKey("raw", base58Decode(address, 32) ?? new Uint8Array(32), "Ed25519", true, ["verify"]);

async function connected(wallet: Wallet = createDevWallet()) {
  return walletConnect(wallet, "localnet");
}

describe("development wallet", () => {
  test("is found like an extension, on the local network alone", () => {
    devWalletRegister("mainnet");
    expect(
      getWallets()
        .get()
        .map((wallet) => wallet.name),
    ).not.toContain(DEV_WALLET_NAME);
    devWalletRegister("localnet");
    devWalletRegister("localnet");
    const names = walletsStore("localnet")
      .get()
      .map((wallet) => wallet.name);
    expect(names.filter((name) => name === DEV_WALLET_NAME)).toHaveLength(1);
    expect(
      walletsStore("devnet")
        .get()
        .map((wallet) => wallet.name),
    ).not.toContain(DEV_WALLET_NAME);
  });

  test("is had again by itself for the account that it has, and makes none for that", async () => {
    const { address } = await connected();
    const again = await walletResume([createDevWallet()], "localnet", address);
    expect(again?.address).toBe(address);
    expect(await walletResume([createDevWallet()], "localnet", "11111111111111111111111111111111")).toBeNull();
    await del("dev-wallet", createStore("quantdesk-keys", "keys"));
    expect(await walletResume([createDevWallet()], "localnet", address)).toBeNull();
    expect(await get("dev-wallet", createStore("quantdesk-keys", "keys"))).toBeUndefined();
  });

  test("another wallet is asked for no account that it does not show", async () => {
    const asked = { ...createDevWallet(), name: "Another", accounts: [] };
    const { address } = await connected(asked);
    expect(await walletResume([asked], "localnet", address)).toBeNull();
  });

  test("has the same account when it is made again, as after a reload", async () => {
    expect((await connected()).address).toBe((await connected()).address);
  });

  test("the private half of a key cannot be read, neither when made nor when it comes back", async () => {
    await keyEnsure("test-key");
    const pair = await get<CryptoKeyPair>("test-key", createStore("quantdesk-keys", "keys"));
    if (!pair) throw new Error("the key was not kept");
    expect(pair.privateKey.extractable).toBe(false);
    for (const form of ["pkcs8", "jwk"] as const) {
      await expect(crypto.subtle.exportKey(form, pair.privateKey)).rejects.toThrow();
    }
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toMatch(/key/i);
  });

  test("signs in with the text that was asked for, on this site and chain alone", async () => {
    const wallet = await connected();
    const input = {
      domain: location.host,
      address: wallet.address,
      uri: location.origin,
      version: "1",
      chainId: "localnet",
      nonce: "abcdefgh",
      issuedAt: "2026-11-26T01:00:00.000Z",
    };
    const feature = wallet.features["solana:signIn"];
    const [output] = (await feature?.signIn(input)) ?? [];
    expect(new TextDecoder().decode(output?.signedMessage)).toBe(signInText(input));
    const holds = await crypto.subtle.verify(
      "Ed25519",
      await verifyKey(wallet.address),
      new Uint8Array(output?.signature ?? []),
      new Uint8Array(output?.signedMessage ?? []),
    );
    expect(holds).toBe(true);
    await expect(feature?.signIn({ ...input, chainId: "mainnet" })).rejects.toThrow(/expected chain localnet/);
    await expect(feature?.signIn({ ...input, domain: "evil.example" })).rejects.toThrow(/expected domain/);
  });

  test("signs no transaction of another chain", async () => {
    const wallet = await connected();
    const signing = wallet.features["solana:signTransaction"].signTransaction;
    for (const chain of [chainOf("mainnet"), chainOf("devnet"), undefined]) {
      const input = { account: wallet.account, transaction: new Uint8Array(200), ...(chain ? { chain } : {}) };
      await expect(signing(input)).rejects.toThrow(new RegExp(`expected chain ${LOCALNET}`));
    }
  });

  test("forgets its account when it is disconnected", async () => {
    const wallet = createDevWallet();
    await connected(wallet);
    expect(wallet.accounts).toHaveLength(1);
    await (wallet.features as { "standard:disconnect": { disconnect(): Promise<void> } })[
      "standard:disconnect"
    ].disconnect();
    expect(wallet.accounts).toHaveLength(0);
  });
});
