/** Deposit and withdrawal: tokens really move on the chain, and the dialog follows them until they have arrived. */
import { useEffect, useState } from "react";
import { useDoor } from "../../api/door.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { type Choice, Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import "../../styles/wallet.css";
import { AmountField } from "./amount-field.tsx";
import { shortAddress } from "./short-address.ts";
import { type Asset, type Transfer, useTransfer } from "./use-transfer.ts";
import { useWalletAmounts, useWithdrawable } from "./use-holdings.ts";
import { useWallets, WalletList } from "./wallet-list.tsx";
import { walletStore } from "./wallet-store.ts";
import { type Connected, walletConnect, walletResume } from "./wallets.ts";

/** A wallet that says nothing for so long is asked by its button. */
const RESUME_MS = 1_500;

interface Props {
  kind: "deposit" | "withdraw";
  open: boolean;
  onClose: () => void;
}

const CHOICES: readonly Choice<Asset>[] = [
  { value: "USDC", face: "USDC" },
  { value: "SOL", face: "SOL" },
];

export function TransferDialog({ kind, open, onClose }: Props) {
  const title = kind === "deposit" ? "Deposit" : "Withdraw";
  return (
    <Dialog open={open} title={title} onClose={onClose} className="transfer" bare>
      <div className="omain">
        <div className="between">
          <h2>{title}</h2>
          <button className="icon" type="button" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {kind === "deposit" ? <Deposit onClose={onClose} /> : <Form kind="withdraw" onClose={onClose} />}
      </div>
    </Dialog>
  );
}

/** Connects the wallet that signed in, where it asks nobody; whether that is still open. */
function useResumed(network: string, owner: string | null): boolean {
  const wallets = useWallets(network);
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (owner === null) return;
    let gone = false;
    const taken = (made: Connected | null): void => {
      if (gone) return;
      if (made) walletStore.set(made);
      setAsked(true);
    };
    void Promise.race([walletResume(wallets, network, owner), after(RESUME_MS)]).then(taken);
    return () => {
      gone = true;
    };
  }, [wallets, network, owner]);
  return !asked;
}

const after = (ms: number) => new Promise<null>((done) => setTimeout(() => done(null), ms));

/** A deposit is signed by the wallet: connects the signed-in one first. */
function Deposit({ onClose }: { onClose: () => void }) {
  const door = useDoor();
  const session = useStoreValue(door.session);
  const wallet = useStoreValue(walletStore);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const owner = session.state === "signed-in" ? session.owner : null;
  const asking = useResumed(door.config.network, owner);
  if (wallet && wallet.address === owner) return <Form kind="deposit" onClose={onClose} />;
  if (asking) return <p className="i2 lead">Asking the wallet.</p>;
  return (
    <>
      <p className="i2 lead">Connect the wallet that you signed in with{owner ? `, ${shortAddress(owner)}` : ""}.</p>
      <WalletList
        busy={busy}
        onPick={(picked) => {
          setBusy("Waiting for the wallet");
          setFailure(null);
          walletConnect(picked, door.config.network)
            .then((made) => {
              if (made.address === owner) walletStore.set(made);
              else setFailure(`This wallet is ${shortAddress(made.address)}, not the one that is signed in.`);
            })
            .catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)))
            .finally(() => setBusy(null));
        }}
      />
      <p className="ofail danger" role="alert">
        {failure}
      </p>
    </>
  );
}

function Form({ kind, onClose }: Pick<Props, "kind" | "onClose">) {
  const door = useDoor();
  const session = useStoreValue(door.session);
  const [asset, setAsset] = useState<Asset>("USDC");
  const [amount, setAmount] = useState("");
  const owner = session.state === "signed-in" ? session.owner : null;
  const account = session.state === "signed-in" ? (session.accounts[0] ?? null) : null;
  const inWallet = useWalletAmounts(kind === "deposit" ? owner : null);
  const inAccount = useWithdrawable(kind === "withdraw" ? account : null);
  const amounts = kind === "deposit" ? inWallet : inAccount;
  const most = asset === "USDC" ? amounts.usdc : amounts.sol;
  const transfer = useTransfer(kind, asset, amount, most, account);
  const button = kind === "deposit" ? "Deposit" : "Withdraw";
  if (transfer.progress) return <Progress transfer={transfer} onClose={onClose} />;
  return (
    <form
      className="grow omain-form"
      onSubmit={(event) => {
        event.preventDefault();
        transfer.send();
      }}
    >
      <p className="i2 lead">
        {kind === "deposit"
          ? "From your wallet into the vault of the Solana program; it counts as collateral once the chain is final."
          : "Out of your account at once, then by the chain to your own wallet and nowhere else."}
      </p>
      <Choices label="Asset" className="seg" choices={CHOICES} value={asset} choose={setAsset} />
      <AmountField
        label="Amount"
        unit={asset}
        value={amount}
        most={most}
        mostLabel={kind === "deposit" ? "In wallet" : "Can leave now"}
        flaw={amount === "" ? null : transfer.flaw}
        onChange={setAmount}
      />
      <p className="ofail danger" role="alert">
        {transfer.failure}
      </p>
      <div className="ofoot">
        <span className="grow" />
        <button className="btn lg accent" type="submit" disabled={transfer.busy || transfer.flaw !== null}>
          {transfer.busy ? "Waiting" : `${button} ${amount} ${asset}`}
        </button>
      </div>
    </form>
  );
}

function Progress({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  return (
    <>
      <ol className="trail" aria-live="polite">
        {transfer.progress?.map((step) => (
          <li key={step.text} className={step.done ? "done" : ""}>
            <i>{step.done ? <Icon name="check" /> : null}</i>
            <span>
              {step.text}
              {step.note ? <small className="i3">{step.note}</small> : null}
            </span>
          </li>
        ))}
      </ol>
      <p className="ofail danger" role="alert">
        {transfer.failure}
      </p>
      <div className="ofoot">
        <span className="grow" />
        <button className="btn lg" type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </>
  );
}
