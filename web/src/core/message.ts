/**
 * The 64 bytes that a wallet or delegate signs: one order or one transfer (SIG-1). Little-endian; what is not used yet is zero,
 * and one message has one encoding. Written apart from the encoders in Rust and Python; tests/vectors holds the three together.
 */
import { SelfTrade, Side, TimeInForce } from "./records_gen.ts";

export const MESSAGE_BYTES = 64;
export const PRICE_MAX_TICKS = 2_147_483_647;
export const SIZE_MAX_LOTS = 2_147_483_647;
export const AMOUNT_MAX_ATOMS = 9_007_199_254_740_992n;
const U64_MAX = 18_446_744_073_709_551_615n;
const U16_MAX = 65_535;
const DOMAIN_BYTES = 8;
const KIND_AT = 62;
const KIND_ORDER = 0;
const KIND_TRANSFER = 1;
const FLAG_SELL = 1;
const FLAG_REDUCE_ONLY = 2;
const VALIDITY_SHIFT = 2;
const FLAG_POST_ONLY = 16;
const SELF_TRADE_SHIFT = 6;
const FLAG_TRIGGER_FALLS = 32;
const GROUP_SHIFT = 9;
const GROUP_MAX = 3;
/** Isolated (8) and 11 to 15. */
const FLAGS_ZERO = 0xf900;

/** Bytes are no message, or a field has no place in one: which, what was expected and found. */
export class MessageInvalid extends Error {
  readonly field: string;
  constructor(field: string, expected: string, found: unknown) {
    super(`${field}: expected ${expected}, found ${String(found)}`);
    this.field = field;
  }
}

/** A signed order: price in ticks (the worst), size in lots, fee_max in 10 ppm of notional. */
export interface OrderMessage {
  domain: Uint8Array;
  account: bigint;
  nonce: bigint;
  expiry_slot: bigint;
  client_order_id: bigint;
  price: number;
  size: number;
  market: number;
  side: number;
  time_in_force: number;
  self_trade: number;
  reduce_only: boolean;
  post_only: boolean;
  fee_max: number;
  /** 0 to 3: by it many orders are cancelled at once. */
  group: number;
  /** Price that starts the order, ticks; 0: none. */
  trigger: number;
  /** Whether it starts at or below that price. */
  trigger_falls: boolean;
}

/** A signed transfer of atoms between two accounts of one owner. */
export interface TransferMessage {
  domain: Uint8Array;
  account: bigint;
  nonce: bigint;
  expiry_slot: bigint;
  to_account: bigint;
  amount: bigint;
}

function whole(field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new MessageInvalid(field, `a whole number from ${least} to ${most}`, value);
}

function wide(field: string, value: bigint, least = 0n, most = U64_MAX): bigint {
  if (value >= least && value <= most) return value;
  throw new MessageInvalid(field, `a whole number from ${least} to ${most}`, value);
}

function opened(domain: Uint8Array, kind: number): { bytes: Uint8Array<ArrayBuffer>; view: DataView } {
  if (domain.length !== DOMAIN_BYTES) throw new MessageInvalid("domain", `${DOMAIN_BYTES} bytes`, domain.length);
  const bytes = new Uint8Array(MESSAGE_BYTES);
  bytes.set(domain);
  bytes[KIND_AT] = kind;
  return { bytes, view: new DataView(bytes.buffer) };
}

/** The 64 bytes of an order. Throws MessageInvalid. */
export function orderEncode(order: OrderMessage): Uint8Array<ArrayBuffer> {
  const { bytes, view } = opened(order.domain, KIND_ORDER);
  const flags =
    whole("side", order.side, Side.buy, Side.sell) |
    (whole("time_in_force", order.time_in_force, TimeInForce.gtc, TimeInForce.gtd) << VALIDITY_SHIFT) |
    (whole("self_trade", order.self_trade, SelfTrade.cancel_maker, SelfTrade.decrement) << SELF_TRADE_SHIFT) |
    (order.reduce_only ? FLAG_REDUCE_ONLY : 0) |
    (order.post_only ? FLAG_POST_ONLY : 0) |
    (order.trigger_falls ? FLAG_TRIGGER_FALLS : 0) |
    (whole("group", order.group, 0, GROUP_MAX) << GROUP_SHIFT);
  view.setBigUint64(8, wide("account", order.account), true);
  view.setBigUint64(16, wide("nonce", order.nonce), true);
  view.setBigUint64(24, wide("expiry_slot", order.expiry_slot), true);
  view.setBigUint64(32, wide("client_order_id", order.client_order_id), true);
  view.setUint32(40, whole("price", order.price, 1, PRICE_MAX_TICKS), true);
  view.setUint32(44, whole("size", order.size, 1, SIZE_MAX_LOTS), true);
  view.setUint32(48, whole("trigger", order.trigger, 0, PRICE_MAX_TICKS), true);
  view.setUint16(52, whole("market", order.market, 0, U16_MAX), true);
  view.setUint16(54, flags, true);
  view.setUint16(56, whole("fee_max", order.fee_max, 0, U16_MAX), true);
  return bytes;
}

/** The 64 bytes of a transfer. Throws MessageInvalid. */
export function transferEncode(transfer: TransferMessage): Uint8Array<ArrayBuffer> {
  const { bytes, view } = opened(transfer.domain, KIND_TRANSFER);
  view.setBigUint64(8, wide("account", transfer.account), true);
  view.setBigUint64(16, wide("nonce", transfer.nonce), true);
  view.setBigUint64(24, wide("expiry_slot", transfer.expiry_slot), true);
  view.setBigUint64(32, wide("to_account", transfer.to_account), true);
  view.setBigUint64(40, wide("amount", transfer.amount, 1n, AMOUNT_MAX_ATOMS), true);
  return bytes;
}

function checked(message: Uint8Array, kind: number): DataView {
  if (message.length !== MESSAGE_BYTES) throw new MessageInvalid("message", `${MESSAGE_BYTES} bytes`, message.length);
  const view = new DataView(message.buffer, message.byteOffset, MESSAGE_BYTES);
  const found = [view.getUint8(KIND_AT), view.getUint8(KIND_AT + 1)];
  if (found[0] !== kind || found[1] !== 0)
    throw new MessageInvalid("kind", `${kind} and a zero byte`, found.join(" and "));
  return view;
}

/** The order in 64 bytes; the exchange judges its ranges. Throws MessageInvalid for what is no order. */
export function orderDecode(message: Uint8Array): OrderMessage {
  const view = checked(message, KIND_ORDER);
  const flags = view.getUint16(54, true);
  if ((flags & FLAGS_ZERO) !== 0 || view.getUint32(58, true) !== 0) {
    throw new MessageInvalid("message", "zero in builder and unused flags", `flags ${flags}`);
  }
  return {
    domain: message.slice(0, DOMAIN_BYTES),
    account: view.getBigUint64(8, true),
    nonce: view.getBigUint64(16, true),
    expiry_slot: view.getBigUint64(24, true),
    client_order_id: view.getBigUint64(32, true),
    price: view.getUint32(40, true),
    size: view.getUint32(44, true),
    market: view.getUint16(52, true),
    side: flags & FLAG_SELL,
    time_in_force: (flags >> VALIDITY_SHIFT) & 3,
    self_trade: (flags >> SELF_TRADE_SHIFT) & 3,
    reduce_only: (flags & FLAG_REDUCE_ONLY) !== 0,
    post_only: (flags & FLAG_POST_ONLY) !== 0,
    fee_max: view.getUint16(56, true),
    group: (flags >> GROUP_SHIFT) & GROUP_MAX,
    trigger: view.getUint32(48, true),
    trigger_falls: (flags & FLAG_TRIGGER_FALLS) !== 0,
  };
}

/** The transfer in 64 bytes. Throws MessageInvalid for what is no transfer. */
export function transferDecode(message: Uint8Array): TransferMessage {
  const view = checked(message, KIND_TRANSFER);
  if (message.subarray(48, KIND_AT).some((byte) => byte !== 0)) {
    throw new MessageInvalid("message", "zero in bytes 48 to 61", "something else");
  }
  return {
    domain: message.slice(0, DOMAIN_BYTES),
    account: view.getBigUint64(8, true),
    nonce: view.getBigUint64(16, true),
    expiry_slot: view.getBigUint64(24, true),
    to_account: view.getBigUint64(32, true),
    amount: view.getBigUint64(40, true),
  };
}

/** First 16 bytes of SHA-256 of a message, as hex: its order id (SIG-7). */
export async function orderIdOf(message: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", message));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
