/** Orders signed in the page: what is sent is what was signed, and no nonce comes twice (SIG-1, SIG-5). */
import { beforeAll, describe, expect, test } from "vitest";
import { base58Decode } from "./base58.ts";
import { orderEncode, orderIdOf } from "./message.ts";
import { createOrderSigner, DraftInvalid, type OrderDraft } from "./order-signer.ts";
import { type MarketView, readMarketView, MARKET_VIEW_KIND, MARKET_VIEW_SIZE } from "./records_gen.ts";
import { type SigningKey, signingKeyOf } from "./session-key.ts";

const network = {
  domain: "ff64a47442bda592",
  slot: 4_475_000_000,
  slot_ms: 400,
  time_ms: 1_790_000_000_000,
  heard_ms: 0,
};
const DRAFT: OrderDraft = { market: "BTC-PERP", side: "sell", type: "limit", price: "60000.5", size: "0.0123" };
let key: SigningKey;
let publicKey: CryptoKey;

function market(): MarketView {
  const bytes = new Uint8Array(MARKET_VIEW_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, MARKET_VIEW_KIND);
  view.setUint16(2, MARKET_VIEW_SIZE, true);
  return { ...readMarketView(view), market: 3, tick_size: 100_000_000n, lot_size: 100_000n };
}

const signer = (now: () => number) =>
  createOrderSigner(7, key, network, (symbol) => (symbol === "BTC-PERP" ? market() : undefined), now);

beforeAll(async () => {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  publicKey = pair.publicKey;
  key = await signingKeyOf(pair);
});

describe("order signer", () => {
  test("the signature is over the message of the fields that are sent", async () => {
    const order = await signer(() => 2_000).sign({ ...DRAFT, post_only: true, reduce_only: true, max_fee: "0.00045" });
    expect(order).toMatchObject({
      account: 7,
      price: "60000.5",
      size: "0.0123",
      time_in_force: "gtc",
      post_only: true,
    });
    const message = orderEncode({
      domain: Uint8Array.from([255, 0x64, 0xa4, 0x74, 0x42, 0xbd, 0xa5, 0x92]),
      account: 7n,
      nonce: BigInt(order.nonce),
      expiry_slot: BigInt(order.expiry_slot),
      client_order_id: BigInt(order.client_order_id),
      price: 600_005,
      size: 123,
      market: 3,
      side: 1,
      time_in_force: 0,
      self_trade: 0,
      reduce_only: true,
      post_only: true,
      fee_max: 45,
      group: 0,
      trigger: 0,
      trigger_falls: false,
    });
    const signature = base58Decode(order.signature, 64) ?? new Uint8Array(64);
    expect(await crypto.subtle.verify("Ed25519", publicKey, signature, message)).toBe(true);
    expect(order.signer).toBe(key.address);
    expect(order.nonce >> 0).not.toBeNaN();
    expect(Math.floor(order.nonce / 4096)).toBe(network.time_ms + 2_000);
    expect(order.expiry_slot).toBe(network.slot + (2_000 + 7 * 86_400_000) / 400);
  });

  test("what takes at once is signed for a minute (BOOK-6)", async () => {
    const order = await signer(() => 0).sign({ ...DRAFT, post_only: false, time_in_force: "ioc" });
    expect(order.expiry_slot).toBe(network.slot + 60_000 / 400);
  });

  test("nonces grow within a millisecond and when the clock stands or goes back", async () => {
    let now = 5;
    const signing = signer(() => now);
    const nonces: number[] = [];
    for (let round = 0; round < 50; round += 1) {
      now = round === 25 ? 0 : now;
      nonces.push((await signing.sign(DRAFT)).nonce);
    }
    expect(new Set(nonces).size).toBe(50);
    expect([...nonces].sort((a, b) => a - b)).toEqual(nonces);
    expect(Number.isSafeInteger(nonces.at(-1))).toBe(true);
  });

  test.each([
    ["market", { market: "XYZ-PERP" }],
    ["price", { price: "60000.55" }],
    ["size", { size: "0.00001" }],
    ["max_fee", { max_fee: "0.000001" }],
  ] as const)("a draft whose %s does not fit is not signed", async (field, change) => {
    await expect(signer(() => 0).sign({ ...DRAFT, ...change })).rejects.toMatchObject({ field });
    await expect(signer(() => 0).sign({ ...DRAFT, ...change })).rejects.toThrow(DraftInvalid);
  });

  test("orders that hang together name the id of the first, as the exchange computes it", async () => {
    const leg: OrderDraft = { ...DRAFT, type: "stop_market", waits: { source: "mark", trigger: "50000.0" } };
    const [entry, stop, profit] = await signer(() => 2_000).signTied(
      [DRAFT, leg, { ...leg, type: "take_profit_market" }],
      "child",
    );
    const message = orderEncode({
      domain: Uint8Array.from([255, 0x64, 0xa4, 0x74, 0x42, 0xbd, 0xa5, 0x92]),
      account: 7n,
      nonce: BigInt(entry?.nonce ?? 0),
      expiry_slot: BigInt(entry?.expiry_slot ?? 0),
      client_order_id: BigInt(entry?.client_order_id ?? 0),
      price: 600_005,
      size: 123,
      market: 3,
      side: 1,
      time_in_force: 0,
      self_trade: 0,
      reduce_only: false,
      post_only: false,
      fee_max: 50,
      group: 0,
      trigger: 0,
      trigger_falls: false,
    });
    const linked = await orderIdOf(message);
    expect(entry).not.toHaveProperty("linked");
    expect([stop, profit]).toEqual([
      expect.objectContaining({ link: "child", linked }),
      expect.objectContaining({ link: "child", linked }),
    ]);
    expect(new Set([entry, stop, profit].map((one) => one?.nonce)).size).toBe(3);
  });
});
