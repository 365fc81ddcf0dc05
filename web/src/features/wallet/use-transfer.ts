/** One deposit or withdrawal on its way, from the press of the button until the tokens have arrived. */
import { useEffect, useRef, useState } from "react";
import { type Door, useDoor } from "../../api/door.ts";
import { stepsOf } from "../../core/decimal.ts";
import { DECIMALS, SOL, USDC } from "./assets.ts";
import { depositSend, isRefusedByUser, pause, rpcOf } from "./funding.ts";
import { walletStore } from "./wallet-store.ts";

export type Asset = "USDC" | "SOL";

export interface Step {
  text: string;
  note: string | null;
  done: boolean;
}

export interface Transfer {
  /** Why the amount cannot be sent; null: it can. */
  flaw: string | null;
  busy: boolean;
  failure: string | null;
  progress: readonly Step[] | null;
  send: () => void;
}

type Tell = (steps: readonly Step[]) => void;

const NUMBERS = { USDC, SOL } as const;
const FOLLOW_MS = 120_000;

/** Least units of an amount; null: no decimal, or finer than the asset. */
function unitsOf(amount: string, asset: Asset): bigint | null {
  return stepsOf(amount, 10n ** BigInt(9 - DECIMALS[NUMBERS[asset]]));
}

function flawOf(amount: string, asset: Asset, most: string | null): string | null {
  const units = unitsOf(amount, asset);
  if (units === null || units <= 0n) return `Enter an amount with at most ${DECIMALS[NUMBERS[asset]]} decimals.`;
  const bound = most === null ? null : unitsOf(most, asset);
  return bound !== null && units > bound ? `At most ${most} ${asset}.` : null;
}

async function collateralOf(door: Door, account: number, asset: Asset): Promise<string> {
  const { assets } = await door.api.ask("accounts_balances", { path: { account } });
  return assets.find((each) => each.asset === asset)?.credited ?? "0";
}

async function depositFollow(
  door: Door,
  account: number | null,
  asset: Asset,
  units: bigint,
  tell: Tell,
): Promise<void> {
  const wallet = walletStore.get();
  if (!wallet) throw new Error("No wallet is connected.");
  const signed: Step = { text: "Signed by the wallet and taken by the chain", note: null, done: false };
  const credited: Step = { text: "Credited by the exchange", note: null, done: false };
  const before = account === null ? "0" : await collateralOf(door, account, asset);
  tell([signed, credited]);
  const signature = await depositSend(rpcOf(door), wallet, NUMBERS[asset], units);
  const onChain = { ...signed, note: signature, done: true };
  tell([onChain, { ...credited, note: "waits until the chain is final" }]);
  if (account === null) return;
  for (const end = performance.now() + FOLLOW_MS; performance.now() < end; await pause()) {
    if ((await collateralOf(door, account, asset)) !== before) {
      door.trader.refresh();
      return tell([onChain, { ...credited, done: true }]);
    }
  }
}

async function withdrawFollow(
  door: Door,
  account: number | null,
  asset: Asset,
  amount: string,
  tell: Tell,
): Promise<void> {
  if (account === null) throw new Error("There is no account yet.");
  const request = String(Date.now());
  const asked = await door.api.ask("withdrawals_ask", { body: { account, asset, amount, request } });
  door.trader.refresh();
  const steps = (state: string, note: string | null, signature: string | null): Step[] => [
    { text: "Out of the account", note: null, done: true },
    { text: "Settled on the chain", note: state === "debited" ? note : null, done: state !== "debited" },
    { text: "In your wallet", note: signature ?? (state === "settled" ? note : null), done: state === "paid" },
  ];
  tell(steps(asked.state, null, asked.signature));
  for (const end = performance.now() + FOLLOW_MS; performance.now() < end; await pause()) {
    const { withdrawals } = await door.api.ask("withdrawals_list", { query: { account } });
    const now = withdrawals.find((each) => each.request === request);
    if (now) tell(steps(now.state, now.waits?.reason ?? null, now.signature));
    if (now?.state === "paid") return;
  }
}

export function useTransfer(
  kind: "deposit" | "withdraw",
  asset: Asset,
  amount: string,
  most: string | null,
  account: number | null,
): Transfer {
  const door = useDoor();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [progress, setProgress] = useState<readonly Step[] | null>(null);
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const flaw = flawOf(amount, asset, most);

  async function run(): Promise<void> {
    const units = unitsOf(amount, asset);
    if (flaw !== null || units === null) return;
    setBusy(true);
    setFailure(null);
    const tell: Tell = (steps) => shown.current && setProgress(steps);
    try {
      await (kind === "deposit"
        ? depositFollow(door, account, asset, units, tell)
        : withdrawFollow(door, account, asset, amount, tell));
    } catch (error) {
      if (!shown.current) return;
      setFailure(
        isRefusedByUser(error)
          ? "The wallet did not sign; nothing was done."
          : error instanceof Error
            ? error.message
            : String(error),
      );
      setProgress((steps) => (steps?.some((step) => step.done) ? steps : null));
    } finally {
      if (shown.current) setBusy(false);
    }
  }

  return { flaw, busy, failure, progress, send: () => void run() };
}
