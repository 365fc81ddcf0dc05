/** What the connected wallet has on the chain and what the account can withdraw, asked again while somebody looks. */
import { useEffect, useMemo, useState } from "react";
import { useDoor } from "../../api/door.ts";
import { decimalText } from "../../core/decimal.ts";
import { addressesOf, holdingsOf, rpcOf } from "./funding.ts";

export interface Amounts {
  usdc: string | null;
  sol: string | null;
}

const UNKNOWN: Amounts = { usdc: null, sol: null };
const EVERY_MS = 2_000;
/** Kept in the wallet for fees and rent. */
const LAMPORTS_KEPT = 20_000_000n;

type Question = (() => Promise<Amounts>) | null;

/** Runs a question at once and again every two seconds; unknown while it fails, and until it has answered. */
function useAsked(question: Question): Amounts {
  const [answer, setAnswer] = useState<{ to: Question; amounts: Amounts }>({ to: null, amounts: UNKNOWN });
  useEffect(() => {
    if (!question) return;
    let over = false;
    const look = async (): Promise<void> => {
      const amounts = await question().catch(() => UNKNOWN);
      if (!over) setAnswer({ to: question, amounts });
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [question]);
  return answer.to === question ? answer.amounts : UNKNOWN;
}

/** What a wallet could deposit. */
export function useWalletAmounts(owner: string | null): Amounts {
  const door = useDoor();
  const question = useMemo<Question>(() => {
    if (owner === null) return null;
    return async () => {
      const rpc = rpcOf(door);
      const { lamports, usdc } = await holdingsOf(rpc, await addressesOf(rpc, owner), owner);
      const free = lamports > LAMPORTS_KEPT ? lamports - LAMPORTS_KEPT : 0n;
      return { usdc: decimalText(usdc, 6), sol: decimalText(free, 9) };
    };
  }, [door, owner]);
  return useAsked(question);
}

/** What an account could withdraw now. */
export function useWithdrawable(account: number | null): Amounts {
  const door = useDoor();
  const question = useMemo<Question>(() => {
    if (account === null) return null;
    return async () => {
      const { assets } = await door.api.ask("accounts_balances", { path: { account } });
      const of = (name: string): string => assets.find((each) => each.asset === name)?.withdrawable ?? "0";
      return { usdc: of("USDC"), sol: of("SOL") };
    };
  }, [door, account]);
  return useAsked(question);
}
