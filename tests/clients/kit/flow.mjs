// @solana/kit as it is: opens an account, deposits USDC and SOL, subscribes, reads; says on standard output what it saw.
// Everything about the program comes out of the committed IDL.
import { readFileSync } from "node:fs";
import {
  AccountRole,
  airdropFactory,
  appendTransactionMessageInstructions,
  createSolanaRpc,
  createSolanaRpcSubscriptions,
  createTransactionMessage,
  generateKeyPairSigner,
  getAddressEncoder,
  getBase58Decoder,
  getProgramDerivedAddress,
  getSignatureFromTransaction,
  getU16Encoder,
  getU64Encoder,
  getU8Encoder,
  isSolanaError,
  lamports,
  pipe,
  sendAndConfirmTransactionFactory,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";

const { url, wsUrl, idlPath, chain, usdc, sol } = JSON.parse(process.argv[2]);
const idl = JSON.parse(readFileSync(idlPath, "utf8"));
const encoders = { u8: getU8Encoder(), u16: getU16Encoder(), u64: getU64Encoder() };
const programAddress = idl.address;
const rpc = createSolanaRpc(url);
const rpcSubscriptions = createSolanaRpcSubscriptions(wsUrl);
const sendAndConfirm = sendAndConfirmTransactionFactory({ rpc, rpcSubscriptions });

function instruction(name, accounts, args) {
  const entry = idl.instructions.find((one) => one.name === name);
  const metas = entry.accounts.map((slot) => {
    const given = slot.address ?? accounts[slot.name];
    const signer = typeof given === "object" ? given : undefined;
    const writable = slot.writable ? AccountRole.WRITABLE : AccountRole.READONLY;
    if (slot.signer) {
      return { address: signer.address, role: writable | AccountRole.READONLY_SIGNER, signer };
    }
    return { address: signer?.address ?? given, role: writable };
  });
  const parts = entry.args.map((arg) => encoders[arg.type].encode(args[arg.name]));
  const data = Uint8Array.from([entry.discriminator, ...parts].flatMap((part) => [...part]));
  return { programAddress, accounts: metas, data };
}

async function send(owner, instructions, commitment) {
  const { value: blockhash } = await rpc.getLatestBlockhash().send();
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayerSigner(owner, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash(blockhash, m),
    (m) => appendTransactionMessageInstructions(instructions, m),
  );
  const transaction = await signTransactionMessageWithSigners(message);
  await sendAndConfirm(transaction, { commitment });
  return getSignatureFromTransaction(transaction);
}

const owner = await generateKeyPairSigner();
const encode = (text) => getAddressEncoder().encode(text);
const pda = async (...seeds) => (await getProgramDerivedAddress({ programAddress, seeds }))[0];
const user = await pda("user", encode(owner.address), Uint8Array.of(0, 0));

await airdropFactory({ rpc, rpcSubscriptions })({
  commitment: "confirmed",
  lamports: lamports(10_000_000_000n),
  recipientAddress: owner.address,
});
const given = await fetch(`${url}/faucet`, {
  body: JSON.stringify({ address: owner.address, usdc: 100 }),
  headers: { "content-type": "application/json" },
  method: "POST",
});
if (!given.ok) throw new Error(await given.text());
const held = await rpc
  .getTokenAccountsByOwner(owner.address, { mint: chain.usdc.mint }, { commitment: "processed", encoding: "jsonParsed" })
  .send();
const ownerTokens = held.value[0].pubkey;

const abort = new AbortController();
const notifications = await rpcSubscriptions
  .accountNotifications(user, { commitment: "confirmed", encoding: "base64" })
  .subscribe({ abortSignal: abort.signal });
const heard = (async () => {
  for await (const note of notifications) return note;
})();

const open = instruction("create_user_account", { payer: owner, owner, exchange: chain.exchange, user }, { index: 0, kind: 0 });
const tokens = instruction(
  "deposit_tokens",
  {
    user,
    owner,
    exchange: chain.exchange,
    vault: chain.usdc.vault,
    mint: chain.usdc.mint,
    vault_tokens: chain.usdc.vault_tokens,
    owner_tokens: ownerTokens,
  },
  { amount: BigInt(usdc) },
);
const native = instruction(
  "deposit_native_sol",
  { user, owner, exchange: chain.exchange, sol_vault: chain.sol_vault },
  { amount: BigInt(sol) },
);
const signature = await send(owner, [open, tokens, native], "finalized");
const note = await heard;
abort.abort();

const read = await rpc.getAccountInfo(user, { commitment: "finalized", encoding: "base64" }).send();
const zstd = await rpc.getAccountInfo(user, { commitment: "finalized", encoding: "base64+zstd" }).send();
const seen = await rpc
  .getTransaction(signature, { commitment: "finalized", encoding: "json", maxSupportedTransactionVersion: 0 })
  .send();
const discriminator = getBase58Decoder().decode(
  Uint8Array.from(idl.accounts.find((one) => one.name === "UserAccount").discriminator),
);
const listed = await rpc
  .getProgramAccounts(programAddress, {
    encoding: "base64",
    filters: [{ memcmp: { bytes: discriminator, encoding: "base58", offset: 0n } }],
  })
  .send();

let refused = null;
try {
  await send(owner, [open], "confirmed");
} catch (error) {
  refused = { isSolanaError: isSolanaError(error), code: error.context?.__code, cause: String(error.cause ?? error.message) };
}

console.log(
  JSON.stringify({
    owner: owner.address,
    user,
    signature,
    told: note.value.data[0],
    data: read.value.data[0],
    zstd: zstd.value.data[0],
    fee: Number(seen.meta.fee),
    logs: seen.meta.logMessages.length,
    version: seen.version,
    balances: [seen.meta.preTokenBalances, seen.meta.postTokenBalances].map((each) => each.length),
    listed: listed.length,
    refused,
  }),
);
process.exit(0);
