/** The wallets that this browser offers for the network; on the local one the development wallet is always among them. */
import type { Wallet } from "@wallet-standard/base";
import { useMemo } from "react";
import { useDoor } from "../../api/door.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { DEV_WALLET_NAME, devWalletRegister } from "./dev-wallet.ts";
import { walletsStore } from "./wallets.ts";

interface Props {
  busy: string | null;
  onPick: (wallet: Wallet) => void;
}

/** The wallets that this browser offers for a network. */
export function useWallets(network: string): readonly Wallet[] {
  const store = useMemo(() => {
    devWalletRegister(network);
    return walletsStore(network);
  }, [network]);
  return useStoreValue(store);
}

export function WalletList({ busy, onPick }: Props) {
  const { config } = useDoor();
  const wallets = useWallets(config.network);
  if (!wallets.length) {
    return (
      <p className="i2">
        No wallet for the network {config.network} was found in this browser. Install one, then reload.
      </p>
    );
  }
  return (
    <ul className="wallets">
      {wallets.map((wallet) => (
        <li key={wallet.name}>
          <button className="btn pick" type="button" disabled={busy !== null} onClick={() => onPick(wallet)}>
            <img src={wallet.icon} alt="" width={20} height={20} />
            <span>{wallet.name}</span>
            {wallet.name === DEV_WALLET_NAME ? <span className="badge w">Dev wallet</span> : null}
          </button>
          {wallet.name === DEV_WALLET_NAME ? (
            <p className="xs i3">Made by this page for the local chain; its key never leaves this browser.</p>
          ) : null}
        </li>
      ))}
      {busy ? <li className="i2">{busy}</li> : null}
    </ul>
  );
}
