/** The text of Sign-In With Solana: one spelling for given fields, the one that the gateway accepts. */
import type { SolanaSignInInput } from "@solana/wallet-standard-features";

export function signInText(input: SolanaSignInInput): string {
  const lines = [`${input.domain} wants you to sign in with your Solana account:`, input.address ?? ""];
  if (input.statement) lines.push("", input.statement);
  const fields: [string, string | undefined][] = [
    ["URI", input.uri],
    ["Version", input.version],
    ["Chain ID", input.chainId],
    ["Nonce", input.nonce],
    ["Issued At", input.issuedAt],
    ["Expiration Time", input.expirationTime],
    ["Not Before", input.notBefore],
    ["Request ID", input.requestId],
  ];
  const told = fields.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`);
  if (told.length) lines.push("", ...told);
  if (input.resources?.length) lines.push("Resources:", ...input.resources.map((each) => `- ${each}`));
  return lines.join("\n");
}
