// The terminal's wallet code on a real chain: faucet, one transaction that opens, deposits and delegates, then one more deposit.
// `node wallet_calls.mjs WEB_SRC RPC_URL DELEGATE` prints what it did as JSON.
const [source, rpcUrl, delegate] = process.argv.slice(2);
const { createRpc } = await import(`${source}/features/wallet/rpc.ts`);
const chain = await import(`${source}/features/wallet/chain.ts`);
const { faucetGive, holdingsOf } = await import(`${source}/features/wallet/funding.ts`);
const { transactionSigned } = await import(`${source}/features/wallet/wire-transaction.ts`);
const { signingKeyOf } = await import(`${source}/core/session-key.ts`);
const { PROGRAM } = await import(`${source}/core/program_gen.ts`);

const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
const key = await signingKeyOf(pair);
const rpc = createRpc(rpcUrl);
const at = await chain.addressesOf(rpc, PROGRAM, key.address);
const empty = await holdingsOf(rpc, at, key.address);
const given = await faucetGive({ config: { rpc: rpcUrl } }, rpc, at, key.address);
const expiry = Math.floor(Date.now() / 1000) + chain.DELEGATE_LIVES_S;

async function send(...calls) {
  return rpc.send(await transactionSigned(await chain.transactionOf(rpc, key.address, calls), key));
}

const opened = await send(
  chain.openAccount(at, key.address),
  chain.deposit(at, key.address, 0, 1_000_000_000n),
  chain.delegateAdd(at, key.address, delegate, expiry),
);
await send(chain.deposit(at, key.address, 1, 500_000_000n));
const refused = await send(chain.deposit(at, key.address, 0, 10_000_000_000_000n)).then(
  () => "",
  (error) => error.message,
);
const after = await holdingsOf(rpc, at, key.address);
const plain = (value) => JSON.parse(JSON.stringify(value, (_, each) => (typeof each === "bigint" ? each.toString() : each)));
console.log(
  JSON.stringify({ owner: key.address, user: at.user, expiry, opened, refused, empty: plain(empty), given: plain(given), after: plain(after) }),
);
