// Anchor's TypeScript client as it is, over the committed IDL: opens an account, deposits, listens to events, fetches.
import { readFileSync } from "node:fs";
import anchor from "@anchor-lang/core";

const { AnchorProvider, BN, Program, Wallet, web3 } = anchor;
const { Connection, Keypair, LAMPORTS_PER_SOL, PublicKey } = web3;
const { url, wsUrl, idlPath, chain, usdc, sol } = JSON.parse(process.argv[2]);
const idl = JSON.parse(readFileSync(idlPath, "utf8"));
const connection = new Connection(url, { commitment: "confirmed", wsEndpoint: wsUrl });
const owner = Keypair.generate();
const me = owner.publicKey;
const provider = new AnchorProvider(connection, new Wallet(owner), { commitment: "confirmed", preflightCommitment: "confirmed" });
const program = new Program(idl, provider);

const airdrop = await connection.requestAirdrop(me, 10 * LAMPORTS_PER_SOL);
await connection.confirmTransaction({ signature: airdrop, ...(await connection.getLatestBlockhash()) }, "confirmed");
const given = await fetch(`${url}/faucet`, {
  body: JSON.stringify({ address: me.toBase58(), usdc: 100 }),
  headers: { "content-type": "application/json" },
  method: "POST",
});
if (!given.ok) throw new Error(await given.text());
const mint = new PublicKey(chain.usdc.mint);
const held = await connection.getTokenAccountsByOwner(me, { mint }, "processed");
const ownerTokens = held.value[0].pubkey;
const [user] = PublicKey.findProgramAddressSync([Buffer.from("user"), me.toBuffer(), Buffer.alloc(2)], program.programId);

let told;
const heard = new Promise((resolve) => {
  told = resolve;
});
const listener = program.addEventListener("tokensMoved", (event, slot, signature) => told({ event, slot, signature }));
const changes = program.account.userAccount.subscribe(user, "confirmed");
const changed = new Promise((resolve) => changes.once("change", resolve));

const signature = await program.methods
  .createUserAccount(0, 0)
  .accountsPartial({ payer: me, owner: me, user })
  .postInstructions([
    await program.methods
      .depositTokens(new BN(usdc))
      .accountsPartial({
        user,
        owner: me,
        mint,
        vault: new PublicKey(chain.usdc.vault),
        vaultTokens: new PublicKey(chain.usdc.vault_tokens),
        ownerTokens,
      })
      .instruction(),
    await program.methods.depositNativeSol(new BN(sol)).accountsPartial({ user, owner: me }).instruction(),
  ])
  .rpc({ commitment: "confirmed" });
const event = await heard;
const change = await changed;
const account = await program.account.userAccount.fetch(user, "confirmed");
const exchange = await program.account.exchange.fetch(new PublicKey(chain.exchange), "confirmed");
let refused = null;
try {
  await program.methods
    .depositTokens(new BN(0))
    .accountsPartial({
      user,
      owner: me,
      mint,
      vault: new PublicKey(chain.usdc.vault),
      vaultTokens: new PublicKey(chain.usdc.vault_tokens),
      ownerTokens,
    })
    .rpc();
} catch (error) {
  refused = { name: error.constructor.name, code: error.code ?? error.error?.errorCode?.number ?? null, text: String(error).slice(0, 400) };
}
await program.removeEventListener(listener);
await program.account.userAccount.unsubscribe(user);
const raw = await connection.getAccountInfo(user, "confirmed");
console.log(
  JSON.stringify({
    owner: account.owner.toBase58(),
    user: user.toBase58(),
    signature,
    data: raw.data.toString("base64"),
    event: { signature: event.signature, fields: Object.keys(event.event), asset: String(event.event.asset) },
    number: account.settled.number.toString(),
    arriving: account.pockets.slice(0, 2).map((pocket) => pocket.arrivingAtoms.toString()),
    changed: change.owner.toBase58(),
    mint: exchange.quoteMint.toBase58(),
    refused,
  }),
);
process.exit(0);
