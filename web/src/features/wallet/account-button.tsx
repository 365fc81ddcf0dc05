/** The head's account: who is signed in, with his wallet, deposit, withdrawal and sign-out; or the way in. */
import { useEffect, useId, useRef, useState } from "react";
import { useDoor } from "../../api/door.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { Icon } from "../../ui/icon.tsx";
import { type DialogName, useIntents } from "../workspace/intent-store.ts";
import "../../styles/wallet.css";
import { shortAddress } from "./short-address.ts";

/** Closes a menu when the pointer or the focus goes elsewhere, or on Escape. */
function useAway(open: boolean, close: () => void) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event): void => {
      if (!(event.target instanceof Node && ref.current?.contains(event.target))) close();
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      close();
      ref.current?.querySelector("button")?.focus();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    document.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
      document.removeEventListener("keydown", key);
    };
  }, [open, close]);
  return ref;
}

export function AccountButton() {
  const door = useDoor();
  const session = useStoreValue(door.session);
  const trader = useStoreValue(door.trader);
  const open = useIntents((intents) => intents.open);
  if (session.state !== "signed-in") {
    return (
      <button className="btn accent" type="button" onClick={() => open("onboarding")}>
        Start trading
      </button>
    );
  }
  const ready = trader.state === "ready" && trader.canSign;
  return <AccountMenu owner={session.owner} account={session.accounts[0] ?? null} ready={ready} show={open} />;
}

interface MenuProps {
  owner: string;
  account: number | null;
  /** Whether this browser may sign orders for the account. */
  ready: boolean;
  show: (what: DialogName) => void;
}

function AccountMenu({ owner, account, ready, show }: MenuProps) {
  const door = useDoor();
  const id = useId();
  const [open, setOpen] = useState(false);
  const ref = useAway(open, () => setOpen(false));
  const choose = (what: DialogName) => () => {
    // What was chosen leaves with the menu: the dialog gives the focus back to what opened it.
    ref.current?.querySelector("button")?.focus();
    setOpen(false);
    show(what);
  };
  return (
    <div className="acctmenu" ref={ref}>
      <button className="acct" type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <span className="m">{account === null ? "No account yet" : `Account ${account}`}</span>
        <span className="i3 mono xs">{shortAddress(owner)}</span>
        {door.config.network === "localnet" ? <span className="badge w">Local chain</span> : null}
        <Icon name="down" />
      </button>
      {open ? (
        <div className="float menu" id={id}>
          {ready ? null : (
            <button type="button" onClick={choose("onboarding")}>
              Finish setting up
            </button>
          )}
          <button type="button" onClick={choose("deposit")}>
            Deposit
          </button>
          <button type="button" disabled={account === null} onClick={choose("withdraw")}>
            Withdraw
          </button>
          <button type="button" onClick={() => void navigator.clipboard.writeText(owner).finally(() => setOpen(false))}>
            Copy address
          </button>
          <button type="button" onClick={() => void door.session.signOut().catch(() => undefined)}>
            Sign out
          </button>
        </div>
      ) : null}
    </div>
  );
}
