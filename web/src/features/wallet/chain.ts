/**
 * The exchange's program on the chain, seen from an owner's wallet: addresses, what the account holds there, and the transactions
 * that the wallet signs. Loaded with the wallet dialogs, not with the page.
 */
import {
  address,
  appendTransactionMessageInstructions,
  type Blockhash,
  compileTransaction,
  createTransactionMessage,
  getAddressEncoder,
  getProgramDerivedAddress,
  getTransactionEncoder,
  type Instruction,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit";
import { base58Decode, base58Encode } from "../../core/base58.ts";
import {
  createUserAccount,
  depositNativeSol,
  depositTokens,
  type ProgramCall,
  updateUserAccount,
} from "../../core/program_gen.ts";
import { SOL, USDC } from "./assets.ts";
import { ANYTHING, type KeyLimits, marketBits } from "../../core/key-limits.ts";
import type { Rpc } from "./rpc.ts";

const TOKEN_PROGRAM = address("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
const TOKEN_ACCOUNT_PROGRAM = address("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
/** Where the exchange account names the mint of USDC: discriminator, 8 bytes of small fields, three counters, domain, genesis hash. */
const QUOTE_MINT_AT = 8 + 8 + 3 * 8 + 8 + 32;
const KEY_BYTES = 32;
const DELEGATE_ADD = 1;
/** Flag of a key that fills near the index alone. */
const NEAR_INDEX = 1n;
const ENGINE_ACCOUNT = 0;
/** The furthest that the program lets a delegate live, less an hour for clocks that differ. */
export const DELEGATE_LIVES_S = 180 * 86_400 - 3_600;

/** Addresses that an owner's transactions name. */
export interface Addresses {
  exchange: string;
  user: string;
  mint: string;
  vault: string;
  vaultTokens: string;
  solVault: string;
  ownerTokens: string;
}

/** The exchange is not on the chain that the node speaks for. */
export class ExchangeMissing extends Error {}

async function derived(program: string, ...seeds: (string | Uint8Array)[]): Promise<string> {
  const [found] = await getProgramDerivedAddress({ programAddress: address(program), seeds });
  return found;
}

function keyBytes(text: string): Uint8Array {
  return new Uint8Array(getAddressEncoder().encode(address(text)));
}

/** Addresses for an owner's main account. Errors: ExchangeMissing, RpcRefused. */
export async function addressesOf(rpc: Rpc, program: string, owner: string): Promise<Addresses> {
  const exchange = await derived(program, "exchange");
  const state = await rpc.account(exchange);
  if (!state || state.length < QUOTE_MINT_AT + KEY_BYTES) {
    throw new ExchangeMissing(`expected the exchange account ${exchange} on the chain, found none`);
  }
  const mint = base58Encode(state.slice(QUOTE_MINT_AT, QUOTE_MINT_AT + KEY_BYTES));
  const [user, vault, vaultTokens, solVault, ownerTokens] = await Promise.all([
    derived(program, "user", keyBytes(owner), new Uint8Array(2)),
    derived(program, "vault", keyBytes(mint)),
    derived(program, "tokens", keyBytes(mint)),
    derived(program, "sol_vault"),
    derived(TOKEN_ACCOUNT_PROGRAM, keyBytes(owner), keyBytes(TOKEN_PROGRAM), keyBytes(mint)),
  ]);
  return { exchange, user, mint, vault, vaultTokens, solVault, ownerTokens };
}

/** Opens the owner's main account. */
export function openAccount(at: Addresses, owner: string): ProgramCall {
  return createUserAccount({
    payer: owner,
    owner,
    exchange: at.exchange,
    user: at.user,
    index: 0,
    kind: ENGINE_ACCOUNT,
  });
}

/** Moves least units of an asset from the wallet to the account. */
export function deposit(at: Addresses, owner: string, asset: typeof USDC | typeof SOL, amount: bigint): ProgramCall {
  const common = { user: at.user, owner, exchange: at.exchange, amount };
  if (asset === SOL) return depositNativeSol({ ...common, sol_vault: at.solVault });
  return depositTokens({
    ...common,
    vault: at.vault,
    mint: at.mint,
    vault_tokens: at.vaultTokens,
    owner_tokens: at.ownerTokens,
  });
}

/** Lets a key sign orders of the account until a time, within limits. */
export function delegateAdd(
  at: Addresses,
  owner: string,
  key: string,
  expiryS: number,
  limits: KeyLimits = ANYTHING,
): ProgramCall {
  const bytes = base58Decode(key, KEY_BYTES);
  if (!bytes) throw new Error(`expected a key, found ${key}`);
  return updateUserAccount({
    user: at.user,
    owner,
    action: DELEGATE_ADD,
    key: bytes,
    expiry_s: BigInt(expiryS),
    markets: marketBits(limits.markets),
    notional_day_atoms: limits.notionalDay,
    flags: limits.nearIndex ? NEAR_INDEX : 0n,
    floor: 0n,
  });
}

/** The bytes of a transaction of these calls, for the wallet to sign; it pays, and no one else signs. */
export async function transactionOf(rpc: Rpc, owner: string, calls: readonly ProgramCall[]): Promise<Uint8Array> {
  const { blockhash, lastValidBlockHeight } = await rpc.blockhash();
  const instructions = calls.map((call) => call as unknown as Instruction);
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (made) => setTransactionMessageFeePayer(address(owner), made),
    (made) =>
      setTransactionMessageLifetimeUsingBlockhash({ blockhash: blockhash as Blockhash, lastValidBlockHeight }, made),
    (made) => appendTransactionMessageInstructions(instructions, made),
  );
  return new Uint8Array(getTransactionEncoder().encode(compileTransaction(message)));
}
