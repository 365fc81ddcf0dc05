// @solana/web3.js 1 as it is: opens an account, deposits USDC and SOL, subscribes, reads; says on standard output what it saw.
// Everything about the program comes out of the committed IDL.
import { readFileSync } from "node:fs";
import {
  Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  PublicKey,
  SendTransactionError,
  Transaction,
  TransactionInstruction,
  sendAndConfirmTransaction,
} from "@solana/web3.js";

const { url, wsUrl, idlPath, chain, usdc, sol } = JSON.parse(process.argv[2]);
const idl = JSON.parse(readFileSync(idlPath, "utf8"));
const programId = new PublicKey(idl.address);
const sizes = { u8: 1, u16: 2, u64: 8 };
const connection = new Connection(url, { commitment: "confirmed", wsEndpoint: wsUrl });

function number(value, size) {
  const out = Buffer.alloc(size);
  for (let at = 0, rest = BigInt(value); at < size; at += 1, rest >>= 8n) out[at] = Number(rest & 255n);
  return out;
}

function instruction(name, accounts, args) {
  const entry = idl.instructions.find((one) => one.name === name);
  const keys = entry.accounts.map((slot) => ({
    pubkey: new PublicKey(slot.address ?? accounts[slot.name]),
    isSigner: slot.signer ?? false,
    isWritable: slot.writable ?? false,
  }));
  const parts = entry.args.map((arg) => number(args[arg.name], sizes[arg.type]));
  return new TransactionInstruction({ programId, keys, data: Buffer.concat([Buffer.from(entry.discriminator), ...parts]) });
}

const owner = Keypair.generate();
const me = owner.publicKey;
const [user] = PublicKey.findProgramAddressSync([Buffer.from("user"), me.toBuffer(), Buffer.alloc(2)], programId);
const airdrop = await connection.requestAirdrop(me, 10 * LAMPORTS_PER_SOL);
await connection.confirmTransaction({ signature: airdrop, ...(await connection.getLatestBlockhash()) }, "confirmed");
const given = await fetch(`${url}/faucet`, {
  body: JSON.stringify({ address: me.toBase58(), usdc: 100 }),
  headers: { "content-type": "application/json" },
  method: "POST",
});
if (!given.ok) throw new Error(await given.text());
const held = await connection.getParsedTokenAccountsByOwner(me, { mint: new PublicKey(chain.usdc.mint) }, "processed");
const ownerTokens = held.value[0].pubkey;

let told;
const heard = new Promise((resolve) => {
  told = resolve;
});
const subscription = connection.onAccountChange(user, (account) => told(account.data.toString("base64")), "confirmed");
const logged = [];
const logs = connection.onLogs(programId, (entry) => logged.push(entry.signature), "confirmed");
const slots = [];
const slot = connection.onSlotChange((info) => slots.push(info.slot));

const common = { user, owner: me, exchange: chain.exchange };
const open = instruction("create_user_account", { ...common, payer: me }, { index: 0, kind: 0 });
const tokens = instruction(
  "deposit_tokens",
  { ...common, ...chain.usdc, owner_tokens: ownerTokens },
  { amount: usdc },
);
const native = instruction("deposit_native_sol", { ...common, sol_vault: chain.sol_vault }, { amount: sol });
const transaction = new Transaction().add(open, tokens, native);
const signature = await sendAndConfirmTransaction(connection, transaction, [owner], { commitment: "finalized" });
const seenData = await heard;
const read = await connection.getAccountInfo(user, "finalized");
const seen = await connection.getParsedTransaction(signature, { commitment: "finalized", maxSupportedTransactionVersion: 0 });
const simulated = await connection.simulateTransaction(new Transaction().add(native), [owner]);
const status = (await connection.getSignatureStatuses([signature], { searchTransactionHistory: true })).value[0];
let refused = null;
try {
  await sendAndConfirmTransaction(connection, new Transaction().add(open), [owner]);
} catch (error) {
  refused = { send: error instanceof SendTransactionError, message: error.message.slice(0, 300), logs: error.logs?.length ?? 0 };
}
await connection.removeAccountChangeListener(subscription);
await connection.removeOnLogsListener(logs);
await connection.removeSlotChangeListener(slot);
console.log(
  JSON.stringify({
    owner: me.toBase58(),
    user: user.toBase58(),
    signature,
    told: seenData,
    data: read.data.toString("base64"),
    fee: seen.meta.fee,
    logs: seen.meta.logMessages.length,
    logged: logged.includes(signature),
    slots: slots.length,
    status: status.confirmationStatus,
    simulated: simulated.value.err,
    tokens: held.value[0].account.data.parsed.info.tokenAmount.amount,
    refused,
  }),
);
process.exit(0);
