/** Signing in with a wallet: the gateway offers a text, the wallet signs it, the gateway opens a session. Nothing is paid. */
import type { Api } from "../../api/client.ts";
import type { AccessAnswer } from "../../api/schema_gen.ts";
import { base58Encode } from "../../core/base58.ts";
import { signInText } from "./sign-in-text.ts";
import { type Connected, WalletRefused } from "./wallets.ts";

interface SignedText {
  text: Uint8Array;
  signature: Uint8Array;
}

/** Signs in; the answer begins the session. Errors: ApiRefused, WalletRefused, or what the wallet says. */
export async function signIn(api: Api, wallet: Connected): Promise<AccessAnswer> {
  const offer = await api.ask("auth_nonce", { body: { public_key: wallet.address } });
  const input = {
    domain: offer.domain,
    address: wallet.address,
    statement: offer.statement,
    uri: offer.uri,
    version: offer.version,
    chainId: offer.chain_id,
    nonce: offer.nonce,
    issuedAt: offer.issued_at,
    expirationTime: offer.expiration_time,
  };
  const signed = await signedText(wallet, input);
  return api.ask("auth_sign_in", {
    body: {
      message: new TextDecoder().decode(signed.text),
      signature: base58Encode(signed.signature),
      public_key: wallet.address,
    },
  });
}

async function signedText(wallet: Connected, input: Parameters<typeof signInText>[0]): Promise<SignedText> {
  const ownSignIn = wallet.features["solana:signIn"];
  if (ownSignIn) {
    const [output] = await ownSignIn.signIn(input);
    if (!output) throw new WalletRefused("The wallet signed nothing.");
    return { text: output.signedMessage, signature: output.signature };
  }
  const signMessage = wallet.features["solana:signMessage"];
  if (!signMessage) throw new WalletRefused("The wallet signs no texts.");
  const message = new TextEncoder().encode(signInText(input));
  const [output] = await signMessage.signMessage({ account: wallet.account, message });
  if (!output) throw new WalletRefused("The wallet signed nothing.");
  return { text: output.signedMessage, signature: output.signature };
}
