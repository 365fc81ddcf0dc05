/**
 * Orders, signed in this browser: decimal texts to the 64 bytes, the signature, and the fields of `POST /api/orders`.
 * Invariant: no two messages of a signer have one nonce, and the fields that are sent are the fields that were signed.
 */
import type { OrderRequest, WaitingRequest } from "../api/schema_gen.ts";
import { base58Encode } from "./base58.ts";
import { stepsOf } from "./decimal.ts";
import { orderEncode, orderIdOf } from "./message.ts";
import { type MarketView, OrderKind, PriceSource, SelfTrade, Side, TimeInForce } from "./records_gen.ts";
import type { SigningKey } from "./session-key.ts";

/** How orders hang together: the legs of a pair end each other, the children of an entry close what it opens. */
export type Tie = "oco" | "child";
/** What orders of one command are to each other: tied, or all of them or none. */
export type Together = Tie | "whole";

/** The price that an order waits for: a trigger, or for a trailing stop its distance in millionths; and what it is tied to. */
export interface Waits {
  source: keyof typeof PriceSource;
  trigger?: string;
  distance_ppm?: number;
  link?: Tie;
  linked?: string;
  /** Of an iceberg, a pegged order and a TWAP, which rest or are sliced on these terms. */
  display?: string;
  offset?: string;
  slices?: number;
}

/** The fields of a signed order, of either address. */
export type OrderBody = OrderRequest | WaitingRequest;

/** What a user wants; price: the worst that he takes. */
export interface OrderDraft {
  market: string;
  side: keyof typeof Side;
  type: keyof typeof OrderKind;
  price: string;
  size: string;
  time_in_force?: keyof typeof TimeInForce;
  post_only?: boolean;
  reduce_only?: boolean;
  self_trade?: keyof typeof SelfTrade;
  /** 0 to 3: by it many orders are cancelled at once. */
  group?: number;
  /** Of an order that waits: its type is one of those. */
  waits?: Waits;
  /** Highest fee as a fraction of notional, in steps of 0.00001. */
  max_fee?: string;
  /** How long the signature holds, seconds. */
  lives_s?: number;
}

/** What signatures are bound to, as `GET /api/network` says, and when it was said on this page's clock. */
export interface Network {
  domain: string;
  slot: number;
  slot_ms: number;
  time_ms: number;
  heard_ms: number;
}

/** A field of the draft that cannot be signed. */
export class DraftInvalid extends Error {
  readonly field: "market" | "price" | "size" | "max_fee" | "trigger";
  constructor(field: "market" | "price" | "size" | "max_fee" | "trigger", found: string) {
    super(`${field}: expected a value of the market's grid, found ${found}`);
    this.field = field;
  }
}

export interface OrderSigner {
  readonly account: number;
  readonly signer: string;
  sign(draft: OrderDraft): Promise<OrderBody>;
  /** Signs orders of one command; those that wait behind the first are tied to it. */
  signTied(drafts: OrderDraft[], tie: Together): Promise<OrderBody[]>;
}

/** Whether what does not fill at once is never left in the book. */
const takes = (type: string): boolean => type === "trailing_stop" || type === "twap" || type.endsWith("market");

const NONCE_COUNTER_BITS = 12n;
const FEE_STEP_E9 = 10_000n;
const FEE_MAX_DEFAULT = "0.00050";
const LIVES_DEFAULT_S = 7 * 86_400;
/** Of one that takes at once: its entry on the chain frees soon after (BOOK-6). */
const LIVES_TAKING_S = 60;

function domainBytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** A signer for one account with one key. now_ms: this page's clock, monotonic, of the same origin as `heard_ms`. */
export function createOrderSigner(
  account: number,
  key: SigningKey,
  network: Network,
  marketOf: (symbol: string) => MarketView | undefined,
  nowMs: () => number = () => performance.now(),
): OrderSigner {
  const domain = domainBytes(network.domain);
  // Two pages of one account share a millisecond now and then; they start at different counters within it.
  const start = BigInt(crypto.getRandomValues(new Uint16Array(1))[0] ?? 0) & ((1n << NONCE_COUNTER_BITS) - 1n);
  let last = 0n;

  function passedMs(): number {
    return Math.max(0, Math.round(nowMs() - network.heard_ms));
  }

  /** Above every nonce before, and of the present millisecond of the exchange (SIG-5). */
  function nonceNext(): bigint {
    const present = (BigInt(network.time_ms + passedMs()) << NONCE_COUNTER_BITS) | start;
    last = present > last ? present : last + 1n;
    return last;
  }

  async function signed(draft: OrderDraft): Promise<{ body: OrderBody; id: string }> {
    const market = marketOf(draft.market);
    if (!market) throw new DraftInvalid("market", draft.market);
    const price = stepsOf(draft.price, market.tick_size);
    if (price === null) throw new DraftInvalid("price", draft.price);
    const size = stepsOf(draft.size, market.lot_size);
    if (size === null) throw new DraftInvalid("size", draft.size);
    const maxFee = draft.max_fee ?? FEE_MAX_DEFAULT;
    const fee = stepsOf(maxFee, FEE_STEP_E9);
    if (fee === null) throw new DraftInvalid("max_fee", maxFee);
    const validity = draft.time_in_force ?? (takes(draft.type) ? "ioc" : "gtc");
    const typed = draft.waits?.trigger;
    const trigger = typed === undefined ? 0n : stepsOf(typed, market.tick_size);
    if (trigger === null) throw new DraftInvalid("trigger", typed ?? "");
    const falls = trigger > 0n && (draft.side === "sell") === draft.type.startsWith("stop");
    const mode = draft.self_trade ?? "cancel_maker";
    const nonce = nonceNext();
    const atOnce = !draft.waits && (validity === "ioc" || validity === "fok");
    const lives = draft.lives_s ?? (atOnce ? LIVES_TAKING_S : LIVES_DEFAULT_S);
    const expiry = network.slot + Math.floor((passedMs() + lives * 1_000) / network.slot_ms);
    const message = orderEncode({
      domain,
      account: BigInt(account),
      nonce,
      expiry_slot: BigInt(expiry),
      client_order_id: nonce,
      price: Number(price),
      size: Number(size),
      market: market.market,
      side: Side[draft.side],
      time_in_force: TimeInForce[validity],
      self_trade: SelfTrade[mode],
      reduce_only: draft.reduce_only ?? false,
      post_only: draft.post_only ?? false,
      fee_max: Number(fee),
      group: draft.group ?? 0,
      trigger: Number(trigger),
      trigger_falls: falls,
    });
    const body: OrderBody = {
      ...draft.waits,
      account,
      market: draft.market,
      side: draft.side,
      type: draft.type as NonNullable<OrderRequest["type"]>,
      price: draft.price,
      size: draft.size,
      time_in_force: validity,
      post_only: draft.post_only ?? false,
      reduce_only: draft.reduce_only ?? false,
      self_trade: mode,
      group: draft.group ?? 0,
      client_order_id: nonce.toString(),
      nonce: Number(nonce),
      expiry_slot: expiry,
      max_fee: maxFee,
      signer: key.address,
      signature: base58Encode(await key.sign(message)),
    };
    return { body, id: await orderIdOf(message) };
  }

  return {
    account,
    signer: key.address,
    sign: async (draft) => (await signed(draft)).body,
    async signTied(drafts, tie) {
      const bodies: OrderBody[] = [];
      let linked = "";
      for (const draft of drafts) {
        const tied =
          linked && draft.waits && tie !== "whole" ? { ...draft, waits: { ...draft.waits, link: tie, linked } } : draft;
        const { body, id } = await signed(tied);
        linked ||= id;
        bodies.push(body);
      }
      return bodies;
    },
  };
}
