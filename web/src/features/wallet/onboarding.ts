/** The way of a stranger to his first order, step by step; each can be done again when it failed, and what is done is not repeated. */
import type { Door } from "../../api/door.ts";
import type { OrderResult } from "../../api/schema_gen.ts";
import { createStore, type Store } from "../../lib/store.ts";
import { decimalText } from "../../core/decimal.ts";
import type { Wallet } from "@wallet-standard/base";
import { accountPrepare, addressesOf, creditAwait, faucetGive, holdingsOf, isRefusedByUser, rpcOf } from "./funding.ts";
import type { KeyLimits } from "../../core/key-limits.ts";
import { signIn } from "./sign-in.ts";
import { walletStore } from "./wallet-store.ts";
import { walletConnect } from "./wallets.ts";

export type StepName = "wallet" | "fund" | "account" | "order";

export type Onboarding = {
  readonly step: StepName | "done";
  readonly busy: string | null;
  readonly failure: string | null;
  /** The wallet's USDC, as a decimal text; null: not known. */
  readonly usdc: string | null;
  readonly order: OrderResult | null;
};

export interface OnboardingStore extends Store<Onboarding> {
  connect(wallet: Wallet): Promise<void>;
  fund(): Promise<void>;
  /** Opens the account with a deposit of so many atoms of USDC, and lets this browser's key trade within limits. */
  open(atoms: bigint, limits: KeyLimits): Promise<void>;
  placed(order: OrderResult): void;
}

const START: Onboarding = { step: "wallet", busy: null, failure: null, usdc: null, order: null };
/** Rent of an account and fees of a few transactions. */
const LAMPORTS_NEEDED = 100_000_000n;

export function createOnboarding(door: Door): OnboardingStore {
  const store = createStore<Onboarding>(START);
  const put = (change: Partial<Onboarding>): void => store.set({ ...store.get(), ...change });

  /** Runs a step: busy while it runs; a failure is told in words, and the step can be done again. */
  async function run(busy: string, step: () => Promise<void>): Promise<void> {
    if (store.get().busy !== null) return;
    put({ busy, failure: null });
    try {
      await step();
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      put({ failure: isRefusedByUser(error) ? "The wallet did not sign; nothing was done." : said });
    } finally {
      put({ busy: null });
    }
  }

  function connected() {
    const wallet = walletStore.get();
    if (!wallet) throw new Error("No wallet is connected.");
    return wallet;
  }

  async function look(): Promise<void> {
    const wallet = connected();
    const rpc = rpcOf(door);
    const holdings = await holdingsOf(rpc, await addressesOf(rpc, wallet.address), wallet.address);
    put({ usdc: decimalText(holdings.usdc, 6) });
    const trader = door.trader.get();
    await door.trader.keyLook();
    if (trader.state !== "none" && holdings.open) {
      const signs = door.trader.get();
      if (signs.state === "ready" && signs.canSign) return put({ step: "order" });
    }
    put({ step: holdings.lamports < LAMPORTS_NEEDED || holdings.usdc === 0n ? "fund" : "account" });
  }

  return {
    ...store,
    connect: (wallet) =>
      run("Waiting for the wallet", async () => {
        const made = await walletConnect(wallet, door.config.network);
        walletStore.set(made);
        put({ busy: "Signing in" });
        await door.session.begin(await signIn(door.api, made));
        await look();
      }),
    fund: () =>
      run("Asking the faucet for SOL and USDC", async () => {
        const { address } = connected();
        const rpc = rpcOf(door);
        const holdings = await faucetGive(door, rpc, await addressesOf(rpc, address), address);
        put({ usdc: decimalText(holdings.usdc, 6), step: "account" });
      }),
    open: (atoms, limits) =>
      run("Waiting for the wallet and the chain", async () => {
        const wallet = connected();
        const rpc = rpcOf(door);
        await accountPrepare(door, rpc, wallet, atoms, limits);
        put({ busy: "The chain has it; the exchange is reading it" });
        await creditAwait(door, wallet.address, (busy) => put({ busy }));
        await door.trader.keyLook();
        door.trader.refresh();
        put({ step: "order" });
      }),
    placed: (order) => put({ step: "done", order }),
  };
}
