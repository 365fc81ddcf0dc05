/**
 * The development wallet: a Wallet-Standard wallet of this page for the local network alone. Its key is made here and nobody can
 * read its private half; it is registered like an extension, so that dialogs and code know one way. It signs nothing of another
 * chain. Everything that it signs was asked for by a press of a button of this page.
 */
import type {
  SolanaSignInFeature,
  SolanaSignInInput,
  SolanaSignMessageFeature,
  SolanaSignTransactionFeature,
} from "@solana/wallet-standard-features";
import type { IdentifierArray, Wallet, WalletAccount, WalletIcon } from "@wallet-standard/base";
import type {
  StandardConnectFeature,
  StandardConnectInput,
  StandardConnectOutput,
  StandardDisconnectFeature,
  StandardEventsFeature,
} from "@wallet-standard/features";
import { registerWallet } from "@wallet-standard/wallet";
import { base58Decode } from "../../core/base58.ts";
import { keyEnsure, keyRead, type SigningKey } from "../../core/session-key.ts";
import { signInText } from "./sign-in-text.ts";
import { transactionSigned } from "./wire-transaction.ts";

export const DEV_WALLET_NAME = "Development wallet";
export const LOCALNET = "solana:localnet";
const KEY_NAME = "dev-wallet";
const KEY_BYTES = 32;
const ICON =
  "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAxOCAxOCI+PHJlY3Qgd2lkdGg9IjE4IiBoZWlnaHQ9IjE4IiByeD0iMiIgZmlsbD0iI2YwYjQyOSIvPjxwYXRoIGQ9Ik00IDZoMTB2N0g0ek00IDZsNy0ydjIiIGZpbGw9Im5vbmUiIHN0cm9rZT0iIzExMTYxYyIgc3Ryb2tlLXdpZHRoPSIxLjUiLz48L3N2Zz4=";

/** A request that this wallet does not serve. */
export class DevWalletRefused extends Error {}

type Features = StandardConnectFeature &
  StandardDisconnectFeature &
  StandardEventsFeature &
  SolanaSignMessageFeature &
  SolanaSignTransactionFeature &
  SolanaSignInFeature;
type Listener = (properties: { accounts?: readonly WalletAccount[] }) => void;

const CHAINS = [LOCALNET] as const satisfies IdentifierArray;
const FEATURES = ["solana:signMessage", "solana:signTransaction", "solana:signIn"] as const satisfies IdentifierArray;

function accountOf(key: SigningKey): WalletAccount {
  const publicKey = base58Decode(key.address, KEY_BYTES);
  if (!publicKey) throw new DevWalletRefused("expected a public key of 32 bytes");
  return { address: key.address, publicKey, chains: CHAINS, features: FEATURES, label: DEV_WALLET_NAME };
}

/** The wallet; its key is made when it is first connected, silently only one that is there. */
export function createDevWallet(keyGive: () => Promise<SigningKey> = () => keyEnsure(KEY_NAME)): Wallet {
  const listeners = new Set<Listener>();
  let key: SigningKey | null = null;
  let accounts: readonly WalletAccount[] = [];

  function tell(): void {
    for (const listener of listeners) listener({ accounts });
  }

  async function connect(input?: StandardConnectInput): Promise<StandardConnectOutput> {
    if (!key) {
      key = input?.silent ? await keyRead(KEY_NAME) : await keyGive();
      accounts = key ? [accountOf(key)] : [];
      tell();
    }
    return { accounts };
  }

  function keyOf(account: WalletAccount | undefined): SigningKey {
    if (!key || (account && account.address !== key.address)) {
      throw new DevWalletRefused("expected the account of this wallet, after connect");
    }
    return key;
  }

  async function signIn(input: SolanaSignInInput, at: SigningKey) {
    if (input.chainId !== LOCALNET && input.chainId !== "localnet") {
      throw new DevWalletRefused(`expected chain localnet, found ${input.chainId ?? "none"}`);
    }
    if (input.domain !== undefined && input.domain !== location.host) {
      throw new DevWalletRefused(`expected domain ${location.host}, found ${input.domain}`);
    }
    const signedMessage = new TextEncoder().encode(
      signInText({ ...input, domain: location.host, address: at.address }),
    );
    return { account: accountOf(at), signedMessage, signature: await at.sign(signedMessage) };
  }

  const features: Features = {
    "standard:connect": { version: "1.0.0", connect },
    "standard:disconnect": {
      version: "1.0.0",
      disconnect: () => {
        key = null;
        accounts = [];
        tell();
        return Promise.resolve();
      },
    },
    "standard:events": {
      version: "1.0.0",
      on: (_, listener) => {
        listeners.add(listener as Listener);
        return () => listeners.delete(listener as Listener);
      },
    },
    "solana:signMessage": {
      version: "1.1.0",
      signMessage: (...inputs) =>
        Promise.all(
          inputs.map(async ({ account, message }) => {
            const signedMessage = new Uint8Array(message);
            return { signedMessage, signature: await keyOf(account).sign(signedMessage) };
          }),
        ),
    },
    "solana:signTransaction": {
      version: "1.0.0",
      supportedTransactionVersions: ["legacy", 0],
      signTransaction: (...inputs) =>
        Promise.all(
          inputs.map(async ({ account, transaction, chain }) => {
            if (chain !== LOCALNET) throw new DevWalletRefused(`expected chain ${LOCALNET}, found ${chain ?? "none"}`);
            return { signedTransaction: await transactionSigned(transaction, keyOf(account)) };
          }),
        ),
    },
    "solana:signIn": {
      version: "1.0.0",
      signIn: (...inputs) =>
        Promise.all((inputs.length ? inputs : [{}]).map((input) => signIn(input, keyOf(undefined)))),
    },
  };

  return {
    version: "1.0.0",
    name: DEV_WALLET_NAME,
    icon: ICON as WalletIcon,
    chains: CHAINS,
    features,
    get accounts() {
      return accounts;
    },
  };
}

let registered = false;

/** Makes the development wallet known to the page, once; on the local network alone. */
export function devWalletRegister(network: string): void {
  if (registered || network !== "localnet") return;
  registered = true;
  registerWallet(createDevWallet());
}
