/** Wallets that this page can use: those of the Wallet Standard that know the network and sign transactions and texts. */
import type {
  SolanaSignInFeature,
  SolanaSignMessageFeature,
  SolanaSignTransactionFeature,
} from "@solana/wallet-standard-features";
import { getWallets } from "@wallet-standard/app";
import type { IdentifierString, Wallet, WalletAccount } from "@wallet-standard/base";
import type { StandardConnectFeature } from "@wallet-standard/features";
import { createStore, type Store } from "../../lib/store.ts";
import { DEV_WALLET_NAME } from "./dev-wallet.ts";

type Usable = StandardConnectFeature &
  SolanaSignTransactionFeature &
  Partial<SolanaSignMessageFeature & SolanaSignInFeature>;

/** A wallet and its account, connected. */
export interface Connected {
  readonly name: string;
  readonly address: string;
  readonly account: WalletAccount;
  readonly chain: IdentifierString;
  readonly features: Usable;
}

export class WalletRefused extends Error {}

/** The Wallet Standard's name of a network of the gateway. */
export function chainOf(network: string): IdentifierString {
  return `solana:${network}`;
}

function isUsable(wallet: Wallet, chain: IdentifierString): boolean {
  const names = Object.keys(wallet.features);
  const signsTexts = names.includes("solana:signIn") || names.includes("solana:signMessage");
  return (
    wallet.chains.includes(chain) &&
    names.includes("standard:connect") &&
    names.includes("solana:signTransaction") &&
    signsTexts
  );
}

/** The usable wallets of a network, kept current while the page lives. */
export function walletsStore(network: string): Store<readonly Wallet[]> {
  const chain = chainOf(network);
  const known = getWallets();
  const list = (): readonly Wallet[] => known.get().filter((wallet) => isUsable(wallet, chain));
  const store = createStore(list());
  const again = (): void => store.set(list());
  known.on("register", again);
  known.on("unregister", again);
  return store;
}

/** Connects a wallet and takes its first account for the network. Errors: WalletRefused, or what the wallet says. silent: it asks nobody. */
export async function walletConnect(wallet: Wallet, network: string, silent = false): Promise<Connected> {
  const chain = chainOf(network);
  const features = wallet.features as unknown as Usable;
  const { accounts } = await features["standard:connect"].connect(silent ? { silent } : undefined);
  const account = accounts.find((each) => each.chains.includes(chain)) ?? accounts[0];
  if (!account) throw new WalletRefused("The wallet gave no account.");
  return { name: wallet.name, address: account.address, account, chain, features };
}

/**
 * The wallet of this address, when it can be had without asking anybody: one that shows the page this account already, or the
 * page's own. null: whoever it is has to be asked.
 */
export async function walletResume(
  wallets: readonly Wallet[],
  network: string,
  owner: string,
): Promise<Connected | null> {
  const known = wallets.find(({ name, accounts }) =>
    accounts.length ? accounts.some((one) => one.address === owner) : name === DEV_WALLET_NAME,
  );
  const made = known ? await walletConnect(known, network, true).catch(() => null) : null;
  return made?.address === owner ? made : null;
}

/** The wallet's signature on a transaction. */
export async function walletSign(wallet: Connected, transaction: Uint8Array): Promise<Uint8Array> {
  const [signed] = await wallet.features["solana:signTransaction"].signTransaction({
    account: wallet.account,
    transaction,
    chain: wallet.chain,
  });
  if (!signed) throw new WalletRefused("The wallet signed nothing.");
  return signed.signedTransaction;
}
