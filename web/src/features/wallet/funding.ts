/**
 * From a wallet to an account that trades: coins from the faucet of the local network, one transaction that opens the account,
 * deposits and lets this browser's key sign orders, and the wait until the exchange has credited it.
 */
import type { Door } from "../../api/door.ts";
import { keyEnsure, sessionKeyName } from "../../core/session-key.ts";
import { PROGRAM } from "../../core/program_gen.ts";
import { USDC } from "./assets.ts";
import * as chain from "./chain.ts";
import { ANYTHING, type KeyLimits } from "../../core/key-limits.ts";
import { createRpc, type Rpc, RpcRefused } from "./rpc.ts";
import { type Connected, walletSign } from "./wallets.ts";

/** What a wallet has, in least units, and what its account on the chain is. */
export interface Holdings {
  lamports: bigint;
  usdc: bigint;
  /** Whether the owner's main account is open on the chain. */
  open: boolean;
}

const FAUCET_SOL = 2;
const FAUCET_USDC = 10_000;
const CREDIT_WAIT_MS = 60_000;
const LOOK_MS = 400;

export class FundingFailed extends Error {}

export function rpcOf(door: Door): Rpc {
  if (!door.config.rpc) throw new FundingFailed("This desk names no node of the chain.");
  return createRpc(door.config.rpc);
}

/** Addresses of an owner, when the exchange is on the chain. */
export function addressesOf(rpc: Rpc, owner: string): Promise<chain.Addresses> {
  return chain.addressesOf(rpc, PROGRAM, owner);
}

export async function holdingsOf(rpc: Rpc, at: chain.Addresses, owner: string): Promise<Holdings> {
  const [lamports, usdc, user] = await Promise.all([
    rpc.lamports(owner),
    rpc.tokens(at.ownerTokens),
    rpc.account(at.user),
  ]);
  return { lamports, usdc, open: user !== null };
}

/** Gives a wallet of the local network SOL for fees and USDC to trade with, and waits until they are there. */
export async function faucetGive(door: Door, rpc: Rpc, at: chain.Addresses, owner: string): Promise<Holdings> {
  const before = await holdingsOf(rpc, at, owner);
  const response = await fetch(`${door.config.rpc}/faucet`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ address: owner, sol: FAUCET_SOL, usdc: FAUCET_USDC }),
  });
  if (!response.ok) {
    const told = (await response.json().catch(() => null)) as { detail?: string } | null;
    throw new FundingFailed(told?.detail ?? `The faucet answered ${response.status}.`);
  }
  for (const end = performance.now() + CREDIT_WAIT_MS; performance.now() < end;) {
    const now = await holdingsOf(rpc, at, owner);
    if (now.lamports > before.lamports && now.usdc > before.usdc) return now;
    await pause();
  }
  throw new FundingFailed("The faucet's coins did not arrive within a minute.");
}

/**
 * One transaction: opens the account where there is none, deposits USDC where an amount is given, and lets this browser's key sign
 * orders within limits. Returns the transaction's signature, null when there was nothing to do.
 */
export async function accountPrepare(
  door: Door,
  rpc: Rpc,
  wallet: Connected,
  usdcAtoms: bigint,
  limits: KeyLimits = ANYTHING,
): Promise<string | null> {
  const owner = wallet.address;
  const at = await addressesOf(rpc, owner);
  const [key, user] = await Promise.all([keyEnsure(sessionKeyName(door.config.network, owner)), rpc.account(at.user)]);
  const calls = user ? [] : [chain.openAccount(at, owner)];
  if (usdcAtoms > 0n) calls.push(chain.deposit(at, owner, USDC, usdcAtoms));
  const known = user ? await delegatesOf(door) : [];
  if (!known.includes(key.address)) {
    const expiry = Math.floor(Date.now() / 1_000) + chain.DELEGATE_LIVES_S;
    calls.push(chain.delegateAdd(at, owner, key.address, expiry, limits));
  }
  if (!calls.length) return null;
  return rpc.send(await walletSign(wallet, await chain.transactionOf(rpc, owner, calls)));
}

async function delegatesOf(door: Door): Promise<readonly string[]> {
  const session = door.session.get();
  const account = session.state === "signed-in" ? session.accounts[0] : undefined;
  if (account === undefined) return [];
  return (await door.api.ask("delegates_list", { path: { account } })).delegates.map((each) => each.delegate);
}

/** Deposits least units of an asset. */
export async function depositSend(rpc: Rpc, wallet: Connected, asset: 0 | 1, amount: bigint): Promise<string> {
  const at = await addressesOf(rpc, wallet.address);
  const calls = [chain.deposit(at, wallet.address, asset, amount)];
  return rpc.send(await walletSign(wallet, await chain.transactionOf(rpc, wallet.address, calls)));
}

/** Waits until the exchange knows the account, this browser's key and a collateral; its number. */
export async function creditAwait(door: Door, owner: string, told: (text: string) => void): Promise<number> {
  const key = await keyEnsure(sessionKeyName(door.config.network, owner));
  for (const end = performance.now() + CREDIT_WAIT_MS; performance.now() < end;) {
    const [account] = await door.session.accountsRead();
    if (account === undefined) told("The chain has the account; the exchange is reading it.");
    else {
      const [delegates, balances] = await Promise.all([
        door.api.ask("delegates_list", { path: { account } }),
        door.api.ask("accounts_balances", { path: { account } }),
      ]);
      const signs = delegates.delegates.some((each) => each.delegate === key.address);
      if (signs && !/^-|^0(\.0*)?$/.test(balances.collateral)) return account;
      told(signs ? "The exchange is crediting the deposit." : "The exchange is reading the key that signs orders.");
    }
    await pause();
  }
  throw new FundingFailed(
    "The exchange has not credited the deposit within a minute; it will when the chain is final.",
  );
}

/** Whether a failure is the user's own no to his wallet. */
export function isRefusedByUser(error: unknown): boolean {
  return error instanceof Error && /reject|denied|cancel/i.test(error.message) && !(error instanceof RpcRefused);
}

export function pause(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, LOOK_MS);
  });
}
