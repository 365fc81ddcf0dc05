/** The steps before the first order: wallet, test money, deposit with the key that signs orders. */
import { useState } from "react";
import { useDoor } from "../../api/door.ts";
import { atomsOf } from "../../core/decimal.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { AmountField } from "./amount-field.tsx";
import { limitsOf } from "../../core/key-limits.ts";
import { KeyLimitsFields } from "./key-limits-fields.tsx";
import type { Onboarding, OnboardingStore } from "./onboarding.ts";
import { shortAddress } from "./short-address.ts";
import { WalletList } from "./wallet-list.tsx";
import { walletStore } from "./wallet-store.ts";

interface Props {
  onboarding: OnboardingStore;
  now: Onboarding;
}

export function WalletStep({ onboarding, now }: Props) {
  return (
    <>
      <h2>Choose a wallet</h2>
      <p className="i2 lead">
        It owns your account and signs for every movement of money. Signing in costs nothing and moves no money.
      </p>
      <WalletList busy={now.busy} onPick={(wallet) => void onboarding.connect(wallet)} />
    </>
  );
}

export function FundStep({ onboarding, now }: Props) {
  const { config } = useDoor();
  const wallet = useStoreValue(walletStore);
  const local = config.network === "localnet";
  return (
    <>
      <h2>Get test money</h2>
      <p className="i2 lead">
        {local
          ? "The faucet of the local chain gives 2 SOL for fees and 10,000 USDC to trade with. They are worth nothing outside it."
          : "This wallet needs some SOL for fees and USDC to trade with. Send them to its address, then look again."}
      </p>
      <div className="prev">
        <div className="kv">
          <span>To</span>
          <span className="mono xs">{wallet ? shortAddress(wallet.address) : "--"}</span>
        </div>
        <div className="kv">
          <span>In the wallet</span>
          <span>{now.usdc ?? "--"} USDC</span>
        </div>
      </div>
      <div className="ofoot">
        <span className="grow" />
        <button
          className="btn lg accent"
          type="button"
          disabled={now.busy !== null}
          onClick={() => void onboarding.fund()}
        >
          {now.busy ?? "Get SOL and USDC"}
        </button>
      </div>
    </>
  );
}

const FIRST_DEPOSIT = "1000";

export function DepositStep({ onboarding, now }: Props) {
  const wallet = useStoreValue(walletStore);
  const [amount, setAmount] = useState(FIRST_DEPOSIT);
  const [day, setDay] = useState("");
  const [markets, setMarkets] = useState<readonly number[]>([]);
  const [near, setNear] = useState(false);
  const atoms = atomsOf(amount);
  const limits = limitsOf(day, markets, near);
  const most = now.usdc === null ? null : atomsOf(now.usdc);
  const flaw =
    atoms === null || atoms <= 0n
      ? "Enter an amount with at most six decimals."
      : most !== null && atoms > most
        ? `The wallet has ${now.usdc} USDC.`
        : null;
  return (
    <>
      <h2>Deposit USDC</h2>
      <p className="i2 lead">
        USDC is the collateral for every trade. It moves from your wallet into the vault of the Solana program; you can
        withdraw it at any time.
      </p>
      <AmountField
        label="Amount"
        unit="USDC"
        value={amount}
        most={now.usdc}
        mostLabel="In wallet"
        flaw={flaw}
        onChange={setAmount}
      />
      <div className="prev">
        <div className="kv">
          <span>From</span>
          <span className="mono xs">{wallet ? shortAddress(wallet.address) : "--"}</span>
        </div>
        <div className="kv">
          <span>This browser may sign orders for</span>
          <span>180 days, never withdrawals</span>
        </div>
      </div>
      <KeyLimitsFields
        amount={day}
        markets={markets}
        near={near}
        flaw={typeof limits === "string" ? limits : null}
        onAmount={setDay}
        onMarkets={setMarkets}
        onNear={setNear}
      />
      <p className="onote">
        One signature does it all: open the account, deposit, and let a key of this browser sign your orders.
      </p>
      <div className="ofoot">
        <span className="grow" />
        <button
          className="btn lg accent"
          type="button"
          disabled={now.busy !== null || flaw !== null || typeof limits === "string"}
          onClick={() => atoms !== null && typeof limits !== "string" && void onboarding.open(atoms, limits)}
        >
          {now.busy ?? `Deposit ${amount} USDC`}
        </button>
      </div>
    </>
  );
}
