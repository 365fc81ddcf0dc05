/* oxlint-disable max-lines */
/**
 * Records of commands, events, queries and views, as in crates/core/schema.txt. Written by `./desk gen`; do not edit.
 *
 * Fields hold the numbers and bytes of the record: u64 and i64 are bigint, symbols stay padded bytes.
 */

/** A record does not fit: what was expected and what was found. */
export class RecordInvalid extends Error {}

export const VERSION = 15;
export const SCHEMA_HASH = "dc603d9c02cb6ed60a83e20d5622e970fffc4e40f4f3e6b953217610baac28da";

function head(view: DataView, at: number, kind: number, size: number, event: boolean): void {
  if (at < 0 || view.byteLength - at < size) {
    throw new RecordInvalid(`expected a record of ${size} bytes at ${at}, found ${view.byteLength} bytes in all`);
  }
  const found = [view.getUint8(at), view.getUint16(at + 2, true)];
  if (found[0] !== kind || found[1] !== size || (!event && view.getUint8(at + 1) !== 0)) {
    throw new RecordInvalid(`expected kind ${kind} and ${size} bytes at ${at}, found ${found.join(" and ")}`);
  }
}

function bytesAt(view: DataView, at: number, size: number): Uint8Array {
  return new Uint8Array(view.buffer.slice(view.byteOffset + at, view.byteOffset + at + size));
}

function put(view: DataView, at: number, size: number, name: string, bytes: Uint8Array): void {
  if (bytes.length !== size) throw new RecordInvalid(`${name}: expected ${size} bytes, found ${bytes.length}`);
  new Uint8Array(view.buffer).set(bytes, at);
}

function fit(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RecordInvalid(`${name}: expected a whole number from ${least} to ${most}, found ${value}`);
}

function fitBig(name: string, value: bigint, least: bigint, most: bigint): bigint {
  if (value >= least && value <= most) return value;
  throw new RecordInvalid(`${name}: expected a whole number from ${least} to ${most}, found ${value}`);
}

/** Numbers of Service, and its words by number. */
export const Service = {
  engine: 0,
  gateway: 1,
  stream: 2,
  ingest: 3,
  keepers: 4,
  desk: 5,
} as const;
export const ServiceName: Readonly<Record<number, string>> = {
  0: "engine",
  1: "gateway",
  2: "stream",
  3: "ingest",
  4: "keepers",
  5: "desk",
};

/** Numbers of Side, and its words by number. */
export const Side = {
  buy: 0,
  sell: 1,
} as const;
export const SideName: Readonly<Record<number, string>> = {
  0: "buy",
  1: "sell",
};

/** Numbers of OrderKind, and its words by number. */
export const OrderKind = {
  limit: 0,
  market: 1,
  slide: 2,
  stop_market: 3,
  stop_limit: 4,
  take_profit_market: 5,
  take_profit_limit: 6,
  trailing_stop: 7,
  iceberg: 8,
  pegged: 9,
  twap: 10,
} as const;
export const OrderKindName: Readonly<Record<number, string>> = {
  0: "limit",
  1: "market",
  2: "slide",
  3: "stop_market",
  4: "stop_limit",
  5: "take_profit_market",
  6: "take_profit_limit",
  7: "trailing_stop",
  8: "iceberg",
  9: "pegged",
  10: "twap",
};

/** Numbers of TimeInForce, and its words by number. */
export const TimeInForce = {
  gtc: 0,
  ioc: 1,
  fok: 2,
  gtd: 3,
} as const;
export const TimeInForceName: Readonly<Record<number, string>> = {
  0: "gtc",
  1: "ioc",
  2: "fok",
  3: "gtd",
};

/** Numbers of SelfTrade, and its words by number. */
export const SelfTrade = {
  cancel_maker: 0,
  cancel_taker: 1,
  cancel_both: 2,
  decrement: 3,
} as const;
export const SelfTradeName: Readonly<Record<number, string>> = {
  0: "cancel_maker",
  1: "cancel_taker",
  2: "cancel_both",
  3: "decrement",
};

/** Numbers of Timer, and its words by number. */
export const Timer = {
  user: 0,
  connection: 1,
} as const;
export const TimerName: Readonly<Record<number, string>> = {
  0: "user",
  1: "connection",
};

/** Numbers of OrderState, and its words by number. */
export const OrderState = {
  resting: 1,
  filled: 2,
  cancelled: 3,
  refused: 4,
  waiting: 5,
} as const;
export const OrderStateName: Readonly<Record<number, string>> = {
  1: "resting",
  2: "filled",
  3: "cancelled",
  4: "refused",
  5: "waiting",
};

/** Numbers of PriceSource, and its words by number. */
export const PriceSource = {
  mark: 0,
  index: 1,
  last: 2,
} as const;
export const PriceSourceName: Readonly<Record<number, string>> = {
  0: "mark",
  1: "index",
  2: "last",
};

/** Numbers of Link, and its words by number. */
export const Link = {
  none: 0,
  oco: 1,
  child: 2,
} as const;
export const LinkName: Readonly<Record<number, string>> = {
  0: "none",
  1: "oco",
  2: "child",
};

/** Numbers of LiquidationWay, and its words by number. */
export const LiquidationWay = {
  book: 1,
  backstop: 2,
  round: 3,
  loss: 4,
} as const;
export const LiquidationWayName: Readonly<Record<number, string>> = {
  1: "book",
  2: "backstop",
  3: "round",
  4: "loss",
};

/** Numbers of RecordKind, and its words by number. */
export const RecordKind = {
  round: 1,
  mark: 2,
  cut: 3,
} as const;
export const RecordKindName: Readonly<Record<number, string>> = {
  1: "round",
  2: "mark",
  3: "cut",
};

/** Numbers of MoveCause, and its words by number. */
export const MoveCause = {
  backstop: 1,
  round: 2,
  rest: 3,
  mark: 4,
  cut: 5,
  loss: 6,
  deficit: 7,
  leaving: 8,
} as const;
export const MoveCauseName: Readonly<Record<number, string>> = {
  1: "backstop",
  2: "round",
  3: "rest",
  4: "mark",
  5: "cut",
  6: "loss",
  7: "deficit",
  8: "leaving",
};

/** Numbers of Hold, and its words by number. */
export const Hold = {
  none: 0,
  reductions: 1,
  nothing: 2,
} as const;
export const HoldName: Readonly<Record<number, string>> = {
  0: "none",
  1: "reductions",
  2: "nothing",
};

/** Numbers of Tier, and its words by number. */
export const Tier = {
  valid: 0,
  slow: 1,
  stale: 2,
  uncertain: 3,
  volatile: 4,
  missing: 5,
} as const;
export const TierName: Readonly<Record<number, string>> = {
  0: "valid",
  1: "slow",
  2: "stale",
  3: "uncertain",
  4: "volatile",
  5: "missing",
};

/** Numbers of TierCause, and its words by number. */
export const TierCause = {
  none: 0,
  age: 1,
  confidence: 2,
  venues: 3,
  jump: 4,
  unpriced: 5,
} as const;
export const TierCauseName: Readonly<Record<number, string>> = {
  0: "none",
  1: "age",
  2: "confidence",
  3: "venues",
  4: "jump",
  5: "unpriced",
};

/** Numbers of CancelReason, and its words by number. */
export const CancelReason = {
  user: 1,
  replaced: 2,
  expired: 3,
  unfilled: 4,
  self_trade: 5,
  reduce_only: 6,
  margin: 7,
  band: 8,
  open_interest: 9,
  position_limit: 10,
  fee_cap: 11,
  delegate: 12,
  delegate_day: 66,
  delegate_price: 67,
  overflow: 13,
  floor: 14,
  liquidation: 15,
  deficit: 16,
  dead_man: 40,
  disconnected: 41,
  linked: 42,
  refused: 43,
  restricted: 30,
  entries: 90,
} as const;
export const CancelReasonName: Readonly<Record<number, string>> = {
  1: "user",
  2: "replaced",
  3: "expired",
  4: "unfilled",
  5: "self_trade",
  6: "reduce_only",
  7: "margin",
  8: "band",
  9: "open_interest",
  10: "position_limit",
  11: "fee_cap",
  12: "delegate",
  66: "delegate_day",
  67: "delegate_price",
  13: "overflow",
  14: "floor",
  15: "liquidation",
  16: "deficit",
  40: "dead_man",
  41: "disconnected",
  42: "linked",
  43: "refused",
  30: "restricted",
  90: "entries",
};

/** Numbers of Restriction, and its words by number. */
export const Restriction = {
  reduce_only: 1,
  no_receiving: 2,
  no_giving: 4,
  leaving: 8,
} as const;
export const RestrictionName: Readonly<Record<number, string>> = {
  1: "reduce_only",
  2: "no_receiving",
  4: "no_giving",
  8: "leaving",
};

/** Numbers of Reason, and its words by number. */
export const Reason = {
  none: 0,
  record_malformed: 100,
  exchange_not_open: 101,
  exchange_open_already: 102,
  service_forbidden: 103,
  batch_too_large: 104,
  overflow: 105,
  exchange_frozen: 160,
  account_unknown: 200,
  account_exists: 201,
  account_limit: 202,
  delegate_exists: 203,
  delegate_unknown: 204,
  delegate_limit: 205,
  delegate_expiry: 206,
  account_not_empty: 207,
  account_main: 271,
  account_isolated: 272,
  account_restricted: 270,
  backstop_exists: 209,
  floor_known: 208,
  market_unknown: 300,
  market_exists: 301,
  market_limit: 302,
  market_grid: 303,
  market_parameters: 304,
  market_notional: 305,
  price_zero: 306,
  price_range: 307,
  market_price_unknown: 308,
  market_paused: 309,
  index_stale: 310,
  market_catching_up: 311,
  market_deficit: 312,
  market_tier: 380,
  message_domain: 400,
  message_malformed: 401,
  message_account: 402,
  signer_unknown: 403,
  delegate_market: 660,
  delegate_day: 661,
  nonce_used: 404,
  expired: 405,
  expiry_too_far: 406,
  client_order_id_reused: 407,
  client_order_id_limit: 408,
  order_unknown: 409,
  order_final: 410,
  order_size: 411,
  order_price: 412,
  order_kind: 413,
  post_only_crosses: 414,
  fok_unfillable: 415,
  reduce_only_nothing: 416,
  price_band: 417,
  order_limit: 418,
  position_limit: 419,
  open_interest_limit: 420,
  fee_cap: 421,
  replace_grows: 422,
  replace_mismatch: 423,
  nonce_too_far: 424,
  entries_full: 490,
  settlement_behind: 491,
  settlement_stopped: 492,
  trigger_passed: 451,
  link_invalid: 452,
  order_waiting: 453,
  batch_whole: 454,
  timeout: 450,
  margin_initial: 500,
  margin_maintenance: 501,
  margin_worse: 502,
  leverage: 570,
  borrow_parameters: 571,
  withdrawable: 600,
  gate_closed: 670,
  amount: 601,
  transfer_same_account: 602,
  transfer_owner: 603,
  transfer_to_empty: 692,
  transfer_limit: 630,
  asset_unknown: 604,
  credit_stale: 605,
  debit_stale: 606,
  request_known: 607,
  asset_parameters: 609,
  settled_known: 690,
  insurance_source: 640,
  referrer_known: 650,
  referrer_unknown: 651,
  share_none: 652,
  posted_known: 691,
  change_step: 680,
  change_known: 681,
} as const;
export const ReasonName: Readonly<Record<number, string>> = {
  0: "none",
  100: "record_malformed",
  101: "exchange_not_open",
  102: "exchange_open_already",
  103: "service_forbidden",
  104: "batch_too_large",
  105: "overflow",
  160: "exchange_frozen",
  200: "account_unknown",
  201: "account_exists",
  202: "account_limit",
  203: "delegate_exists",
  204: "delegate_unknown",
  205: "delegate_limit",
  206: "delegate_expiry",
  207: "account_not_empty",
  271: "account_main",
  272: "account_isolated",
  270: "account_restricted",
  209: "backstop_exists",
  208: "floor_known",
  300: "market_unknown",
  301: "market_exists",
  302: "market_limit",
  303: "market_grid",
  304: "market_parameters",
  305: "market_notional",
  306: "price_zero",
  307: "price_range",
  308: "market_price_unknown",
  309: "market_paused",
  310: "index_stale",
  311: "market_catching_up",
  312: "market_deficit",
  380: "market_tier",
  400: "message_domain",
  401: "message_malformed",
  402: "message_account",
  403: "signer_unknown",
  660: "delegate_market",
  661: "delegate_day",
  404: "nonce_used",
  405: "expired",
  406: "expiry_too_far",
  407: "client_order_id_reused",
  408: "client_order_id_limit",
  409: "order_unknown",
  410: "order_final",
  411: "order_size",
  412: "order_price",
  413: "order_kind",
  414: "post_only_crosses",
  415: "fok_unfillable",
  416: "reduce_only_nothing",
  417: "price_band",
  418: "order_limit",
  419: "position_limit",
  420: "open_interest_limit",
  421: "fee_cap",
  422: "replace_grows",
  423: "replace_mismatch",
  424: "nonce_too_far",
  490: "entries_full",
  491: "settlement_behind",
  492: "settlement_stopped",
  451: "trigger_passed",
  452: "link_invalid",
  453: "order_waiting",
  454: "batch_whole",
  450: "timeout",
  500: "margin_initial",
  501: "margin_maintenance",
  502: "margin_worse",
  570: "leverage",
  571: "borrow_parameters",
  600: "withdrawable",
  670: "gate_closed",
  601: "amount",
  602: "transfer_same_account",
  603: "transfer_owner",
  692: "transfer_to_empty",
  630: "transfer_limit",
  604: "asset_unknown",
  605: "credit_stale",
  606: "debit_stale",
  607: "request_known",
  609: "asset_parameters",
  690: "settled_known",
  640: "insurance_source",
  650: "referrer_known",
  651: "referrer_unknown",
  652: "share_none",
  691: "posted_known",
  680: "change_step",
  681: "change_known",
};

/** First command of every journal; fixes what signatures are bound to. */
export interface OpenExchange {
  /** domain */
  domain: Uint8Array;
}
export const OPEN_EXCHANGE_KIND = 1;
export const OPEN_EXCHANGE_SIZE = 12;
/** The record at a place. Throws RecordInvalid. */
export function readOpenExchange(view: DataView, at = 0): OpenExchange {
  head(view, at, 1, 12, false);
  return {
    domain: bytesAt(view, at + 4, 8),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOpenExchange(record: OpenExchange): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint16(2, 12, true);
  put(view, 4, 8, "OpenExchange.domain", record.domain);
  return bytes;
}

/** Carries time; the batch head holds it. */
export interface Tick {
}
export const TICK_KIND = 2;
export const TICK_SIZE = 4;
/** The record at a place. Throws RecordInvalid. */
export function readTick(view: DataView, at = 0): Tick {
  head(view, at, 2, 4, false);
  return {
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeTick(_record: Tick): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 2);
  view.setUint16(2, 4, true);
  return bytes;
}

/** A margin account that was created on the chain; index 0 is the main one, others are sub-accounts. */
export interface OpenAccount {
  /** account */
  account: bigint;
  /** key */
  owner: Uint8Array;
  index: number;
}
export const OPEN_ACCOUNT_KIND = 3;
export const OPEN_ACCOUNT_SIZE = 46;
/** The record at a place. Throws RecordInvalid. */
export function readOpenAccount(view: DataView, at = 0): OpenAccount {
  head(view, at, 3, 46, false);
  return {
    account: view.getBigUint64(at + 4, true),
    owner: bytesAt(view, at + 12, 32),
    index: view.getUint16(at + 44, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOpenAccount(record: OpenAccount): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(46);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 3);
  view.setUint16(2, 46, true);
  view.setBigUint64(4, fitBig("OpenAccount.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 12, 32, "OpenAccount.owner", record.owner);
  view.setUint16(44, fit("OpenAccount.index", record.index, 0, 65535), true);
  return bytes;
}

/** A key that may sign orders for an account until it expires, within what its owner allows; never money. */
export interface AddDelegate {
  /** account */
  account: bigint;
  /** key */
  delegate: Uint8Array;
  /** us */
  expiry_us: bigint;
  /** number of the owner instruction on the chain; 0: none */
  inbox: bigint;
  /** bit m: market m */
  markets: bigint;
  /** total_atoms, notional that it may trade a UTC day; 0: any */
  notional_day: bigint;
  /** 1: fills at prices within 50 bps of the index alone; else 0 */
  near_index: number;
}
export const ADD_DELEGATE_KIND = 4;
export const ADD_DELEGATE_SIZE = 77;
/** The record at a place. Throws RecordInvalid. */
export function readAddDelegate(view: DataView, at = 0): AddDelegate {
  head(view, at, 4, 77, false);
  return {
    account: view.getBigUint64(at + 4, true),
    delegate: bytesAt(view, at + 12, 32),
    expiry_us: view.getBigUint64(at + 44, true),
    inbox: view.getBigUint64(at + 52, true),
    markets: view.getBigUint64(at + 60, true),
    notional_day: view.getBigUint64(at + 68, true),
    near_index: view.getUint8(at + 76),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeAddDelegate(record: AddDelegate): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(77);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 4);
  view.setUint16(2, 77, true);
  view.setBigUint64(4, fitBig("AddDelegate.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 12, 32, "AddDelegate.delegate", record.delegate);
  view.setBigUint64(44, fitBig("AddDelegate.expiry_us", record.expiry_us, 0n, 18446744073709551615n), true);
  view.setBigUint64(52, fitBig("AddDelegate.inbox", record.inbox, 0n, 18446744073709551615n), true);
  view.setBigUint64(60, fitBig("AddDelegate.markets", record.markets, 0n, 18446744073709551615n), true);
  view.setBigUint64(68, fitBig("AddDelegate.notional_day", record.notional_day, 0n, 18446744073709551615n), true);
  view.setUint8(76, fit("AddDelegate.near_index", record.near_index, 0, 255));
  return bytes;
}

/** Command 5. */
export interface RemoveDelegate {
  /** account */
  account: bigint;
  /** key */
  delegate: Uint8Array;
  inbox: bigint;
}
export const REMOVE_DELEGATE_KIND = 5;
export const REMOVE_DELEGATE_SIZE = 52;
/** The record at a place. Throws RecordInvalid. */
export function readRemoveDelegate(view: DataView, at = 0): RemoveDelegate {
  head(view, at, 5, 52, false);
  return {
    account: view.getBigUint64(at + 4, true),
    delegate: bytesAt(view, at + 12, 32),
    inbox: view.getBigUint64(at + 44, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeRemoveDelegate(record: RemoveDelegate): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(52);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 5);
  view.setUint16(2, 52, true);
  view.setBigUint64(4, fitBig("RemoveDelegate.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 12, 32, "RemoveDelegate.delegate", record.delegate);
  view.setBigUint64(44, fitBig("RemoveDelegate.inbox", record.inbox, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Collateral that arrived on the chain. */
export interface Credit {
  /** account */
  account: bigint;
  /** asset */
  asset: number;
  /** all credits of this account and asset, this one included */
  credited: bigint;
}
export const CREDIT_KIND = 6;
export const CREDIT_SIZE = 21;
/** The record at a place. Throws RecordInvalid. */
export function readCredit(view: DataView, at = 0): Credit {
  head(view, at, 6, 21, false);
  return {
    account: view.getBigUint64(at + 4, true),
    asset: view.getUint8(at + 12),
    credited: view.getBigUint64(at + 13, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeCredit(record: Credit): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(21);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 6);
  view.setUint16(2, 21, true);
  view.setBigUint64(4, fitBig("Credit.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("Credit.asset", record.asset, 0, 255));
  view.setBigUint64(13, fitBig("Credit.credited", record.credited, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Collateral that leaves; refused above what is withdrawable (MGN-5, PNL-6); paid when all before it has settled (CUST-10). */
export interface Debit {
  /** account */
  account: bigint;
  /** asset */
  asset: number;
  /** asset_atoms */
  amount: bigint;
  /** the asker's number, which grows; 0: asked for on the chain */
  request: bigint;
  /** all debits of this account and asset before this one; all ones: any */
  debited: bigint;
}
export const DEBIT_KIND = 7;
export const DEBIT_SIZE = 37;
/** The record at a place. Throws RecordInvalid. */
export function readDebit(view: DataView, at = 0): Debit {
  head(view, at, 7, 37, false);
  return {
    account: view.getBigUint64(at + 4, true),
    asset: view.getUint8(at + 12),
    amount: view.getBigInt64(at + 13, true),
    request: view.getBigUint64(at + 21, true),
    debited: view.getBigUint64(at + 29, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDebit(record: Debit): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(37);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 7);
  view.setUint16(2, 37, true);
  view.setBigUint64(4, fitBig("Debit.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("Debit.asset", record.asset, 0, 255));
  view.setBigInt64(13, fitBig("Debit.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(21, fitBig("Debit.request", record.request, 0n, 18446744073709551615n), true);
  view.setBigUint64(29, fitBig("Debit.debited", record.debited, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Collateral between two accounts of one owner, signed like an order. */
export interface Transfer {
  /** order_id, id of the message */
  order_id: Uint8Array;
  /** message */
  message: Uint8Array;
  /** signature */
  signature: Uint8Array;
  /** key */
  signer: Uint8Array;
}
export const TRANSFER_KIND = 8;
export const TRANSFER_SIZE = 180;
/** The record at a place. Throws RecordInvalid. */
export function readTransfer(view: DataView, at = 0): Transfer {
  head(view, at, 8, 180, false);
  return {
    order_id: bytesAt(view, at + 4, 16),
    message: bytesAt(view, at + 20, 64),
    signature: bytesAt(view, at + 84, 64),
    signer: bytesAt(view, at + 148, 32),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeTransfer(record: Transfer): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(180);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 8);
  view.setUint16(2, 180, true);
  put(view, 4, 16, "Transfer.order_id", record.order_id);
  put(view, 20, 64, "Transfer.message", record.message);
  put(view, 84, 64, "Transfer.signature", record.signature);
  put(view, 148, 32, "Transfer.signer", record.signer);
  return bytes;
}

/** Lists a market; every bound is proven here. */
export interface ListMarket {
  /** market */
  market: number;
  /** symbol */
  symbol: Uint8Array;
  /** e9, USD of one tick */
  tick_size: bigint;
  /** e9, base units of one lot */
  lot_size: bigint;
  /** ticks, highest price of an order; a mark may not pass it */
  price_max: number;
  /** lots */
  order_max: number;
  /** total_lots, largest position of one account, open orders included */
  position_max: bigint;
  /** total_lots, largest open interest of one side */
  open_interest_max: bigint;
  /** ppm, initial margin fraction */
  imf: number;
  /** ppm, maintenance margin fraction */
  mmf: number;
  /** atoms, least requirement of a non-zero position */
  requirement_min: bigint;
  /** atoms, unrealised profit that counts for new risk (PNL-6) */
  profit_cap: bigint;
  /** ppm, distance from mark or index within which a fill must be (BOOK-9) */
  band: number;
}
export const LIST_MARKET_KIND = 9;
export const LIST_MARKET_SIZE = 90;
/** The record at a place. Throws RecordInvalid. */
export function readListMarket(view: DataView, at = 0): ListMarket {
  head(view, at, 9, 90, false);
  return {
    market: view.getUint16(at + 4, true),
    symbol: bytesAt(view, at + 6, 16),
    tick_size: view.getBigUint64(at + 22, true),
    lot_size: view.getBigUint64(at + 30, true),
    price_max: view.getUint32(at + 38, true),
    order_max: view.getUint32(at + 42, true),
    position_max: view.getBigUint64(at + 46, true),
    open_interest_max: view.getBigUint64(at + 54, true),
    imf: view.getUint32(at + 62, true),
    mmf: view.getUint32(at + 66, true),
    requirement_min: view.getBigInt64(at + 70, true),
    profit_cap: view.getBigInt64(at + 78, true),
    band: view.getUint32(at + 86, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeListMarket(record: ListMarket): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(90);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 9);
  view.setUint16(2, 90, true);
  view.setUint16(4, fit("ListMarket.market", record.market, 0, 65535), true);
  put(view, 6, 16, "ListMarket.symbol", record.symbol);
  view.setBigUint64(22, fitBig("ListMarket.tick_size", record.tick_size, 0n, 18446744073709551615n), true);
  view.setBigUint64(30, fitBig("ListMarket.lot_size", record.lot_size, 0n, 18446744073709551615n), true);
  view.setUint32(38, fit("ListMarket.price_max", record.price_max, 0, 4294967295), true);
  view.setUint32(42, fit("ListMarket.order_max", record.order_max, 0, 4294967295), true);
  view.setBigUint64(46, fitBig("ListMarket.position_max", record.position_max, 0n, 18446744073709551615n), true);
  view.setBigUint64(54, fitBig("ListMarket.open_interest_max", record.open_interest_max, 0n, 18446744073709551615n), true);
  view.setUint32(62, fit("ListMarket.imf", record.imf, 0, 4294967295), true);
  view.setUint32(66, fit("ListMarket.mmf", record.mmf, 0, 4294967295), true);
  view.setBigInt64(70, fitBig("ListMarket.requirement_min", record.requirement_min, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(78, fitBig("ListMarket.profit_cap", record.profit_cap, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(86, fit("ListMarket.band", record.band, 0, 4294967295), true);
  return bytes;
}

/** The same parameters, for a listed market; symbol and grid must not change. */
export interface SetMarketParameters {
  /** market */
  market: number;
  /** symbol */
  symbol: Uint8Array;
  /** e9 */
  tick_size: bigint;
  /** e9 */
  lot_size: bigint;
  /** ticks */
  price_max: number;
  /** lots */
  order_max: number;
  /** total_lots */
  position_max: bigint;
  /** total_lots */
  open_interest_max: bigint;
  /** ppm */
  imf: number;
  /** ppm */
  mmf: number;
  /** atoms */
  requirement_min: bigint;
  /** atoms */
  profit_cap: bigint;
  /** ppm */
  band: number;
}
export const SET_MARKET_PARAMETERS_KIND = 10;
export const SET_MARKET_PARAMETERS_SIZE = 90;
/** The record at a place. Throws RecordInvalid. */
export function readSetMarketParameters(view: DataView, at = 0): SetMarketParameters {
  head(view, at, 10, 90, false);
  return {
    market: view.getUint16(at + 4, true),
    symbol: bytesAt(view, at + 6, 16),
    tick_size: view.getBigUint64(at + 22, true),
    lot_size: view.getBigUint64(at + 30, true),
    price_max: view.getUint32(at + 38, true),
    order_max: view.getUint32(at + 42, true),
    position_max: view.getBigUint64(at + 46, true),
    open_interest_max: view.getBigUint64(at + 54, true),
    imf: view.getUint32(at + 62, true),
    mmf: view.getUint32(at + 66, true),
    requirement_min: view.getBigInt64(at + 70, true),
    profit_cap: view.getBigInt64(at + 78, true),
    band: view.getUint32(at + 86, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetMarketParameters(record: SetMarketParameters): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(90);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 10);
  view.setUint16(2, 90, true);
  view.setUint16(4, fit("SetMarketParameters.market", record.market, 0, 65535), true);
  put(view, 6, 16, "SetMarketParameters.symbol", record.symbol);
  view.setBigUint64(22, fitBig("SetMarketParameters.tick_size", record.tick_size, 0n, 18446744073709551615n), true);
  view.setBigUint64(30, fitBig("SetMarketParameters.lot_size", record.lot_size, 0n, 18446744073709551615n), true);
  view.setUint32(38, fit("SetMarketParameters.price_max", record.price_max, 0, 4294967295), true);
  view.setUint32(42, fit("SetMarketParameters.order_max", record.order_max, 0, 4294967295), true);
  view.setBigUint64(46, fitBig("SetMarketParameters.position_max", record.position_max, 0n, 18446744073709551615n), true);
  view.setBigUint64(54, fitBig("SetMarketParameters.open_interest_max", record.open_interest_max, 0n, 18446744073709551615n), true);
  view.setUint32(62, fit("SetMarketParameters.imf", record.imf, 0, 4294967295), true);
  view.setUint32(66, fit("SetMarketParameters.mmf", record.mmf, 0, 4294967295), true);
  view.setBigInt64(70, fitBig("SetMarketParameters.requirement_min", record.requirement_min, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(78, fitBig("SetMarketParameters.profit_cap", record.profit_cap, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(86, fit("SetMarketParameters.band", record.band, 0, 4294967295), true);
  return bytes;
}

/** Index and mark of a market. */
export interface SetPrices {
  /** market */
  market: number;
  /** mticks */
  index_price: bigint;
  /** mticks */
  mark_price: bigint;
}
export const SET_PRICES_KIND = 11;
export const SET_PRICES_SIZE = 22;
/** The record at a place. Throws RecordInvalid. */
export function readSetPrices(view: DataView, at = 0): SetPrices {
  head(view, at, 11, 22, false);
  return {
    market: view.getUint16(at + 4, true),
    index_price: view.getBigUint64(at + 6, true),
    mark_price: view.getBigUint64(at + 14, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetPrices(record: SetPrices): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(22);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 11);
  view.setUint16(2, 22, true);
  view.setUint16(4, fit("SetPrices.market", record.market, 0, 65535), true);
  view.setBigUint64(6, fitBig("SetPrices.index_price", record.index_price, 0n, 18446744073709551615n), true);
  view.setBigUint64(14, fitBig("SetPrices.mark_price", record.mark_price, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Pauses new risk in a market (65535: all); reductions and cancels are never paused. */
export interface SetPause {
  /** market */
  market: number;
  paused: number;
}
export const SET_PAUSE_KIND = 12;
export const SET_PAUSE_SIZE = 7;
/** The record at a place. Throws RecordInvalid. */
export function readSetPause(view: DataView, at = 0): SetPause {
  head(view, at, 12, 7, false);
  return {
    market: view.getUint16(at + 4, true),
    paused: view.getUint8(at + 6),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetPause(record: SetPause): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(7);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 12);
  view.setUint16(2, 7, true);
  view.setUint16(4, fit("SetPause.market", record.market, 0, 65535), true);
  view.setUint8(6, fit("SetPause.paused", record.paused, 0, 255));
  return bytes;
}

/** Fee tier of an owner, 0 to 3 (FEE-5). */
export interface SetFeeTier {
  /** key */
  owner: Uint8Array;
  tier: number;
}
export const SET_FEE_TIER_KIND = 13;
export const SET_FEE_TIER_SIZE = 37;
/** The record at a place. Throws RecordInvalid. */
export function readSetFeeTier(view: DataView, at = 0): SetFeeTier {
  head(view, at, 13, 37, false);
  return {
    owner: bytesAt(view, at + 4, 32),
    tier: view.getUint8(at + 36),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetFeeTier(record: SetFeeTier): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(37);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 13);
  view.setUint16(2, 37, true);
  put(view, 4, 32, "SetFeeTier.owner", record.owner);
  view.setUint8(36, fit("SetFeeTier.tier", record.tier, 0, 255));
  return bytes;
}

/** A signed order. */
export interface PlaceOrder {
  /** order_id */
  order_id: Uint8Array;
  /** message */
  message: Uint8Array;
  /** signature */
  signature: Uint8Array;
  /** key */
  signer: Uint8Array;
  /** OrderKind; rides beside the message and can only narrow it */
  kind: number;
}
export const PLACE_ORDER_KIND = 14;
export const PLACE_ORDER_SIZE = 181;
/** The record at a place. Throws RecordInvalid. */
export function readPlaceOrder(view: DataView, at = 0): PlaceOrder {
  head(view, at, 14, 181, false);
  return {
    order_id: bytesAt(view, at + 4, 16),
    message: bytesAt(view, at + 20, 64),
    signature: bytesAt(view, at + 84, 64),
    signer: bytesAt(view, at + 148, 32),
    kind: view.getUint8(at + 180),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writePlaceOrder(record: PlaceOrder): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(181);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 14);
  view.setUint16(2, 181, true);
  put(view, 4, 16, "PlaceOrder.order_id", record.order_id);
  put(view, 20, 64, "PlaceOrder.message", record.message);
  put(view, 84, 64, "PlaceOrder.signature", record.signature);
  put(view, 148, 32, "PlaceOrder.signer", record.signer);
  view.setUint8(180, fit("PlaceOrder.kind", record.kind, 0, 255));
  return bytes;
}

/** By order id; by client order id when the order id is zero. */
export interface CancelOrder {
  /** account */
  account: bigint;
  /** order_id */
  order_id: Uint8Array;
  client_order_id: bigint;
}
export const CANCEL_ORDER_KIND = 15;
export const CANCEL_ORDER_SIZE = 36;
/** The record at a place. Throws RecordInvalid. */
export function readCancelOrder(view: DataView, at = 0): CancelOrder {
  head(view, at, 15, 36, false);
  return {
    account: view.getBigUint64(at + 4, true),
    order_id: bytesAt(view, at + 12, 16),
    client_order_id: view.getBigUint64(at + 28, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeCancelOrder(record: CancelOrder): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(36);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 15);
  view.setUint16(2, 36, true);
  view.setBigUint64(4, fitBig("CancelOrder.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 12, 16, "CancelOrder.order_id", record.order_id);
  view.setBigUint64(28, fitBig("CancelOrder.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  return bytes;
}

/** All open orders of an account, or those of one market or side. */
export interface CancelAll {
  /** account */
  account: bigint;
  /** market, 65535: every market */
  market: number;
  /** Side; 2: both */
  side: number;
}
export const CANCEL_ALL_KIND = 16;
export const CANCEL_ALL_SIZE = 15;
/** The record at a place. Throws RecordInvalid. */
export function readCancelAll(view: DataView, at = 0): CancelAll {
  head(view, at, 16, 15, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
    side: view.getUint8(at + 14),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeCancelAll(record: CancelAll): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(15);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 16);
  view.setUint16(2, 15, true);
  view.setBigUint64(4, fitBig("CancelAll.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("CancelAll.market", record.market, 0, 65535), true);
  view.setUint8(14, fit("CancelAll.side", record.side, 0, 255));
  return bytes;
}

/** Lowers what is left of a resting order, time kept; needs no signature. */
export interface ShrinkOrder {
  /** account */
  account: bigint;
  /** order_id */
  order_id: Uint8Array;
  client_order_id: bigint;
  /** lots, new size left, above zero, below the present one */
  left: number;
}
export const SHRINK_ORDER_KIND = 17;
export const SHRINK_ORDER_SIZE = 40;
/** The record at a place. Throws RecordInvalid. */
export function readShrinkOrder(view: DataView, at = 0): ShrinkOrder {
  head(view, at, 17, 40, false);
  return {
    account: view.getBigUint64(at + 4, true),
    order_id: bytesAt(view, at + 12, 16),
    client_order_id: view.getBigUint64(at + 28, true),
    left: view.getUint32(at + 36, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeShrinkOrder(record: ShrinkOrder): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 17);
  view.setUint16(2, 40, true);
  view.setBigUint64(4, fitBig("ShrinkOrder.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 12, 16, "ShrinkOrder.order_id", record.order_id);
  view.setBigUint64(28, fitBig("ShrinkOrder.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setUint32(36, fit("ShrinkOrder.left", record.left, 0, 4294967295), true);
  return bytes;
}

/** Gives up a resting order for a newly signed one in one step; the old one stays when the new one is refused. */
export interface ReplaceOrder {
  /** order_id */
  old_order_id: Uint8Array;
  /** order_id */
  order_id: Uint8Array;
  /** message */
  message: Uint8Array;
  /** signature */
  signature: Uint8Array;
  /** key */
  signer: Uint8Array;
  kind: number;
}
export const REPLACE_ORDER_KIND = 18;
export const REPLACE_ORDER_SIZE = 197;
/** The record at a place. Throws RecordInvalid. */
export function readReplaceOrder(view: DataView, at = 0): ReplaceOrder {
  head(view, at, 18, 197, false);
  return {
    old_order_id: bytesAt(view, at + 4, 16),
    order_id: bytesAt(view, at + 20, 16),
    message: bytesAt(view, at + 36, 64),
    signature: bytesAt(view, at + 100, 64),
    signer: bytesAt(view, at + 164, 32),
    kind: view.getUint8(at + 196),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeReplaceOrder(record: ReplaceOrder): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(197);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 18);
  view.setUint16(2, 197, true);
  put(view, 4, 16, "ReplaceOrder.old_order_id", record.old_order_id);
  put(view, 20, 16, "ReplaceOrder.order_id", record.order_id);
  put(view, 36, 64, "ReplaceOrder.message", record.message);
  put(view, 100, 64, "ReplaceOrder.signature", record.signature);
  put(view, 164, 32, "ReplaceOrder.signer", record.signer);
  view.setUint8(196, fit("ReplaceOrder.kind", record.kind, 0, 255));
  return bytes;
}

/** Up to 50 records of kinds 14 to 18, 41 and 42 behind this one, all of one account; cancels, shrinks and post-only first (BOOK-2), each atomic by itself. */
export interface Batch {
  /** account */
  account: bigint;
  count: number;
  /** 1: all of them or none (BOOK-16) */
  whole: number;
}
export const BATCH_KIND = 19;
export const BATCH_SIZE = 14;
/** The record at a place. Throws RecordInvalid. */
export function readBatch(view: DataView, at = 0): Batch {
  head(view, at, 19, 14, false);
  return {
    account: view.getBigUint64(at + 4, true),
    count: view.getUint8(at + 12),
    whole: view.getUint8(at + 13),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeBatch(record: Batch): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(14);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 19);
  view.setUint16(2, 14, true);
  view.setBigUint64(4, fitBig("Batch.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("Batch.count", record.count, 0, 255));
  view.setUint8(13, fit("Batch.whole", record.whole, 0, 255));
  return bytes;
}

/** An account that was closed on the chain; its number never comes back. */
export interface CloseAccount {
  /** account */
  account: bigint;
}
export const CLOSE_ACCOUNT_KIND = 20;
export const CLOSE_ACCOUNT_SIZE = 12;
/** The record at a place. Throws RecordInvalid. */
export function readCloseAccount(view: DataView, at = 0): CloseAccount {
  head(view, at, 20, 12, false);
  return {
    account: view.getBigUint64(at + 4, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeCloseAccount(record: CloseAccount): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 20);
  view.setUint16(2, 12, true);
  view.setBigUint64(4, fitBig("CloseAccount.account", record.account, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Messages with a nonce below the floor are dead, and open orders of them are cancelled (SIG-5). */
export interface RaiseFloor {
  /** account */
  account: bigint;
  nonce: bigint;
  /** number of the owner instruction on the chain; 0: none */
  inbox: bigint;
}
export const RAISE_FLOOR_KIND = 21;
export const RAISE_FLOOR_SIZE = 28;
/** The record at a place. Throws RecordInvalid. */
export function readRaiseFloor(view: DataView, at = 0): RaiseFloor {
  head(view, at, 21, 28, false);
  return {
    account: view.getBigUint64(at + 4, true),
    nonce: view.getBigUint64(at + 12, true),
    inbox: view.getBigUint64(at + 20, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeRaiseFloor(record: RaiseFloor): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 21);
  view.setUint16(2, 28, true);
  view.setBigUint64(4, fitBig("RaiseFloor.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(12, fitBig("RaiseFloor.nonce", record.nonce, 0n, 18446744073709551615n), true);
  view.setBigUint64(20, fitBig("RaiseFloor.inbox", record.inbox, 0n, 18446744073709551615n), true);
  return bytes;
}

/** An asset that counts as collateral (MGN-7); decimals never change. */
export interface SetAsset {
  /** asset */
  asset: number;
  /** market, whose index prices it; 65535: USDC itself */
  market: number;
  decimals: number;
  /** ppm, share of its value that counts for new risk and withdrawals */
  weight_initial: number;
  /** ppm, share of its value that counts for liquidation */
  weight_maintenance: number;
}
export const SET_ASSET_KIND = 22;
export const SET_ASSET_SIZE = 16;
/** The record at a place. Throws RecordInvalid. */
export function readSetAsset(view: DataView, at = 0): SetAsset {
  head(view, at, 22, 16, false);
  return {
    asset: view.getUint8(at + 4),
    market: view.getUint16(at + 5, true),
    decimals: view.getUint8(at + 7),
    weight_initial: view.getUint32(at + 8, true),
    weight_maintenance: view.getUint32(at + 12, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetAsset(record: SetAsset): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 22);
  view.setUint16(2, 16, true);
  view.setUint8(4, fit("SetAsset.asset", record.asset, 0, 255));
  view.setUint16(5, fit("SetAsset.market", record.market, 0, 65535), true);
  view.setUint8(7, fit("SetAsset.decimals", record.decimals, 0, 255));
  view.setUint32(8, fit("SetAsset.weight_initial", record.weight_initial, 0, 4294967295), true);
  view.setUint32(12, fit("SetAsset.weight_maintenance", record.weight_maintenance, 0, 4294967295), true);
  return bytes;
}

/** Unrealised losses pay waiting claims (PNL-5). */
export interface Sweep {
  /** market */
  market: number;
}
export const SWEEP_KIND = 23;
export const SWEEP_SIZE = 6;
/** The record at a place. Throws RecordInvalid. */
export function readSweep(view: DataView, at = 0): Sweep {
  head(view, at, 23, 6, false);
  return {
    market: view.getUint16(at + 4, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSweep(record: Sweep): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(6);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 23);
  view.setUint16(2, 6, true);
  view.setUint16(4, fit("Sweep.market", record.market, 0, 65535), true);
  return bytes;
}

/** The newest index of a market (MRK-1); it counts from the next mark round on, and the mark follows it (MRK-2). */
export interface SetIndex {
  /** market */
  market: number;
  /** mticks */
  index_price: bigint;
  /** us, when it was published; must grow */
  published: bigint;
  /** mticks, half width of its confidence interval, rounded up */
  conf: bigint;
  /** ppm, how far all venues together stay away from it (DATA-2); moves the tier alone */
  doubt: number;
  /** hash, of the signed update that proves it; zero: of none */
  evidence: Uint8Array;
}
export const SET_INDEX_KIND = 24;
export const SET_INDEX_SIZE = 66;
/** The record at a place. Throws RecordInvalid. */
export function readSetIndex(view: DataView, at = 0): SetIndex {
  head(view, at, 24, 66, false);
  return {
    market: view.getUint16(at + 4, true),
    index_price: view.getBigUint64(at + 6, true),
    published: view.getBigUint64(at + 14, true),
    conf: view.getBigUint64(at + 22, true),
    doubt: view.getUint32(at + 30, true),
    evidence: bytesAt(view, at + 34, 32),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetIndex(record: SetIndex): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(66);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 24);
  view.setUint16(2, 66, true);
  view.setUint16(4, fit("SetIndex.market", record.market, 0, 65535), true);
  view.setBigUint64(6, fitBig("SetIndex.index_price", record.index_price, 0n, 18446744073709551615n), true);
  view.setBigUint64(14, fitBig("SetIndex.published", record.published, 0n, 18446744073709551615n), true);
  view.setBigUint64(22, fitBig("SetIndex.conf", record.conf, 0n, 18446744073709551615n), true);
  view.setUint32(30, fit("SetIndex.doubt", record.doubt, 0, 4294967295), true);
  put(view, 34, 32, "SetIndex.evidence", record.evidence);
  return bytes;
}

/** The account that takes over what the book does not (LIQ-2); without one nobody is liquidated. It never changes. */
export interface SetBackstop {
  /** account */
  account: bigint;
}
export const SET_BACKSTOP_KIND = 25;
export const SET_BACKSTOP_SIZE = 12;
/** The record at a place. Throws RecordInvalid. */
export function readSetBackstop(view: DataView, at = 0): SetBackstop {
  head(view, at, 25, 12, false);
  return {
    account: view.getBigUint64(at + 4, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetBackstop(record: SetBackstop): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 25);
  view.setUint16(2, 12, true);
  view.setBigUint64(4, fitBig("SetBackstop.account", record.account, 0n, 18446744073709551615n), true);
  return bytes;
}

/** What liquidation costs in a market, and the most that its insurance pays for one bankrupt (LIQ-3, LIQ-5). */
export interface SetRisk {
  /** market */
  market: number;
  /** ppm */
  liquidation_fee: number;
  /** atoms */
  insurance_cap: bigint;
}
export const SET_RISK_KIND = 26;
export const SET_RISK_SIZE = 18;
/** The record at a place. Throws RecordInvalid. */
export function readSetRisk(view: DataView, at = 0): SetRisk {
  head(view, at, 26, 18, false);
  return {
    market: view.getUint16(at + 4, true),
    liquidation_fee: view.getUint32(at + 6, true),
    insurance_cap: view.getBigInt64(at + 10, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetRisk(record: SetRisk): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(18);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 26);
  view.setUint16(2, 18, true);
  view.setUint16(4, fit("SetRisk.market", record.market, 0, 65535), true);
  view.setUint32(6, fit("SetRisk.liquidation_fee", record.liquidation_fee, 0, 4294967295), true);
  view.setBigInt64(10, fitBig("SetRisk.insurance_cap", record.insurance_cap, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Collateral of the backstop becomes insurance of a market (LIQ-5). */
export interface FundInsurance {
  /** account */
  account: bigint;
  /** market, 65535: the tail, which all markets share */
  market: number;
  /** atoms */
  amount: bigint;
}
export const FUND_INSURANCE_KIND = 27;
export const FUND_INSURANCE_SIZE = 22;
/** The record at a place. Throws RecordInvalid. */
export function readFundInsurance(view: DataView, at = 0): FundInsurance {
  head(view, at, 27, 22, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
    amount: view.getBigInt64(at + 14, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeFundInsurance(record: FundInsurance): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(22);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 27);
  view.setUint16(2, 22, true);
  view.setBigUint64(4, fitBig("FundInsurance.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("FundInsurance.market", record.market, 0, 65535), true);
  view.setBigInt64(14, fitBig("FundInsurance.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** All open orders of an account are cancelled at the first tick after the timeout, unless it is set again before. */
export interface SetDeadMan {
  /** account */
  account: bigint;
  /** Timer */
  timer: number;
  /** from now; 0: off */
  timeout_us: bigint;
}
export const SET_DEAD_MAN_KIND = 40;
export const SET_DEAD_MAN_SIZE = 21;
/** The record at a place. Throws RecordInvalid. */
export function readSetDeadMan(view: DataView, at = 0): SetDeadMan {
  head(view, at, 40, 21, false);
  return {
    account: view.getBigUint64(at + 4, true),
    timer: view.getUint8(at + 12),
    timeout_us: view.getBigUint64(at + 13, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetDeadMan(record: SetDeadMan): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(21);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 40);
  view.setUint16(2, 21, true);
  view.setBigUint64(4, fitBig("SetDeadMan.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("SetDeadMan.timer", record.timer, 0, 255));
  view.setBigUint64(13, fitBig("SetDeadMan.timeout_us", record.timeout_us, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Open orders of an account: of one market, side, group, or all. */
export interface CancelMany {
  /** account */
  account: bigint;
  /** market, 65535: every market */
  market: number;
  /** Side; 2: both */
  side: number;
  /** of the message, 0 to 3; 4: every group */
  group: number;
  /** 1: the socket that asked for it is gone; its timer is off then */
  disconnected: number;
}
export const CANCEL_MANY_KIND = 41;
export const CANCEL_MANY_SIZE = 17;
/** The record at a place. Throws RecordInvalid. */
export function readCancelMany(view: DataView, at = 0): CancelMany {
  head(view, at, 41, 17, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
    side: view.getUint8(at + 14),
    group: view.getUint8(at + 15),
    disconnected: view.getUint8(at + 16),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeCancelMany(record: CancelMany): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(17);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 41);
  view.setUint16(2, 17, true);
  view.setBigUint64(4, fitBig("CancelMany.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("CancelMany.market", record.market, 0, 65535), true);
  view.setUint8(14, fit("CancelMany.side", record.side, 0, 255));
  view.setUint8(15, fit("CancelMany.group", record.group, 0, 255));
  view.setUint8(16, fit("CancelMany.disconnected", record.disconnected, 0, 255));
  return bytes;
}

/** A signed order with terms; what stands behind the signer rides beside the message and can only narrow it. */
export interface PlaceAlgo {
  /** order_id */
  order_id: Uint8Array;
  /** message */
  message: Uint8Array;
  /** signature */
  signature: Uint8Array;
  /** key */
  signer: Uint8Array;
  /** OrderKind, 3 to 10 */
  kind: number;
  /** PriceSource: what a waiting or pegged order looks at */
  source: number;
  /** ticks, of a trailing stop; 0: in millionths */
  distance: number;
  /** ppm */
  distance_ppm: number;
  /** ticks, price from which a trailing stop follows; 0: at once */
  activation: number;
  /** Link */
  link: number;
  /** order_id, the order that it is tied to; zero: none */
  linked: Uint8Array;
  /** lots, most of an iceberg that is shown at a time */
  display: number;
  /** tick_offset, of a pegged order from its source */
  offset: number;
  /** of a TWAP, one each 30 seconds */
  slices: number;
}
export const PLACE_ALGO_KIND = 42;
export const PLACE_ALGO_SIZE = 221;
/** The record at a place. Throws RecordInvalid. */
export function readPlaceAlgo(view: DataView, at = 0): PlaceAlgo {
  head(view, at, 42, 221, false);
  return {
    order_id: bytesAt(view, at + 4, 16),
    message: bytesAt(view, at + 20, 64),
    signature: bytesAt(view, at + 84, 64),
    signer: bytesAt(view, at + 148, 32),
    kind: view.getUint8(at + 180),
    source: view.getUint8(at + 181),
    distance: view.getUint32(at + 182, true),
    distance_ppm: view.getUint32(at + 186, true),
    activation: view.getUint32(at + 190, true),
    link: view.getUint8(at + 194),
    linked: bytesAt(view, at + 195, 16),
    display: view.getUint32(at + 211, true),
    offset: view.getInt32(at + 215, true),
    slices: view.getUint16(at + 219, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writePlaceAlgo(record: PlaceAlgo): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(221);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 42);
  view.setUint16(2, 221, true);
  put(view, 4, 16, "PlaceAlgo.order_id", record.order_id);
  put(view, 20, 64, "PlaceAlgo.message", record.message);
  put(view, 84, 64, "PlaceAlgo.signature", record.signature);
  put(view, 148, 32, "PlaceAlgo.signer", record.signer);
  view.setUint8(180, fit("PlaceAlgo.kind", record.kind, 0, 255));
  view.setUint8(181, fit("PlaceAlgo.source", record.source, 0, 255));
  view.setUint32(182, fit("PlaceAlgo.distance", record.distance, 0, 4294967295), true);
  view.setUint32(186, fit("PlaceAlgo.distance_ppm", record.distance_ppm, 0, 4294967295), true);
  view.setUint32(190, fit("PlaceAlgo.activation", record.activation, 0, 4294967295), true);
  view.setUint8(194, fit("PlaceAlgo.link", record.link, 0, 255));
  put(view, 195, 16, "PlaceAlgo.linked", record.linked);
  view.setUint32(211, fit("PlaceAlgo.display", record.display, 0, 4294967295), true);
  view.setInt32(215, fit("PlaceAlgo.offset", record.offset, -2147483648, 2147483647), true);
  view.setUint16(219, fit("PlaceAlgo.slices", record.slices, 0, 65535), true);
  return bytes;
}

/** How the margin fractions of a market grow: with its open interest (MGN-2), with the size of a position (MGN-3). Zeros: they do not. */
export interface SetMargin {
  /** market */
  market: number;
  /** atoms, open interest at mark up to which the initial fraction is the base */
  interest_lower: bigint;
  /** atoms, from which on it is one */
  interest_upper: bigint;
  /** notional in whole USD above which the first tier's fractions hold */
  tier1_usd: number;
  /** ppm, maintenance fraction; the initial one grows as it does */
  tier1_mmf: number;
  tier2_usd: number;
  /** ppm */
  tier2_mmf: number;
}
export const SET_MARGIN_KIND = 60;
export const SET_MARGIN_SIZE = 38;
/** The record at a place. Throws RecordInvalid. */
export function readSetMargin(view: DataView, at = 0): SetMargin {
  head(view, at, 60, 38, false);
  return {
    market: view.getUint16(at + 4, true),
    interest_lower: view.getBigInt64(at + 6, true),
    interest_upper: view.getBigInt64(at + 14, true),
    tier1_usd: view.getUint32(at + 22, true),
    tier1_mmf: view.getUint32(at + 26, true),
    tier2_usd: view.getUint32(at + 30, true),
    tier2_mmf: view.getUint32(at + 34, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetMargin(record: SetMargin): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(38);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 60);
  view.setUint16(2, 38, true);
  view.setUint16(4, fit("SetMargin.market", record.market, 0, 65535), true);
  view.setBigInt64(6, fitBig("SetMargin.interest_lower", record.interest_lower, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(14, fitBig("SetMargin.interest_upper", record.interest_upper, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(22, fit("SetMargin.tier1_usd", record.tier1_usd, 0, 4294967295), true);
  view.setUint32(26, fit("SetMargin.tier1_mmf", record.tier1_mmf, 0, 4294967295), true);
  view.setUint32(30, fit("SetMargin.tier2_usd", record.tier2_usd, 0, 4294967295), true);
  view.setUint32(34, fit("SetMargin.tier2_mmf", record.tier2_mmf, 0, 4294967295), true);
  return bytes;
}

/** The most leverage that new risk of an account may have in a market; it can only lower what the market allows (MGN-2). */
export interface SetLeverage {
  /** account */
  account: bigint;
  /** market */
  market: number;
  /** notional over margin, whole; 0: what the market allows */
  leverage: number;
}
export const SET_LEVERAGE_KIND = 61;
export const SET_LEVERAGE_SIZE = 16;
/** The record at a place. Throws RecordInvalid. */
export function readSetLeverage(view: DataView, at = 0): SetLeverage {
  head(view, at, 61, 16, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
    leverage: view.getUint16(at + 14, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetLeverage(record: SetLeverage): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 61);
  view.setUint16(2, 16, true);
  view.setBigUint64(4, fitBig("SetLeverage.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("SetLeverage.market", record.market, 0, 65535), true);
  view.setUint16(14, fit("SetLeverage.leverage", record.leverage, 0, 65535), true);
  return bytes;
}

/** What an account may not do, for risk or by law (RST-1); never a cancel, a reduction or the way out through the chain. */
export interface SetRestrictions {
  /** account */
  account: bigint;
  /** sum of Restriction; 0: none */
  restrictions: number;
}
export const SET_RESTRICTIONS_KIND = 62;
export const SET_RESTRICTIONS_SIZE = 13;
/** The record at a place. Throws RecordInvalid. */
export function readSetRestrictions(view: DataView, at = 0): SetRestrictions {
  head(view, at, 62, 13, false);
  return {
    account: view.getBigUint64(at + 4, true),
    restrictions: view.getUint8(at + 12),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetRestrictions(record: SetRestrictions): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 62);
  view.setUint16(2, 13, true);
  view.setBigUint64(4, fitBig("SetRestrictions.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("SetRestrictions.restrictions", record.restrictions, 0, 255));
  return bytes;
}

/** How far the USDC of an account with other collateral may fall below zero by loss or fee (MGN-7). Zeros: nobody borrows. */
export interface SetBorrowing {
  /** atoms, most of one account */
  room_max: bigint;
  /** ppm, most of one account, as a part of the initial value of its other collateral */
  room_part: number;
  /** ppm, most of all accounts, as a part of all USDC */
  total_part: number;
  /** us, how long a borrow may last before other collateral pays it */
  duration: bigint;
}
export const SET_BORROWING_KIND = 63;
export const SET_BORROWING_SIZE = 28;
/** The record at a place. Throws RecordInvalid. */
export function readSetBorrowing(view: DataView, at = 0): SetBorrowing {
  head(view, at, 63, 28, false);
  return {
    room_max: view.getBigInt64(at + 4, true),
    room_part: view.getUint32(at + 12, true),
    total_part: view.getUint32(at + 16, true),
    duration: view.getBigUint64(at + 20, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetBorrowing(record: SetBorrowing): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 63);
  view.setUint16(2, 28, true);
  view.setBigInt64(4, fitBig("SetBorrowing.room_max", record.room_max, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(12, fit("SetBorrowing.room_part", record.room_part, 0, 4294967295), true);
  view.setUint32(16, fit("SetBorrowing.total_part", record.total_part, 0, 4294967295), true);
  view.setBigUint64(20, fitBig("SetBorrowing.duration", record.duration, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Binds a sub-account to one market, or frees it (MGN-8); nothing may be open in another one. */
export interface SetIsolation {
  /** account */
  account: bigint;
  /** market, 65535: every market, which is cross margin */
  market: number;
}
export const SET_ISOLATION_KIND = 64;
export const SET_ISOLATION_SIZE = 14;
/** The record at a place. Throws RecordInvalid. */
export function readSetIsolation(view: DataView, at = 0): SetIsolation {
  head(view, at, 64, 14, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetIsolation(record: SetIsolation): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(14);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 64);
  view.setUint16(2, 14, true);
  view.setBigUint64(4, fitBig("SetIsolation.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("SetIsolation.market", record.market, 0, 65535), true);
  return bytes;
}

/** Items of an account's settlement log have landed on the chain (CUST-6). */
export interface Settle {
  /** account */
  account: bigint;
  /** all that have, which grows */
  items: bigint;
}
export const SETTLE_KIND = 75;
export const SETTLE_SIZE = 20;
/** The record at a place. Throws RecordInvalid. */
export function readSettle(view: DataView, at = 0): Settle {
  head(view, at, 75, 20, false);
  return {
    account: view.getBigUint64(at + 4, true),
    items: view.getBigUint64(at + 12, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSettle(record: Settle): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 75);
  view.setUint16(2, 20, true);
  view.setBigUint64(4, fitBig("Settle.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(12, fitBig("Settle.items", record.items, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Mark rounds up to a time are on the chain, or are too old ever to be; from the first one on the engine holds by itself (CUST-9). */
export interface SetPosted {
  /** us */
  posted: bigint;
}
export const SET_POSTED_KIND = 77;
export const SET_POSTED_SIZE = 12;
/** The record at a place. Throws RecordInvalid. */
export function readSetPosted(view: DataView, at = 0): SetPosted {
  head(view, at, 77, 12, false);
  return {
    posted: view.getBigUint64(at + 4, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetPosted(record: SetPosted): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 77);
  view.setUint16(2, 12, true);
  view.setBigUint64(4, fitBig("SetPosted.posted", record.posted, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Entries that the chain's table of an account may have: that many of its orders match until the first frees (BOOK-6). */
export interface SetEntryLimit {
  /** from 32; 160 until it is set; 65535: nothing settles on a chain, none are counted */
  entries: number;
}
export const SET_ENTRY_LIMIT_KIND = 76;
export const SET_ENTRY_LIMIT_SIZE = 6;
/** The record at a place. Throws RecordInvalid. */
export function readSetEntryLimit(view: DataView, at = 0): SetEntryLimit {
  head(view, at, 76, 6, false);
  return {
    entries: view.getUint16(at + 4, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetEntryLimit(record: SetEntryLimit): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(6);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 76);
  view.setUint16(2, 6, true);
  view.setUint16(4, fit("SetEntryLimit.entries", record.entries, 0, 65535), true);
  return bytes;
}

/** The owner of an account asked for an exit on the chain, or took it back (CUST-23). */
export interface Leave {
  /** account */
  account: bigint;
  /** 1: asked; 0: taken back */
  leaving: number;
}
export const LEAVE_KIND = 80;
export const LEAVE_SIZE = 13;
/** The record at a place. Throws RecordInvalid. */
export function readLeave(view: DataView, at = 0): Leave {
  head(view, at, 80, 13, false);
  return {
    account: view.getBigUint64(at + 4, true),
    leaving: view.getUint8(at + 12),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeLeave(record: Leave): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 80);
  view.setUint16(2, 13, true);
  view.setBigUint64(4, fitBig("Leave.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("Leave.leaving", record.leaving, 0, 255));
  return bytes;
}

/** Positions of an owner who leaves are closed against orders that are there, near the index (CUST-34). */
export interface CloseLeaving {
  /** account */
  account: bigint;
  /** 1: the hours of the exit are nearly over: what no order takes goes by a round at the index (CUST-51) */
  last: number;
}
export const CLOSE_LEAVING_KIND = 85;
export const CLOSE_LEAVING_SIZE = 13;
/** The record at a place. Throws RecordInvalid. */
export function readCloseLeaving(view: DataView, at = 0): CloseLeaving {
  head(view, at, 85, 13, false);
  return {
    account: view.getBigUint64(at + 4, true),
    last: view.getUint8(at + 12),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeCloseLeaving(record: CloseLeaving): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 85);
  view.setUint16(2, 13, true);
  view.setBigUint64(4, fitBig("CloseLeaving.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("CloseLeaving.last", record.last, 0, 255));
  return bytes;
}

/** The exchange was frozen on the chain, for good (CUST-24). */
export interface Freeze {
  /** us */
  since: bigint;
}
export const FREEZE_KIND = 81;
export const FREEZE_SIZE = 12;
/** The record at a place. Throws RecordInvalid. */
export function readFreeze(view: DataView, at = 0): Freeze {
  head(view, at, 81, 12, false);
  return {
    since: view.getBigUint64(at + 4, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeFreeze(record: Freeze): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 81);
  view.setUint16(2, 12, true);
  view.setBigUint64(4, fitBig("Freeze.since", record.since, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Who referred the owner of an account; once. His fees are a tenth lower, and a tenth of them is the referrer's (FEE-2, FEE-5). */
export interface SetReferrer {
  /** account */
  account: bigint;
  /** key, owner who has an account; not himself */
  referrer: Uint8Array;
}
export const SET_REFERRER_KIND = 66;
export const SET_REFERRER_SIZE = 44;
/** The record at a place. Throws RecordInvalid. */
export function readSetReferrer(view: DataView, at = 0): SetReferrer {
  head(view, at, 66, 44, false);
  return {
    account: view.getBigUint64(at + 4, true),
    referrer: bytesAt(view, at + 12, 32),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSetReferrer(record: SetReferrer): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 66);
  view.setUint16(2, 44, true);
  view.setBigUint64(4, fitBig("SetReferrer.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 12, 32, "SetReferrer.referrer", record.referrer);
  return bytes;
}

/** What is set aside for a referrer in a market becomes his collateral (FEE-2). */
export interface PayShare {
  /** account, one of his */
  account: bigint;
  /** market */
  market: number;
}
export const PAY_SHARE_KIND = 67;
export const PAY_SHARE_SIZE = 14;
/** The record at a place. Throws RecordInvalid. */
export function readPayShare(view: DataView, at = 0): PayShare {
  head(view, at, 67, 14, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writePayShare(record: PayShare): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(14);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 67);
  view.setUint16(2, 14, true);
  view.setBigUint64(4, fitBig("PayShare.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("PayShare.market", record.market, 0, 65535), true);
  return bytes;
}

/** A change of a market that admins named on the chain has come to its time: the chain changes at the same place of its log (CUST-50). */
export interface ChangeMarket {
  /** its number there, which rises; 0: the chain has these numbers already */
  change: bigint;
  /** market */
  market: number;
  /** lots */
  order_max: number;
  /** total_lots */
  position_max: bigint;
  /** total_lots */
  open_interest_max: bigint;
  /** ppm */
  imf: number;
  /** ppm */
  mmf: number;
  /** atoms */
  requirement_min: bigint;
}
export const CHANGE_MARKET_KIND = 86;
export const CHANGE_MARKET_SIZE = 50;
/** The record at a place. Throws RecordInvalid. */
export function readChangeMarket(view: DataView, at = 0): ChangeMarket {
  head(view, at, 86, 50, false);
  return {
    change: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
    order_max: view.getUint32(at + 14, true),
    position_max: view.getBigUint64(at + 18, true),
    open_interest_max: view.getBigUint64(at + 26, true),
    imf: view.getUint32(at + 34, true),
    mmf: view.getUint32(at + 38, true),
    requirement_min: view.getBigInt64(at + 42, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeChangeMarket(record: ChangeMarket): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(50);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 86);
  view.setUint16(2, 50, true);
  view.setBigUint64(4, fitBig("ChangeMarket.change", record.change, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("ChangeMarket.market", record.market, 0, 65535), true);
  view.setUint32(14, fit("ChangeMarket.order_max", record.order_max, 0, 4294967295), true);
  view.setBigUint64(18, fitBig("ChangeMarket.position_max", record.position_max, 0n, 18446744073709551615n), true);
  view.setBigUint64(26, fitBig("ChangeMarket.open_interest_max", record.open_interest_max, 0n, 18446744073709551615n), true);
  view.setUint32(34, fit("ChangeMarket.imf", record.imf, 0, 4294967295), true);
  view.setUint32(38, fit("ChangeMarket.mmf", record.mmf, 0, 4294967295), true);
  view.setBigInt64(42, fitBig("ChangeMarket.requirement_min", record.requirement_min, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** The same of what an asset counts for (CUST-39). */
export interface ChangeAsset {
  change: bigint;
  /** asset */
  asset: number;
  /** market, as it is, unless the asset is new */
  market: number;
  /** as they are */
  decimals: number;
  /** ppm */
  weight_initial: number;
  /** ppm */
  weight_maintenance: number;
}
export const CHANGE_ASSET_KIND = 87;
export const CHANGE_ASSET_SIZE = 24;
/** The record at a place. Throws RecordInvalid. */
export function readChangeAsset(view: DataView, at = 0): ChangeAsset {
  head(view, at, 87, 24, false);
  return {
    change: view.getBigUint64(at + 4, true),
    asset: view.getUint8(at + 12),
    market: view.getUint16(at + 13, true),
    decimals: view.getUint8(at + 15),
    weight_initial: view.getUint32(at + 16, true),
    weight_maintenance: view.getUint32(at + 20, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeChangeAsset(record: ChangeAsset): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 87);
  view.setUint16(2, 24, true);
  view.setBigUint64(4, fitBig("ChangeAsset.change", record.change, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("ChangeAsset.asset", record.asset, 0, 255));
  view.setUint16(13, fit("ChangeAsset.market", record.market, 0, 65535), true);
  view.setUint8(15, fit("ChangeAsset.decimals", record.decimals, 0, 255));
  view.setUint32(16, fit("ChangeAsset.weight_initial", record.weight_initial, 0, 4294967295), true);
  view.setUint32(20, fit("ChangeAsset.weight_maintenance", record.weight_maintenance, 0, 4294967295), true);
  return bytes;
}

/** A command, or an item of a batch, that changed nothing. */
export interface Refused {
  item: number;
  index: number;
  seq: bigint;
  /** kind of the command */
  command: number;
  /** Reason */
  reason: number;
  /** account, 0 when none is known */
  account: bigint;
  /** order_id, zero when it is no order */
  order_id: Uint8Array;
  client_order_id: bigint;
  /** what the reason's text calls the bound */
  expected: bigint;
  found: bigint;
}
export const REFUSED_KIND = 1;
export const REFUSED_SIZE = 67;
/** The record at a place. Throws RecordInvalid. */
export function readRefused(view: DataView, at = 0): Refused {
  head(view, at, 1, 67, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    command: view.getUint8(at + 16),
    reason: view.getUint16(at + 17, true),
    account: view.getBigUint64(at + 19, true),
    order_id: bytesAt(view, at + 27, 16),
    client_order_id: view.getBigUint64(at + 43, true),
    expected: view.getBigInt64(at + 51, true),
    found: view.getBigInt64(at + 59, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeRefused(record: Refused): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(67);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint16(2, 67, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint8(16, fit("Refused.command", record.command, 0, 255));
  view.setUint16(17, fit("Refused.reason", record.reason, 0, 65535), true);
  view.setBigUint64(19, fitBig("Refused.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 27, 16, "Refused.order_id", record.order_id);
  view.setBigUint64(43, fitBig("Refused.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setBigInt64(51, fitBig("Refused.expected", record.expected, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(59, fitBig("Refused.found", record.found, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Event 2. */
export interface ExchangeOpened {
  item: number;
  index: number;
  seq: bigint;
  /** domain */
  domain: Uint8Array;
}
export const EXCHANGE_OPENED_KIND = 2;
export const EXCHANGE_OPENED_SIZE = 24;
/** The record at a place. Throws RecordInvalid. */
export function readExchangeOpened(view: DataView, at = 0): ExchangeOpened {
  head(view, at, 2, 24, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    domain: bytesAt(view, at + 16, 8),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeExchangeOpened(record: ExchangeOpened): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 2);
  view.setUint16(2, 24, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 8, "ExchangeOpened.domain", record.domain);
  return bytes;
}

/** Event 3. */
export interface AccountOpened {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** key */
  owner: Uint8Array;
  index_: number;
}
export const ACCOUNT_OPENED_KIND = 3;
export const ACCOUNT_OPENED_SIZE = 58;
/** The record at a place. Throws RecordInvalid. */
export function readAccountOpened(view: DataView, at = 0): AccountOpened {
  head(view, at, 3, 58, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    owner: bytesAt(view, at + 24, 32),
    index_: view.getUint16(at + 56, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeAccountOpened(record: AccountOpened): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(58);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 3);
  view.setUint16(2, 58, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("AccountOpened.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 24, 32, "AccountOpened.owner", record.owner);
  view.setUint16(56, fit("AccountOpened.index_", record.index_, 0, 65535), true);
  return bytes;
}

/** Event 4. */
export interface DelegateAdded {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** key */
  delegate: Uint8Array;
  /** us */
  expiry_us: bigint;
  inbox: bigint;
  /** bit m: market m */
  markets: bigint;
  /** total_atoms, notional that it may trade a UTC day; 0: any */
  notional_day: bigint;
  /** 1: fills at prices within 50 bps of the index alone; else 0 */
  near_index: number;
}
export const DELEGATE_ADDED_KIND = 4;
export const DELEGATE_ADDED_SIZE = 89;
/** The record at a place. Throws RecordInvalid. */
export function readDelegateAdded(view: DataView, at = 0): DelegateAdded {
  head(view, at, 4, 89, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    delegate: bytesAt(view, at + 24, 32),
    expiry_us: view.getBigUint64(at + 56, true),
    inbox: view.getBigUint64(at + 64, true),
    markets: view.getBigUint64(at + 72, true),
    notional_day: view.getBigUint64(at + 80, true),
    near_index: view.getUint8(at + 88),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDelegateAdded(record: DelegateAdded): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(89);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 4);
  view.setUint16(2, 89, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("DelegateAdded.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 24, 32, "DelegateAdded.delegate", record.delegate);
  view.setBigUint64(56, fitBig("DelegateAdded.expiry_us", record.expiry_us, 0n, 18446744073709551615n), true);
  view.setBigUint64(64, fitBig("DelegateAdded.inbox", record.inbox, 0n, 18446744073709551615n), true);
  view.setBigUint64(72, fitBig("DelegateAdded.markets", record.markets, 0n, 18446744073709551615n), true);
  view.setBigUint64(80, fitBig("DelegateAdded.notional_day", record.notional_day, 0n, 18446744073709551615n), true);
  view.setUint8(88, fit("DelegateAdded.near_index", record.near_index, 0, 255));
  return bytes;
}

/** Event 5. */
export interface DelegateRemoved {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** key */
  delegate: Uint8Array;
  /** acknowledges the owner instructions up to it; 0: nothing new */
  inbox: bigint;
}
export const DELEGATE_REMOVED_KIND = 5;
export const DELEGATE_REMOVED_SIZE = 64;
/** The record at a place. Throws RecordInvalid. */
export function readDelegateRemoved(view: DataView, at = 0): DelegateRemoved {
  head(view, at, 5, 64, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    delegate: bytesAt(view, at + 24, 32),
    inbox: view.getBigUint64(at + 56, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDelegateRemoved(record: DelegateRemoved): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 5);
  view.setUint16(2, 64, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("DelegateRemoved.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 24, 32, "DelegateRemoved.delegate", record.delegate);
  view.setBigUint64(56, fitBig("DelegateRemoved.inbox", record.inbox, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Event 6. */
export interface Credited {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** asset */
  asset: number;
  /** asset_atoms */
  amount: bigint;
  /** all credits afterwards */
  credited: bigint;
  /** asset_atoms, what the account has of the asset afterwards */
  collateral: bigint;
}
export const CREDITED_KIND = 6;
export const CREDITED_SIZE = 49;
/** The record at a place. Throws RecordInvalid. */
export function readCredited(view: DataView, at = 0): Credited {
  head(view, at, 6, 49, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    asset: view.getUint8(at + 24),
    amount: view.getBigInt64(at + 25, true),
    credited: view.getBigUint64(at + 33, true),
    collateral: view.getBigInt64(at + 41, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeCredited(record: Credited): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(49);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 6);
  view.setUint16(2, 49, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("Credited.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(24, fit("Credited.asset", record.asset, 0, 255));
  view.setBigInt64(25, fitBig("Credited.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(33, fitBig("Credited.credited", record.credited, 0n, 18446744073709551615n), true);
  view.setBigInt64(41, fitBig("Credited.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Event 7. */
export interface Debited {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** asset */
  asset: number;
  /** asset_atoms */
  amount: bigint;
  /** the asker's number; 0: asked for on the chain */
  request: bigint;
  /** all debits afterwards */
  debited: bigint;
  /** asset_atoms, what the account has of the asset afterwards */
  collateral: bigint;
}
export const DEBITED_KIND = 7;
export const DEBITED_SIZE = 57;
/** The record at a place. Throws RecordInvalid. */
export function readDebited(view: DataView, at = 0): Debited {
  head(view, at, 7, 57, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    asset: view.getUint8(at + 24),
    amount: view.getBigInt64(at + 25, true),
    request: view.getBigUint64(at + 33, true),
    debited: view.getBigUint64(at + 41, true),
    collateral: view.getBigInt64(at + 49, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDebited(record: Debited): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(57);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 7);
  view.setUint16(2, 57, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("Debited.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(24, fit("Debited.asset", record.asset, 0, 255));
  view.setBigInt64(25, fitBig("Debited.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(33, fitBig("Debited.request", record.request, 0n, 18446744073709551615n), true);
  view.setBigUint64(41, fitBig("Debited.debited", record.debited, 0n, 18446744073709551615n), true);
  view.setBigInt64(49, fitBig("Debited.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Event 8. */
export interface Transferred {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  /** account */
  to_account: bigint;
  /** atoms */
  amount: bigint;
  /** atoms */
  collateral: bigint;
  /** atoms */
  to_collateral: bigint;
}
export const TRANSFERRED_KIND = 8;
export const TRANSFERRED_SIZE = 72;
/** The record at a place. Throws RecordInvalid. */
export function readTransferred(view: DataView, at = 0): Transferred {
  head(view, at, 8, 72, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    to_account: view.getBigUint64(at + 40, true),
    amount: view.getBigInt64(at + 48, true),
    collateral: view.getBigInt64(at + 56, true),
    to_collateral: view.getBigInt64(at + 64, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeTransferred(record: Transferred): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(72);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 8);
  view.setUint16(2, 72, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "Transferred.order_id", record.order_id);
  view.setBigUint64(32, fitBig("Transferred.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(40, fitBig("Transferred.to_account", record.to_account, 0n, 18446744073709551615n), true);
  view.setBigInt64(48, fitBig("Transferred.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(56, fitBig("Transferred.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(64, fitBig("Transferred.to_collateral", record.to_collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Listed, or parameters changed; holds all of them. */
export interface MarketSet {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** symbol */
  symbol: Uint8Array;
  /** e9 */
  tick_size: bigint;
  /** e9 */
  lot_size: bigint;
  /** atoms of one tick x one lot */
  tick_value: number;
  /** ticks */
  price_max: number;
  /** lots */
  order_max: number;
  /** total_lots */
  position_max: bigint;
  /** total_lots */
  open_interest_max: bigint;
  /** ppm */
  imf: number;
  /** ppm */
  mmf: number;
  /** atoms */
  requirement_min: bigint;
  /** atoms */
  profit_cap: bigint;
  /** ppm */
  band: number;
  paused: number;
}
export const MARKET_SET_KIND = 9;
export const MARKET_SET_SIZE = 107;
/** The record at a place. Throws RecordInvalid. */
export function readMarketSet(view: DataView, at = 0): MarketSet {
  head(view, at, 9, 107, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    symbol: bytesAt(view, at + 18, 16),
    tick_size: view.getBigUint64(at + 34, true),
    lot_size: view.getBigUint64(at + 42, true),
    tick_value: view.getUint32(at + 50, true),
    price_max: view.getUint32(at + 54, true),
    order_max: view.getUint32(at + 58, true),
    position_max: view.getBigUint64(at + 62, true),
    open_interest_max: view.getBigUint64(at + 70, true),
    imf: view.getUint32(at + 78, true),
    mmf: view.getUint32(at + 82, true),
    requirement_min: view.getBigInt64(at + 86, true),
    profit_cap: view.getBigInt64(at + 94, true),
    band: view.getUint32(at + 102, true),
    paused: view.getUint8(at + 106),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeMarketSet(record: MarketSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(107);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 9);
  view.setUint16(2, 107, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("MarketSet.market", record.market, 0, 65535), true);
  put(view, 18, 16, "MarketSet.symbol", record.symbol);
  view.setBigUint64(34, fitBig("MarketSet.tick_size", record.tick_size, 0n, 18446744073709551615n), true);
  view.setBigUint64(42, fitBig("MarketSet.lot_size", record.lot_size, 0n, 18446744073709551615n), true);
  view.setUint32(50, fit("MarketSet.tick_value", record.tick_value, 0, 4294967295), true);
  view.setUint32(54, fit("MarketSet.price_max", record.price_max, 0, 4294967295), true);
  view.setUint32(58, fit("MarketSet.order_max", record.order_max, 0, 4294967295), true);
  view.setBigUint64(62, fitBig("MarketSet.position_max", record.position_max, 0n, 18446744073709551615n), true);
  view.setBigUint64(70, fitBig("MarketSet.open_interest_max", record.open_interest_max, 0n, 18446744073709551615n), true);
  view.setUint32(78, fit("MarketSet.imf", record.imf, 0, 4294967295), true);
  view.setUint32(82, fit("MarketSet.mmf", record.mmf, 0, 4294967295), true);
  view.setBigInt64(86, fitBig("MarketSet.requirement_min", record.requirement_min, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(94, fitBig("MarketSet.profit_cap", record.profit_cap, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(102, fit("MarketSet.band", record.band, 0, 4294967295), true);
  view.setUint8(106, fit("MarketSet.paused", record.paused, 0, 255));
  return bytes;
}

/** Event 10. */
export interface PricesSet {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** mticks */
  index_price: bigint;
  /** mticks */
  mark_price: bigint;
  /** mticks, slow index: moves towards the index by at most 6 % an hour (MGN-7) */
  slow_price: bigint;
  /** 1: of a mark round, and a sample of its premium counts (FND-1) */
  sampled: number;
}
export const PRICES_SET_KIND = 10;
export const PRICES_SET_SIZE = 43;
/** The record at a place. Throws RecordInvalid. */
export function readPricesSet(view: DataView, at = 0): PricesSet {
  head(view, at, 10, 43, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    index_price: view.getBigUint64(at + 18, true),
    mark_price: view.getBigUint64(at + 26, true),
    slow_price: view.getBigUint64(at + 34, true),
    sampled: view.getUint8(at + 42),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writePricesSet(record: PricesSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(43);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 10);
  view.setUint16(2, 43, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("PricesSet.market", record.market, 0, 65535), true);
  view.setBigUint64(18, fitBig("PricesSet.index_price", record.index_price, 0n, 18446744073709551615n), true);
  view.setBigUint64(26, fitBig("PricesSet.mark_price", record.mark_price, 0n, 18446744073709551615n), true);
  view.setBigUint64(34, fitBig("PricesSet.slow_price", record.slow_price, 0n, 18446744073709551615n), true);
  view.setUint8(42, fit("PricesSet.sampled", record.sampled, 0, 255));
  return bytes;
}

/** Event 11. */
export interface FeeTierSet {
  item: number;
  index: number;
  seq: bigint;
  /** key */
  owner: Uint8Array;
  tier: number;
}
export const FEE_TIER_SET_KIND = 11;
export const FEE_TIER_SET_SIZE = 49;
/** The record at a place. Throws RecordInvalid. */
export function readFeeTierSet(view: DataView, at = 0): FeeTierSet {
  head(view, at, 11, 49, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    owner: bytesAt(view, at + 16, 32),
    tier: view.getUint8(at + 48),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeFeeTierSet(record: FeeTierSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(49);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 11);
  view.setUint16(2, 49, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 32, "FeeTierSet.owner", record.owner);
  view.setUint8(48, fit("FeeTierSet.tier", record.tier, 0, 255));
  return bytes;
}

/** Taken; what it filled at once and what rests of it are already in it, the fills follow. */
export interface OrderAccepted {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  client_order_id: bigint;
  nonce: bigint;
  /** slot */
  expiry: bigint;
  /** market */
  market: number;
  side: number;
  kind: number;
  time_in_force: number;
  post_only: number;
  reduce_only: number;
  /** ticks */
  price: number;
  /** lots */
  size: number;
  /** lots */
  filled: number;
  /** lots, resting now; 0 when final */
  left: number;
}
export const ORDER_ACCEPTED_KIND = 12;
export const ORDER_ACCEPTED_SIZE = 87;
/** The record at a place. Throws RecordInvalid. */
export function readOrderAccepted(view: DataView, at = 0): OrderAccepted {
  head(view, at, 12, 87, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    client_order_id: view.getBigUint64(at + 40, true),
    nonce: view.getBigUint64(at + 48, true),
    expiry: view.getBigUint64(at + 56, true),
    market: view.getUint16(at + 64, true),
    side: view.getUint8(at + 66),
    kind: view.getUint8(at + 67),
    time_in_force: view.getUint8(at + 68),
    post_only: view.getUint8(at + 69),
    reduce_only: view.getUint8(at + 70),
    price: view.getUint32(at + 71, true),
    size: view.getUint32(at + 75, true),
    filled: view.getUint32(at + 79, true),
    left: view.getUint32(at + 83, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderAccepted(record: OrderAccepted): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(87);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 12);
  view.setUint16(2, 87, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "OrderAccepted.order_id", record.order_id);
  view.setBigUint64(32, fitBig("OrderAccepted.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(40, fitBig("OrderAccepted.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setBigUint64(48, fitBig("OrderAccepted.nonce", record.nonce, 0n, 18446744073709551615n), true);
  view.setBigUint64(56, fitBig("OrderAccepted.expiry", record.expiry, 0n, 18446744073709551615n), true);
  view.setUint16(64, fit("OrderAccepted.market", record.market, 0, 65535), true);
  view.setUint8(66, fit("OrderAccepted.side", record.side, 0, 255));
  view.setUint8(67, fit("OrderAccepted.kind", record.kind, 0, 255));
  view.setUint8(68, fit("OrderAccepted.time_in_force", record.time_in_force, 0, 255));
  view.setUint8(69, fit("OrderAccepted.post_only", record.post_only, 0, 255));
  view.setUint8(70, fit("OrderAccepted.reduce_only", record.reduce_only, 0, 255));
  view.setUint32(71, fit("OrderAccepted.price", record.price, 0, 4294967295), true);
  view.setUint32(75, fit("OrderAccepted.size", record.size, 0, 4294967295), true);
  view.setUint32(79, fit("OrderAccepted.filled", record.filled, 0, 4294967295), true);
  view.setUint32(83, fit("OrderAccepted.left", record.left, 0, 4294967295), true);
  return bytes;
}

/** One match. Money of both accounts afterwards: b, e, r, f of this market, c of the account. */
export interface OrderFilled {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** of the taker */
  side: number;
  /** ticks */
  price: number;
  /** lots */
  size: number;
  /** order_id */
  maker_order_id: Uint8Array;
  /** order_id */
  taker_order_id: Uint8Array;
  /** account */
  maker_account: bigint;
  /** account */
  taker_account: bigint;
  maker_client_order_id: bigint;
  taker_client_order_id: bigint;
  /** lots */
  maker_left: number;
  /** lots */
  taker_left: number;
  /** atoms, negative: rebate */
  maker_fee: bigint;
  /** atoms */
  taker_fee: bigint;
  /** atoms, profit of the reducing part (PNL-4) */
  maker_realized: bigint;
  /** atoms */
  taker_realized: bigint;
  /** position_lots */
  maker_position: bigint;
  /** atoms */
  maker_quote: bigint;
  /** atoms */
  maker_claim: bigint;
  /** funding */
  maker_funding: bigint;
  /** atoms */
  maker_collateral: bigint;
  /** position_lots */
  taker_position: bigint;
  /** atoms */
  taker_quote: bigint;
  /** atoms */
  taker_claim: bigint;
  /** funding */
  taker_funding: bigint;
  /** atoms */
  taker_collateral: bigint;
  /** 1: of the taker's fee a part is set aside, 2: of the maker's (FEE-2) */
  shared: number;
}
export const ORDER_FILLED_KIND = 13;
export const ORDER_FILLED_SIZE = 212;
/** The record at a place. Throws RecordInvalid. */
export function readOrderFilled(view: DataView, at = 0): OrderFilled {
  head(view, at, 13, 212, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    side: view.getUint8(at + 18),
    price: view.getUint32(at + 19, true),
    size: view.getUint32(at + 23, true),
    maker_order_id: bytesAt(view, at + 27, 16),
    taker_order_id: bytesAt(view, at + 43, 16),
    maker_account: view.getBigUint64(at + 59, true),
    taker_account: view.getBigUint64(at + 67, true),
    maker_client_order_id: view.getBigUint64(at + 75, true),
    taker_client_order_id: view.getBigUint64(at + 83, true),
    maker_left: view.getUint32(at + 91, true),
    taker_left: view.getUint32(at + 95, true),
    maker_fee: view.getBigInt64(at + 99, true),
    taker_fee: view.getBigInt64(at + 107, true),
    maker_realized: view.getBigInt64(at + 115, true),
    taker_realized: view.getBigInt64(at + 123, true),
    maker_position: view.getBigInt64(at + 131, true),
    maker_quote: view.getBigInt64(at + 139, true),
    maker_claim: view.getBigInt64(at + 147, true),
    maker_funding: view.getBigInt64(at + 155, true),
    maker_collateral: view.getBigInt64(at + 163, true),
    taker_position: view.getBigInt64(at + 171, true),
    taker_quote: view.getBigInt64(at + 179, true),
    taker_claim: view.getBigInt64(at + 187, true),
    taker_funding: view.getBigInt64(at + 195, true),
    taker_collateral: view.getBigInt64(at + 203, true),
    shared: view.getUint8(at + 211),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderFilled(record: OrderFilled): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(212);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 13);
  view.setUint16(2, 212, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("OrderFilled.market", record.market, 0, 65535), true);
  view.setUint8(18, fit("OrderFilled.side", record.side, 0, 255));
  view.setUint32(19, fit("OrderFilled.price", record.price, 0, 4294967295), true);
  view.setUint32(23, fit("OrderFilled.size", record.size, 0, 4294967295), true);
  put(view, 27, 16, "OrderFilled.maker_order_id", record.maker_order_id);
  put(view, 43, 16, "OrderFilled.taker_order_id", record.taker_order_id);
  view.setBigUint64(59, fitBig("OrderFilled.maker_account", record.maker_account, 0n, 18446744073709551615n), true);
  view.setBigUint64(67, fitBig("OrderFilled.taker_account", record.taker_account, 0n, 18446744073709551615n), true);
  view.setBigUint64(75, fitBig("OrderFilled.maker_client_order_id", record.maker_client_order_id, 0n, 18446744073709551615n), true);
  view.setBigUint64(83, fitBig("OrderFilled.taker_client_order_id", record.taker_client_order_id, 0n, 18446744073709551615n), true);
  view.setUint32(91, fit("OrderFilled.maker_left", record.maker_left, 0, 4294967295), true);
  view.setUint32(95, fit("OrderFilled.taker_left", record.taker_left, 0, 4294967295), true);
  view.setBigInt64(99, fitBig("OrderFilled.maker_fee", record.maker_fee, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(107, fitBig("OrderFilled.taker_fee", record.taker_fee, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(115, fitBig("OrderFilled.maker_realized", record.maker_realized, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(123, fitBig("OrderFilled.taker_realized", record.taker_realized, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(131, fitBig("OrderFilled.maker_position", record.maker_position, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(139, fitBig("OrderFilled.maker_quote", record.maker_quote, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(147, fitBig("OrderFilled.maker_claim", record.maker_claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(155, fitBig("OrderFilled.maker_funding", record.maker_funding, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(163, fitBig("OrderFilled.maker_collateral", record.maker_collateral, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(171, fitBig("OrderFilled.taker_position", record.taker_position, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(179, fitBig("OrderFilled.taker_quote", record.taker_quote, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(187, fitBig("OrderFilled.taker_claim", record.taker_claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(195, fitBig("OrderFilled.taker_funding", record.taker_funding, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(203, fitBig("OrderFilled.taker_collateral", record.taker_collateral, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint8(211, fit("OrderFilled.shared", record.shared, 0, 255));
  return bytes;
}

/** Event 14. */
export interface OrderCancelled {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  client_order_id: bigint;
  /** market */
  market: number;
  side: number;
  /** ticks */
  price: number;
  /** lots, what was given up */
  left: number;
  /** lots */
  filled: number;
  /** CancelReason */
  reason: number;
}
export const ORDER_CANCELLED_KIND = 14;
export const ORDER_CANCELLED_SIZE = 64;
/** The record at a place. Throws RecordInvalid. */
export function readOrderCancelled(view: DataView, at = 0): OrderCancelled {
  head(view, at, 14, 64, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    client_order_id: view.getBigUint64(at + 40, true),
    market: view.getUint16(at + 48, true),
    side: view.getUint8(at + 50),
    price: view.getUint32(at + 51, true),
    left: view.getUint32(at + 55, true),
    filled: view.getUint32(at + 59, true),
    reason: view.getUint8(at + 63),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderCancelled(record: OrderCancelled): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 14);
  view.setUint16(2, 64, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "OrderCancelled.order_id", record.order_id);
  view.setBigUint64(32, fitBig("OrderCancelled.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(40, fitBig("OrderCancelled.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setUint16(48, fit("OrderCancelled.market", record.market, 0, 65535), true);
  view.setUint8(50, fit("OrderCancelled.side", record.side, 0, 255));
  view.setUint32(51, fit("OrderCancelled.price", record.price, 0, 4294967295), true);
  view.setUint32(55, fit("OrderCancelled.left", record.left, 0, 4294967295), true);
  view.setUint32(59, fit("OrderCancelled.filled", record.filled, 0, 4294967295), true);
  view.setUint8(63, fit("OrderCancelled.reason", record.reason, 0, 255));
  return bytes;
}

/** Event 15. */
export interface OrderShrunk {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  client_order_id: bigint;
  /** market */
  market: number;
  side: number;
  /** ticks */
  price: number;
  /** lots */
  left: number;
  /** lots */
  filled: number;
}
export const ORDER_SHRUNK_KIND = 15;
export const ORDER_SHRUNK_SIZE = 63;
/** The record at a place. Throws RecordInvalid. */
export function readOrderShrunk(view: DataView, at = 0): OrderShrunk {
  head(view, at, 15, 63, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    client_order_id: view.getBigUint64(at + 40, true),
    market: view.getUint16(at + 48, true),
    side: view.getUint8(at + 50),
    price: view.getUint32(at + 51, true),
    left: view.getUint32(at + 55, true),
    filled: view.getUint32(at + 59, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderShrunk(record: OrderShrunk): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(63);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 15);
  view.setUint16(2, 63, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "OrderShrunk.order_id", record.order_id);
  view.setBigUint64(32, fitBig("OrderShrunk.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(40, fitBig("OrderShrunk.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setUint16(48, fit("OrderShrunk.market", record.market, 0, 65535), true);
  view.setUint8(50, fit("OrderShrunk.side", record.side, 0, 255));
  view.setUint32(51, fit("OrderShrunk.price", record.price, 0, 4294967295), true);
  view.setUint32(55, fit("OrderShrunk.left", record.left, 0, 4294967295), true);
  view.setUint32(59, fit("OrderShrunk.filled", record.filled, 0, 4294967295), true);
  return bytes;
}

/** The same message again: the first result (BOOK-7). */
export interface OrderDuplicate {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  client_order_id: bigint;
  /** seq */
  first_seq: bigint;
  /** OrderState */
  state: number;
  /** Reason when refused */
  reason: number;
  /** lots */
  filled: number;
  /** lots */
  left: number;
}
export const ORDER_DUPLICATE_KIND = 16;
export const ORDER_DUPLICATE_SIZE = 67;
/** The record at a place. Throws RecordInvalid. */
export function readOrderDuplicate(view: DataView, at = 0): OrderDuplicate {
  head(view, at, 16, 67, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    client_order_id: view.getBigUint64(at + 40, true),
    first_seq: view.getBigUint64(at + 48, true),
    state: view.getUint8(at + 56),
    reason: view.getUint16(at + 57, true),
    filled: view.getUint32(at + 59, true),
    left: view.getUint32(at + 63, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderDuplicate(record: OrderDuplicate): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(67);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 16);
  view.setUint16(2, 67, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "OrderDuplicate.order_id", record.order_id);
  view.setBigUint64(32, fitBig("OrderDuplicate.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(40, fitBig("OrderDuplicate.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setBigUint64(48, fitBig("OrderDuplicate.first_seq", record.first_seq, 0n, 18446744073709551615n), true);
  view.setUint8(56, fit("OrderDuplicate.state", record.state, 0, 255));
  view.setUint16(57, fit("OrderDuplicate.reason", record.reason, 0, 65535), true);
  view.setUint32(59, fit("OrderDuplicate.filled", record.filled, 0, 4294967295), true);
  view.setUint32(63, fit("OrderDuplicate.left", record.left, 0, 4294967295), true);
  return bytes;
}

/** Last of a batch, once for each market whose totals changed. */
export interface MarketChanged {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** ticks */
  last_price: number;
  /** total_lots, larger side */
  open_interest: bigint;
  /** atoms */
  pool: bigint;
  /** atoms */
  insurance: bigint;
  /** atoms */
  fee_bucket: bigint;
  /** atoms, set aside for referrers (FEE-2) */
  shares: bigint;
  /** atoms */
  fee_claim: bigint;
  /** atoms */
  claims: bigint;
  /** atoms */
  deficit: bigint;
}
export const MARKET_CHANGED_KIND = 17;
export const MARKET_CHANGED_SIZE = 86;
/** The record at a place. Throws RecordInvalid. */
export function readMarketChanged(view: DataView, at = 0): MarketChanged {
  head(view, at, 17, 86, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    last_price: view.getUint32(at + 18, true),
    open_interest: view.getBigUint64(at + 22, true),
    pool: view.getBigInt64(at + 30, true),
    insurance: view.getBigInt64(at + 38, true),
    fee_bucket: view.getBigInt64(at + 46, true),
    shares: view.getBigInt64(at + 54, true),
    fee_claim: view.getBigInt64(at + 62, true),
    claims: view.getBigInt64(at + 70, true),
    deficit: view.getBigInt64(at + 78, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeMarketChanged(record: MarketChanged): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(86);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 17);
  view.setUint16(2, 86, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("MarketChanged.market", record.market, 0, 65535), true);
  view.setUint32(18, fit("MarketChanged.last_price", record.last_price, 0, 4294967295), true);
  view.setBigUint64(22, fitBig("MarketChanged.open_interest", record.open_interest, 0n, 18446744073709551615n), true);
  view.setBigInt64(30, fitBig("MarketChanged.pool", record.pool, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(38, fitBig("MarketChanged.insurance", record.insurance, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(46, fitBig("MarketChanged.fee_bucket", record.fee_bucket, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(54, fitBig("MarketChanged.shares", record.shares, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(62, fitBig("MarketChanged.fee_claim", record.fee_claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(70, fitBig("MarketChanged.claims", record.claims, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(78, fitBig("MarketChanged.deficit", record.deficit, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Last of a batch, once for each price level whose total changed. */
export interface LevelChanged {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  side: number;
  /** ticks */
  price: number;
  /** total_lots, 0: the level is gone */
  total: bigint;
}
export const LEVEL_CHANGED_KIND = 18;
export const LEVEL_CHANGED_SIZE = 31;
/** The record at a place. Throws RecordInvalid. */
export function readLevelChanged(view: DataView, at = 0): LevelChanged {
  head(view, at, 18, 31, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    side: view.getUint8(at + 18),
    price: view.getUint32(at + 19, true),
    total: view.getBigUint64(at + 23, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeLevelChanged(record: LevelChanged): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(31);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 18);
  view.setUint16(2, 31, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("LevelChanged.market", record.market, 0, 65535), true);
  view.setUint8(18, fit("LevelChanged.side", record.side, 0, 255));
  view.setUint32(19, fit("LevelChanged.price", record.price, 0, 4294967295), true);
  view.setBigUint64(23, fitBig("LevelChanged.total", record.total, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Answer to CancelAll, after the single cancels. */
export interface CancelledAll {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  count: number;
}
export const CANCELLED_ALL_KIND = 19;
export const CANCELLED_ALL_SIZE = 28;
/** The record at a place. Throws RecordInvalid. */
export function readCancelledAll(view: DataView, at = 0): CancelledAll {
  head(view, at, 19, 28, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    count: view.getUint32(at + 24, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeCancelledAll(record: CancelledAll): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 19);
  view.setUint16(2, 28, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("CancelledAll.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint32(24, fit("CancelledAll.count", record.count, 0, 4294967295), true);
  return bytes;
}

/** Money that came paid a loss left in a market without a position (PNL-4); stands before the event that brought the money. */
export interface DebtPaid {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** market */
  market: number;
  /** atoms, e afterwards */
  quote: bigint;
  /** atoms, r afterwards */
  claim: bigint;
  /** funding, f */
  funding: bigint;
  /** atoms, c afterwards, as far as this payment */
  collateral: bigint;
}
export const DEBT_PAID_KIND = 20;
export const DEBT_PAID_SIZE = 58;
/** The record at a place. Throws RecordInvalid. */
export function readDebtPaid(view: DataView, at = 0): DebtPaid {
  head(view, at, 20, 58, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    market: view.getUint16(at + 24, true),
    quote: view.getBigInt64(at + 26, true),
    claim: view.getBigInt64(at + 34, true),
    funding: view.getBigInt64(at + 42, true),
    collateral: view.getBigInt64(at + 50, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDebtPaid(record: DebtPaid): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(58);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 20);
  view.setUint16(2, 58, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("DebtPaid.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(24, fit("DebtPaid.market", record.market, 0, 65535), true);
  view.setBigInt64(26, fitBig("DebtPaid.quote", record.quote, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(34, fitBig("DebtPaid.claim", record.claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(42, fitBig("DebtPaid.funding", record.funding, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(50, fitBig("DebtPaid.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Event 21. */
export interface AccountClosed {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** key */
  owner: Uint8Array;
  index_: number;
}
export const ACCOUNT_CLOSED_KIND = 21;
export const ACCOUNT_CLOSED_SIZE = 58;
/** The record at a place. Throws RecordInvalid. */
export function readAccountClosed(view: DataView, at = 0): AccountClosed {
  head(view, at, 21, 58, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    owner: bytesAt(view, at + 24, 32),
    index_: view.getUint16(at + 56, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeAccountClosed(record: AccountClosed): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(58);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 21);
  view.setUint16(2, 58, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("AccountClosed.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 24, 32, "AccountClosed.owner", record.owner);
  view.setUint16(56, fit("AccountClosed.index_", record.index_, 0, 65535), true);
  return bytes;
}

/** The single cancels stand before it. */
export interface FloorRaised {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** messages with a nonce below it are dead */
  nonce: bigint;
  /** acknowledges the owner instructions up to it; 0: nothing new */
  inbox: bigint;
}
export const FLOOR_RAISED_KIND = 22;
export const FLOOR_RAISED_SIZE = 40;
/** The record at a place. Throws RecordInvalid. */
export function readFloorRaised(view: DataView, at = 0): FloorRaised {
  head(view, at, 22, 40, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    nonce: view.getBigUint64(at + 24, true),
    inbox: view.getBigUint64(at + 32, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeFloorRaised(record: FloorRaised): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 22);
  view.setUint16(2, 40, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("FloorRaised.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(24, fitBig("FloorRaised.nonce", record.nonce, 0n, 18446744073709551615n), true);
  view.setBigUint64(32, fitBig("FloorRaised.inbox", record.inbox, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Event 23. */
export interface AssetSet {
  item: number;
  index: number;
  seq: bigint;
  /** asset */
  asset: number;
  /** market */
  market: number;
  decimals: number;
  /** ppm */
  weight_initial: number;
  /** ppm */
  weight_maintenance: number;
}
export const ASSET_SET_KIND = 23;
export const ASSET_SET_SIZE = 28;
/** The record at a place. Throws RecordInvalid. */
export function readAssetSet(view: DataView, at = 0): AssetSet {
  head(view, at, 23, 28, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    asset: view.getUint8(at + 16),
    market: view.getUint16(at + 17, true),
    decimals: view.getUint8(at + 19),
    weight_initial: view.getUint32(at + 20, true),
    weight_maintenance: view.getUint32(at + 24, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeAssetSet(record: AssetSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 23);
  view.setUint16(2, 28, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint8(16, fit("AssetSet.asset", record.asset, 0, 255));
  view.setUint16(17, fit("AssetSet.market", record.market, 0, 65535), true);
  view.setUint8(19, fit("AssetSet.decimals", record.decimals, 0, 255));
  view.setUint32(20, fit("AssetSet.weight_initial", record.weight_initial, 0, 4294967295), true);
  view.setUint32(24, fit("AssetSet.weight_maintenance", record.weight_maintenance, 0, 4294967295), true);
  return bytes;
}

/** One step of a sweep for one account (PNL-5). Money afterwards: b, e, r, f, w of this market, c of the account. */
export interface Swept {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** account */
  account: bigint;
  /** atoms, z: loss paid by the own claim */
  offset: bigint;
  /** atoms, x: loss paid by collateral into the pool */
  paid: bigint;
  /** atoms, y: claim paid out of the pool */
  received: bigint;
  /** position_lots */
  position: bigint;
  /** atoms */
  quote: bigint;
  /** atoms */
  claim: bigint;
  /** funding */
  funding: bigint;
  /** atoms */
  swept: bigint;
  /** atoms */
  collateral: bigint;
}
export const SWEPT_KIND = 24;
export const SWEPT_SIZE = 98;
/** The record at a place. Throws RecordInvalid. */
export function readSwept(view: DataView, at = 0): Swept {
  head(view, at, 24, 98, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    account: view.getBigUint64(at + 18, true),
    offset: view.getBigInt64(at + 26, true),
    paid: view.getBigInt64(at + 34, true),
    received: view.getBigInt64(at + 42, true),
    position: view.getBigInt64(at + 50, true),
    quote: view.getBigInt64(at + 58, true),
    claim: view.getBigInt64(at + 66, true),
    funding: view.getBigInt64(at + 74, true),
    swept: view.getBigInt64(at + 82, true),
    collateral: view.getBigInt64(at + 90, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSwept(record: Swept): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(98);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 24);
  view.setUint16(2, 98, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("Swept.market", record.market, 0, 65535), true);
  view.setBigUint64(18, fitBig("Swept.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigInt64(26, fitBig("Swept.offset", record.offset, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(34, fitBig("Swept.paid", record.paid, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(42, fitBig("Swept.received", record.received, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(50, fitBig("Swept.position", record.position, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(58, fitBig("Swept.quote", record.quote, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(66, fitBig("Swept.claim", record.claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(74, fitBig("Swept.funding", record.funding, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(82, fitBig("Swept.swept", record.swept, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(90, fitBig("Swept.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Index and mark of all markets whose index comes by SetIndex are made anew; a PricesSet of each follows (MRK-2). */
export interface MarkRound {
  item: number;
  index: number;
  seq: bigint;
  /** number of the round, gap-free from 1 */
  round: bigint;
  /** us */
  ts: bigint;
}
export const MARK_ROUND_KIND = 25;
export const MARK_ROUND_SIZE = 32;
/** The record at a place. Throws RecordInvalid. */
export function readMarkRound(view: DataView, at = 0): MarkRound {
  head(view, at, 25, 32, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    round: view.getBigUint64(at + 16, true),
    ts: view.getBigUint64(at + 24, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeMarkRound(record: MarkRound): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 25);
  view.setUint16(2, 32, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("MarkRound.round", record.round, 0n, 18446744073709551615n), true);
  view.setBigUint64(24, fitBig("MarkRound.ts", record.ts, 0n, 18446744073709551615n), true);
  return bytes;
}

/** An hour's funding of a market (FND-2). */
export interface FundingSet {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** rate_e9, mean of the hour's samples */
  premium: bigint;
  /** fewer than 480: no funding */
  samples: number;
  /** rate_e9, of the hour; positive: longs pay */
  rate: bigint;
  /** mticks */
  index_price: bigint;
  /** funding, F afterwards */
  funding: bigint;
}
export const FUNDING_SET_KIND = 26;
export const FUNDING_SET_SIZE = 54;
/** The record at a place. Throws RecordInvalid. */
export function readFundingSet(view: DataView, at = 0): FundingSet {
  head(view, at, 26, 54, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    premium: view.getBigInt64(at + 18, true),
    samples: view.getUint32(at + 26, true),
    rate: view.getBigInt64(at + 30, true),
    index_price: view.getBigUint64(at + 38, true),
    funding: view.getBigInt64(at + 46, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeFundingSet(record: FundingSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(54);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 26);
  view.setUint16(2, 54, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("FundingSet.market", record.market, 0, 65535), true);
  view.setBigInt64(18, fitBig("FundingSet.premium", record.premium, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(26, fit("FundingSet.samples", record.samples, 0, 4294967295), true);
  view.setBigInt64(30, fitBig("FundingSet.rate", record.rate, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(38, fitBig("FundingSet.index_price", record.index_price, 0n, 18446744073709551615n), true);
  view.setBigInt64(46, fitBig("FundingSet.funding", record.funding, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** A position took in funding (FND-3). Money afterwards: e, r, f of this market, c of the account. */
export interface FundingPaid {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** account */
  account: bigint;
  /** atoms, paid; negative: received */
  amount: bigint;
  /** position_lots */
  position: bigint;
  /** atoms */
  quote: bigint;
  /** atoms */
  claim: bigint;
  /** funding */
  funding: bigint;
  /** atoms */
  collateral: bigint;
}
export const FUNDING_PAID_KIND = 27;
export const FUNDING_PAID_SIZE = 74;
/** The record at a place. Throws RecordInvalid. */
export function readFundingPaid(view: DataView, at = 0): FundingPaid {
  head(view, at, 27, 74, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    account: view.getBigUint64(at + 18, true),
    amount: view.getBigInt64(at + 26, true),
    position: view.getBigInt64(at + 34, true),
    quote: view.getBigInt64(at + 42, true),
    claim: view.getBigInt64(at + 50, true),
    funding: view.getBigInt64(at + 58, true),
    collateral: view.getBigInt64(at + 66, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeFundingPaid(record: FundingPaid): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(74);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 27);
  view.setUint16(2, 74, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("FundingPaid.market", record.market, 0, 65535), true);
  view.setBigUint64(18, fitBig("FundingPaid.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigInt64(26, fitBig("FundingPaid.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(34, fitBig("FundingPaid.position", record.position, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(42, fitBig("FundingPaid.quote", record.quote, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(50, fitBig("FundingPaid.claim", record.claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(58, fitBig("FundingPaid.funding", record.funding, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(66, fitBig("FundingPaid.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** The newest index; it counts from the next mark round on (MRK-1). */
export interface IndexSet {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** mticks */
  index_price: bigint;
  /** us */
  published: bigint;
  /** mticks */
  conf: bigint;
  /** ppm */
  doubt: number;
  /** hash */
  evidence: Uint8Array;
  /** 0: too wide or too far from the last one to count ever (ORC-3) */
  used: number;
}
export const INDEX_SET_KIND = 28;
export const INDEX_SET_SIZE = 79;
/** The record at a place. Throws RecordInvalid. */
export function readIndexSet(view: DataView, at = 0): IndexSet {
  head(view, at, 28, 79, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    index_price: view.getBigUint64(at + 18, true),
    published: view.getBigUint64(at + 26, true),
    conf: view.getBigUint64(at + 34, true),
    doubt: view.getUint32(at + 42, true),
    evidence: bytesAt(view, at + 46, 32),
    used: view.getUint8(at + 78),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeIndexSet(record: IndexSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(79);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 28);
  view.setUint16(2, 79, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("IndexSet.market", record.market, 0, 65535), true);
  view.setBigUint64(18, fitBig("IndexSet.index_price", record.index_price, 0n, 18446744073709551615n), true);
  view.setBigUint64(26, fitBig("IndexSet.published", record.published, 0n, 18446744073709551615n), true);
  view.setBigUint64(34, fitBig("IndexSet.conf", record.conf, 0n, 18446744073709551615n), true);
  view.setUint32(42, fit("IndexSet.doubt", record.doubt, 0, 4294967295), true);
  put(view, 46, 32, "IndexSet.evidence", record.evidence);
  view.setUint8(78, fit("IndexSet.used", record.used, 0, 255));
  return bytes;
}

/** Event 29. */
export interface BackstopSet {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
}
export const BACKSTOP_SET_KIND = 29;
export const BACKSTOP_SET_SIZE = 24;
/** The record at a place. Throws RecordInvalid. */
export function readBackstopSet(view: DataView, at = 0): BackstopSet {
  head(view, at, 29, 24, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeBackstopSet(record: BackstopSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 29);
  view.setUint16(2, 24, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("BackstopSet.account", record.account, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Event 30. */
export interface RiskSet {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** ppm */
  liquidation_fee: number;
  /** atoms */
  insurance_cap: bigint;
}
export const RISK_SET_KIND = 30;
export const RISK_SET_SIZE = 30;
/** The record at a place. Throws RecordInvalid. */
export function readRiskSet(view: DataView, at = 0): RiskSet {
  head(view, at, 30, 30, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    liquidation_fee: view.getUint32(at + 18, true),
    insurance_cap: view.getBigInt64(at + 22, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeRiskSet(record: RiskSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(30);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 30);
  view.setUint16(2, 30, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("RiskSet.market", record.market, 0, 65535), true);
  view.setUint32(18, fit("RiskSet.liquidation_fee", record.liquidation_fee, 0, 4294967295), true);
  view.setBigInt64(22, fitBig("RiskSet.insurance_cap", record.insurance_cap, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Event 31. */
export interface InsuranceFunded {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** market, 65535: the tail */
  market: number;
  /** atoms */
  amount: bigint;
  /** atoms, afterwards */
  insurance: bigint;
  /** atoms, afterwards */
  collateral: bigint;
}
export const INSURANCE_FUNDED_KIND = 31;
export const INSURANCE_FUNDED_SIZE = 50;
/** The record at a place. Throws RecordInvalid. */
export function readInsuranceFunded(view: DataView, at = 0): InsuranceFunded {
  head(view, at, 31, 50, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    market: view.getUint16(at + 24, true),
    amount: view.getBigInt64(at + 26, true),
    insurance: view.getBigInt64(at + 34, true),
    collateral: view.getBigInt64(at + 42, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeInsuranceFunded(record: InsuranceFunded): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(50);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 31);
  view.setUint16(2, 50, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("InsuranceFunded.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(24, fit("InsuranceFunded.market", record.market, 0, 65535), true);
  view.setBigInt64(26, fitBig("InsuranceFunded.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(34, fitBig("InsuranceFunded.insurance", record.insurance, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(42, fitBig("InsuranceFunded.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** An account is liquidated; what follows of it in this market is that step (LIQ-2). */
export interface LiquidationStep {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** market */
  market: number;
  /** LiquidationWay */
  way: number;
  /** total_lots, lots that are to close */
  size: bigint;
  /** mticks, the mark, or the worst price on the book */
  price: bigint;
  /** atoms, Net */
  equity: bigint;
  /** atoms, maintenance requirement */
  mmr: bigint;
}
export const LIQUIDATION_STEP_KIND = 32;
export const LIQUIDATION_STEP_SIZE = 59;
/** The record at a place. Throws RecordInvalid. */
export function readLiquidationStep(view: DataView, at = 0): LiquidationStep {
  head(view, at, 32, 59, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    market: view.getUint16(at + 24, true),
    way: view.getUint8(at + 26),
    size: view.getBigUint64(at + 27, true),
    price: view.getBigUint64(at + 35, true),
    equity: view.getBigInt64(at + 43, true),
    mmr: view.getBigInt64(at + 51, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeLiquidationStep(record: LiquidationStep): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(59);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 32);
  view.setUint16(2, 59, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("LiquidationStep.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(24, fit("LiquidationStep.market", record.market, 0, 65535), true);
  view.setUint8(26, fit("LiquidationStep.way", record.way, 0, 255));
  view.setBigUint64(27, fitBig("LiquidationStep.size", record.size, 0n, 18446744073709551615n), true);
  view.setBigUint64(35, fitBig("LiquidationStep.price", record.price, 0n, 18446744073709551615n), true);
  view.setBigInt64(43, fitBig("LiquidationStep.equity", record.equity, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(51, fitBig("LiquidationStep.mmr", record.mmr, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Lots or money of an account moved beside the book (LIQ-2 to LIQ-6). Money afterwards: b, e, r, f, w of this market, c of the account. */
export interface Moved {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** account */
  account: bigint;
  /** MoveCause */
  cause: number;
  /** position_lots, change of b */
  lots: bigint;
  /** atoms, worth of the lots, or what became a claim, was cut, written off or paid */
  amount: bigint;
  /** atoms, liquidation fee, half of it to insurance */
  fee: bigint;
  /** position_lots */
  position: bigint;
  /** atoms */
  quote: bigint;
  /** atoms */
  claim: bigint;
  /** funding */
  funding: bigint;
  /** atoms */
  swept: bigint;
  /** atoms */
  collateral: bigint;
}
export const MOVED_KIND = 33;
export const MOVED_SIZE = 99;
/** The record at a place. Throws RecordInvalid. */
export function readMoved(view: DataView, at = 0): Moved {
  head(view, at, 33, 99, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    account: view.getBigUint64(at + 18, true),
    cause: view.getUint8(at + 26),
    lots: view.getBigInt64(at + 27, true),
    amount: view.getBigInt64(at + 35, true),
    fee: view.getBigInt64(at + 43, true),
    position: view.getBigInt64(at + 51, true),
    quote: view.getBigInt64(at + 59, true),
    claim: view.getBigInt64(at + 67, true),
    funding: view.getBigInt64(at + 75, true),
    swept: view.getBigInt64(at + 83, true),
    collateral: view.getBigInt64(at + 91, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeMoved(record: Moved): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(99);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 33);
  view.setUint16(2, 99, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("Moved.market", record.market, 0, 65535), true);
  view.setBigUint64(18, fitBig("Moved.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(26, fit("Moved.cause", record.cause, 0, 255));
  view.setBigInt64(27, fitBig("Moved.lots", record.lots, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(35, fitBig("Moved.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(43, fitBig("Moved.fee", record.fee, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(51, fitBig("Moved.position", record.position, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(59, fitBig("Moved.quote", record.quote, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(67, fitBig("Moved.claim", record.claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(75, fitBig("Moved.funding", record.funding, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(83, fitBig("Moved.swept", record.swept, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(91, fitBig("Moved.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** A record that accounts pass one after the other (LIQ-6). */
export interface RecordStarted {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** gap-free from 1 in its market */
  number: bigint;
  /** RecordKind */
  kind: number;
  /** Side of the accounts that a round concerns */
  side: number;
  /** total_lots, q */
  size: bigint;
  /** total_lots, OI of that side */
  open_interest: bigint;
  /** mticks, the price that lots pass at: the mark, or the index for one who leaves */
  mark_price: bigint;
  /** funding, F */
  funding: bigint;
  /** atoms, L of a cut */
  loss: bigint;
  /** atoms, R of a cut */
  claims: bigint;
  /** account, takes what the record leaves */
  backstop: bigint;
}
export const RECORD_STARTED_KIND = 34;
export const RECORD_STARTED_SIZE = 84;
/** The record at a place. Throws RecordInvalid. */
export function readRecordStarted(view: DataView, at = 0): RecordStarted {
  head(view, at, 34, 84, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    number: view.getBigUint64(at + 18, true),
    kind: view.getUint8(at + 26),
    side: view.getUint8(at + 27),
    size: view.getBigUint64(at + 28, true),
    open_interest: view.getBigUint64(at + 36, true),
    mark_price: view.getBigUint64(at + 44, true),
    funding: view.getBigInt64(at + 52, true),
    loss: view.getBigInt64(at + 60, true),
    claims: view.getBigInt64(at + 68, true),
    backstop: view.getBigUint64(at + 76, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeRecordStarted(record: RecordStarted): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(84);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 34);
  view.setUint16(2, 84, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("RecordStarted.market", record.market, 0, 65535), true);
  view.setBigUint64(18, fitBig("RecordStarted.number", record.number, 0n, 18446744073709551615n), true);
  view.setUint8(26, fit("RecordStarted.kind", record.kind, 0, 255));
  view.setUint8(27, fit("RecordStarted.side", record.side, 0, 255));
  view.setBigUint64(28, fitBig("RecordStarted.size", record.size, 0n, 18446744073709551615n), true);
  view.setBigUint64(36, fitBig("RecordStarted.open_interest", record.open_interest, 0n, 18446744073709551615n), true);
  view.setBigUint64(44, fitBig("RecordStarted.mark_price", record.mark_price, 0n, 18446744073709551615n), true);
  view.setBigInt64(52, fitBig("RecordStarted.funding", record.funding, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(60, fitBig("RecordStarted.loss", record.loss, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(68, fitBig("RecordStarted.claims", record.claims, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(76, fitBig("RecordStarted.backstop", record.backstop, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Everybody has passed it. */
export interface RecordDone {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  number: bigint;
  /** account */
  backstop: bigint;
}
export const RECORD_DONE_KIND = 35;
export const RECORD_DONE_SIZE = 34;
/** The record at a place. Throws RecordInvalid. */
export function readRecordDone(view: DataView, at = 0): RecordDone {
  head(view, at, 35, 34, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    number: view.getBigUint64(at + 18, true),
    backstop: view.getBigUint64(at + 26, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeRecordDone(record: RecordDone): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(34);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 35);
  view.setUint16(2, 34, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("RecordDone.market", record.market, 0, 65535), true);
  view.setBigUint64(18, fitBig("RecordDone.number", record.number, 0n, 18446744073709551615n), true);
  view.setBigUint64(26, fitBig("RecordDone.backstop", record.backstop, 0n, 18446744073709551615n), true);
  return bytes;
}

/** What paid a bankrupt's loss beside his own (LIQ-5). */
export interface LossCovered {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** account */
  account: bigint;
  /** atoms */
  insurance: bigint;
  /** atoms, L: nobody has paid it yet */
  deficit: bigint;
}
export const LOSS_COVERED_KIND = 36;
export const LOSS_COVERED_SIZE = 42;
/** The record at a place. Throws RecordInvalid. */
export function readLossCovered(view: DataView, at = 0): LossCovered {
  head(view, at, 36, 42, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    account: view.getBigUint64(at + 18, true),
    insurance: view.getBigInt64(at + 26, true),
    deficit: view.getBigInt64(at + 34, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeLossCovered(record: LossCovered): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(42);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 36);
  view.setUint16(2, 42, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("LossCovered.market", record.market, 0, 65535), true);
  view.setBigUint64(18, fitBig("LossCovered.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigInt64(26, fitBig("LossCovered.insurance", record.insurance, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(34, fitBig("LossCovered.deficit", record.deficit, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** What stood for a deficit before and after all claims were cut (LIQ-6). */
export interface DeficitPaid {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** atoms */
  insurance: bigint;
  /** atoms, of the fee account, dropped */
  fee_claim: bigint;
  /** atoms */
  fee_bucket: bigint;
  /** atoms */
  backstop: bigint;
  /** atoms, left */
  deficit: bigint;
  /** account, the backstop */
  account: bigint;
}
export const DEFICIT_PAID_KIND = 37;
export const DEFICIT_PAID_SIZE = 66;
/** The record at a place. Throws RecordInvalid. */
export function readDeficitPaid(view: DataView, at = 0): DeficitPaid {
  head(view, at, 37, 66, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    insurance: view.getBigInt64(at + 18, true),
    fee_claim: view.getBigInt64(at + 26, true),
    fee_bucket: view.getBigInt64(at + 34, true),
    backstop: view.getBigInt64(at + 42, true),
    deficit: view.getBigInt64(at + 50, true),
    account: view.getBigUint64(at + 58, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDeficitPaid(record: DeficitPaid): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(66);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 37);
  view.setUint16(2, 66, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("DeficitPaid.market", record.market, 0, 65535), true);
  view.setBigInt64(18, fitBig("DeficitPaid.insurance", record.insurance, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(26, fitBig("DeficitPaid.fee_claim", record.fee_claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(34, fitBig("DeficitPaid.fee_bucket", record.fee_bucket, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(42, fitBig("DeficitPaid.backstop", record.backstop, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(50, fitBig("DeficitPaid.deficit", record.deficit, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(58, fitBig("DeficitPaid.account", record.account, 0n, 18446744073709551615n), true);
  return bytes;
}

/** The tail filled a market's fund for a loss that passes it (LIQ-5). */
export interface TailGiven {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** account, whose loss it is; the backstop where it is of a deficit */
  account: bigint;
  /** account */
  backstop: bigint;
  /** MoveCause: loss or deficit */
  cause: number;
  /** atoms */
  amount: bigint;
  /** atoms, afterwards */
  insurance: bigint;
  /** atoms, afterwards */
  tail: bigint;
}
export const TAIL_GIVEN_KIND = 38;
export const TAIL_GIVEN_SIZE = 59;
/** The record at a place. Throws RecordInvalid. */
export function readTailGiven(view: DataView, at = 0): TailGiven {
  head(view, at, 38, 59, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    account: view.getBigUint64(at + 18, true),
    backstop: view.getBigUint64(at + 26, true),
    cause: view.getUint8(at + 34),
    amount: view.getBigInt64(at + 35, true),
    insurance: view.getBigInt64(at + 43, true),
    tail: view.getBigInt64(at + 51, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeTailGiven(record: TailGiven): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(59);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 38);
  view.setUint16(2, 59, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("TailGiven.market", record.market, 0, 65535), true);
  view.setBigUint64(18, fitBig("TailGiven.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(26, fitBig("TailGiven.backstop", record.backstop, 0n, 18446744073709551615n), true);
  view.setUint8(34, fit("TailGiven.cause", record.cause, 0, 255));
  view.setBigInt64(35, fitBig("TailGiven.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(43, fitBig("TailGiven.insurance", record.insurance, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(51, fitBig("TailGiven.tail", record.tail, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** What was set aside for a referrer was paid (FEE-2). */
export interface SharePaid {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** market */
  market: number;
  /** atoms */
  amount: bigint;
  /** atoms, afterwards */
  collateral: bigint;
}
export const SHARE_PAID_KIND = 39;
export const SHARE_PAID_SIZE = 42;
/** The record at a place. Throws RecordInvalid. */
export function readSharePaid(view: DataView, at = 0): SharePaid {
  head(view, at, 39, 42, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    market: view.getUint16(at + 24, true),
    amount: view.getBigInt64(at + 26, true),
    collateral: view.getBigInt64(at + 34, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSharePaid(record: SharePaid): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(42);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 39);
  view.setUint16(2, 42, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("SharePaid.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(24, fit("SharePaid.market", record.market, 0, 65535), true);
  view.setBigInt64(26, fitBig("SharePaid.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(34, fitBig("SharePaid.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Event 47. */
export interface ReferrerSet {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** key */
  owner: Uint8Array;
  /** key */
  referrer: Uint8Array;
}
export const REFERRER_SET_KIND = 47;
export const REFERRER_SET_SIZE = 88;
/** The record at a place. Throws RecordInvalid. */
export function readReferrerSet(view: DataView, at = 0): ReferrerSet {
  head(view, at, 47, 88, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    owner: bytesAt(view, at + 24, 32),
    referrer: bytesAt(view, at + 56, 32),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeReferrerSet(record: ReferrerSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(88);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 47);
  view.setUint16(2, 88, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("ReferrerSet.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 24, 32, "ReferrerSet.owner", record.owner);
  put(view, 56, 32, "ReferrerSet.referrer", record.referrer);
  return bytes;
}

/** Event 40. */
export interface DeadManSet {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** Timer */
  timer: number;
  /** us, 0: off */
  deadline: bigint;
}
export const DEAD_MAN_SET_KIND = 40;
export const DEAD_MAN_SET_SIZE = 33;
/** The record at a place. Throws RecordInvalid. */
export function readDeadManSet(view: DataView, at = 0): DeadManSet {
  head(view, at, 40, 33, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    timer: view.getUint8(at + 24),
    deadline: view.getBigUint64(at + 25, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDeadManSet(record: DeadManSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 40);
  view.setUint16(2, 33, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("DeadManSet.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(24, fit("DeadManSet.timer", record.timer, 0, 255));
  view.setBigUint64(25, fitBig("DeadManSet.deadline", record.deadline, 0n, 18446744073709551615n), true);
  return bytes;
}

/** After the single cancels. */
export interface DeadManFired {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** Timer */
  timer: number;
  count: number;
}
export const DEAD_MAN_FIRED_KIND = 41;
export const DEAD_MAN_FIRED_SIZE = 29;
/** The record at a place. Throws RecordInvalid. */
export function readDeadManFired(view: DataView, at = 0): DeadManFired {
  head(view, at, 41, 29, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    timer: view.getUint8(at + 24),
    count: view.getUint32(at + 25, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDeadManFired(record: DeadManFired): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(29);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 41);
  view.setUint16(2, 29, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("DeadManFired.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(24, fit("DeadManFired.timer", record.timer, 0, 255));
  view.setUint32(25, fit("DeadManFired.count", record.count, 0, 4294967295), true);
  return bytes;
}

/** Taken; it waits for its price. */
export interface OrderWaiting {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  client_order_id: bigint;
  nonce: bigint;
  /** slot */
  expiry: bigint;
  /** market */
  market: number;
  side: number;
  kind: number;
  time_in_force: number;
  post_only: number;
  reduce_only: number;
  /** ticks */
  price: number;
  /** lots */
  size: number;
  /** ticks */
  trigger: number;
  /** PriceSource */
  source: number;
  /** ticks */
  distance: number;
  /** ppm */
  distance_ppm: number;
  /** ticks */
  activation: number;
  /** Link */
  link: number;
  /** order_id */
  linked: Uint8Array;
  /** of a TWAP */
  slices: number;
}
export const ORDER_WAITING_KIND = 42;
export const ORDER_WAITING_SIZE = 115;
/** The record at a place. Throws RecordInvalid. */
export function readOrderWaiting(view: DataView, at = 0): OrderWaiting {
  head(view, at, 42, 115, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    client_order_id: view.getBigUint64(at + 40, true),
    nonce: view.getBigUint64(at + 48, true),
    expiry: view.getBigUint64(at + 56, true),
    market: view.getUint16(at + 64, true),
    side: view.getUint8(at + 66),
    kind: view.getUint8(at + 67),
    time_in_force: view.getUint8(at + 68),
    post_only: view.getUint8(at + 69),
    reduce_only: view.getUint8(at + 70),
    price: view.getUint32(at + 71, true),
    size: view.getUint32(at + 75, true),
    trigger: view.getUint32(at + 79, true),
    source: view.getUint8(at + 83),
    distance: view.getUint32(at + 84, true),
    distance_ppm: view.getUint32(at + 88, true),
    activation: view.getUint32(at + 92, true),
    link: view.getUint8(at + 96),
    linked: bytesAt(view, at + 97, 16),
    slices: view.getUint16(at + 113, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderWaiting(record: OrderWaiting): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(115);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 42);
  view.setUint16(2, 115, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "OrderWaiting.order_id", record.order_id);
  view.setBigUint64(32, fitBig("OrderWaiting.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(40, fitBig("OrderWaiting.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setBigUint64(48, fitBig("OrderWaiting.nonce", record.nonce, 0n, 18446744073709551615n), true);
  view.setBigUint64(56, fitBig("OrderWaiting.expiry", record.expiry, 0n, 18446744073709551615n), true);
  view.setUint16(64, fit("OrderWaiting.market", record.market, 0, 65535), true);
  view.setUint8(66, fit("OrderWaiting.side", record.side, 0, 255));
  view.setUint8(67, fit("OrderWaiting.kind", record.kind, 0, 255));
  view.setUint8(68, fit("OrderWaiting.time_in_force", record.time_in_force, 0, 255));
  view.setUint8(69, fit("OrderWaiting.post_only", record.post_only, 0, 255));
  view.setUint8(70, fit("OrderWaiting.reduce_only", record.reduce_only, 0, 255));
  view.setUint32(71, fit("OrderWaiting.price", record.price, 0, 4294967295), true);
  view.setUint32(75, fit("OrderWaiting.size", record.size, 0, 4294967295), true);
  view.setUint32(79, fit("OrderWaiting.trigger", record.trigger, 0, 4294967295), true);
  view.setUint8(83, fit("OrderWaiting.source", record.source, 0, 255));
  view.setUint32(84, fit("OrderWaiting.distance", record.distance, 0, 4294967295), true);
  view.setUint32(88, fit("OrderWaiting.distance_ppm", record.distance_ppm, 0, 4294967295), true);
  view.setUint32(92, fit("OrderWaiting.activation", record.activation, 0, 4294967295), true);
  view.setUint8(96, fit("OrderWaiting.link", record.link, 0, 255));
  put(view, 97, 16, "OrderWaiting.linked", record.linked);
  view.setUint16(113, fit("OrderWaiting.slices", record.slices, 0, 65535), true);
  return bytes;
}

/** Its price came. OrderAccepted and its fills follow, or OrderCancelled when there is a reason. */
export interface OrderTriggered {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  client_order_id: bigint;
  /** market */
  market: number;
  /** PriceSource */
  source: number;
  /** mticks, of that source */
  price: bigint;
  /** lots, with which it enters */
  size: number;
  /** Reason why it was not taken; 0: it was */
  reason: number;
}
export const ORDER_TRIGGERED_KIND = 43;
export const ORDER_TRIGGERED_SIZE = 65;
/** The record at a place. Throws RecordInvalid. */
export function readOrderTriggered(view: DataView, at = 0): OrderTriggered {
  head(view, at, 43, 65, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    client_order_id: view.getBigUint64(at + 40, true),
    market: view.getUint16(at + 48, true),
    source: view.getUint8(at + 50),
    price: view.getBigUint64(at + 51, true),
    size: view.getUint32(at + 59, true),
    reason: view.getUint16(at + 63, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderTriggered(record: OrderTriggered): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(65);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 43);
  view.setUint16(2, 65, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "OrderTriggered.order_id", record.order_id);
  view.setBigUint64(32, fitBig("OrderTriggered.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(40, fitBig("OrderTriggered.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setUint16(48, fit("OrderTriggered.market", record.market, 0, 65535), true);
  view.setUint8(50, fit("OrderTriggered.source", record.source, 0, 255));
  view.setBigUint64(51, fitBig("OrderTriggered.price", record.price, 0n, 18446744073709551615n), true);
  view.setUint32(59, fit("OrderTriggered.size", record.size, 0, 4294967295), true);
  view.setUint16(63, fit("OrderTriggered.reason", record.reason, 0, 65535), true);
  return bytes;
}

/** What rides beside an order that has just come to rest (BOOK-13, BOOK-14). */
export interface TermsSet {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  /** market */
  market: number;
  /** lots, of an iceberg: the most that is shown; 0: all of it */
  display: number;
  /** PriceSource of a pegged order */
  source: number;
  /** tick_offset */
  offset: number;
  /** ticks, as signed */
  worst: number;
}
export const TERMS_SET_KIND = 44;
export const TERMS_SET_SIZE = 55;
/** The record at a place. Throws RecordInvalid. */
export function readTermsSet(view: DataView, at = 0): TermsSet {
  head(view, at, 44, 55, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    market: view.getUint16(at + 40, true),
    display: view.getUint32(at + 42, true),
    source: view.getUint8(at + 46),
    offset: view.getInt32(at + 47, true),
    worst: view.getUint32(at + 51, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeTermsSet(record: TermsSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(55);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 44);
  view.setUint16(2, 55, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "TermsSet.order_id", record.order_id);
  view.setBigUint64(32, fitBig("TermsSet.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(40, fit("TermsSet.market", record.market, 0, 65535), true);
  view.setUint32(42, fit("TermsSet.display", record.display, 0, 4294967295), true);
  view.setUint8(46, fit("TermsSet.source", record.source, 0, 255));
  view.setInt32(47, fit("TermsSet.offset", record.offset, -2147483648, 2147483647), true);
  view.setUint32(51, fit("TermsSet.worst", record.worst, 0, 4294967295), true);
  return bytes;
}

/** A pegged order has followed its source; it stands behind those of its new price (BOOK-14). */
export interface OrderRepriced {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  client_order_id: bigint;
  /** market */
  market: number;
  side: number;
  /** ticks */
  price: number;
  /** lots */
  left: number;
}
export const ORDER_REPRICED_KIND = 45;
export const ORDER_REPRICED_SIZE = 59;
/** The record at a place. Throws RecordInvalid. */
export function readOrderRepriced(view: DataView, at = 0): OrderRepriced {
  head(view, at, 45, 59, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    client_order_id: view.getBigUint64(at + 40, true),
    market: view.getUint16(at + 48, true),
    side: view.getUint8(at + 50),
    price: view.getUint32(at + 51, true),
    left: view.getUint32(at + 55, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderRepriced(record: OrderRepriced): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(59);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 45);
  view.setUint16(2, 59, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "OrderRepriced.order_id", record.order_id);
  view.setBigUint64(32, fitBig("OrderRepriced.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(40, fitBig("OrderRepriced.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setUint16(48, fit("OrderRepriced.market", record.market, 0, 65535), true);
  view.setUint8(50, fit("OrderRepriced.side", record.side, 0, 255));
  view.setUint32(51, fit("OrderRepriced.price", record.price, 0, 4294967295), true);
  view.setUint32(55, fit("OrderRepriced.left", record.left, 0, 4294967295), true);
  return bytes;
}

/** A moment of a TWAP; the fills of its slice follow (BOOK-15). */
export interface OrderSliced {
  item: number;
  index: number;
  seq: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  client_order_id: bigint;
  /** market */
  market: number;
  side: number;
  /** ticks, as signed */
  price: number;
  /** lots, of the slice */
  size: number;
  /** Reason why it was not taken; 0: it was */
  reason: number;
  /** lots, of the slice */
  filled: number;
  /** lots, of the whole order afterwards; 0: it has filled */
  left: number;
}
export const ORDER_SLICED_KIND = 46;
export const ORDER_SLICED_SIZE = 69;
/** The record at a place. Throws RecordInvalid. */
export function readOrderSliced(view: DataView, at = 0): OrderSliced {
  head(view, at, 46, 69, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    order_id: bytesAt(view, at + 16, 16),
    account: view.getBigUint64(at + 32, true),
    client_order_id: view.getBigUint64(at + 40, true),
    market: view.getUint16(at + 48, true),
    side: view.getUint8(at + 50),
    price: view.getUint32(at + 51, true),
    size: view.getUint32(at + 55, true),
    reason: view.getUint16(at + 59, true),
    filled: view.getUint32(at + 61, true),
    left: view.getUint32(at + 65, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderSliced(record: OrderSliced): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(69);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 46);
  view.setUint16(2, 69, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  put(view, 16, 16, "OrderSliced.order_id", record.order_id);
  view.setBigUint64(32, fitBig("OrderSliced.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(40, fitBig("OrderSliced.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setUint16(48, fit("OrderSliced.market", record.market, 0, 65535), true);
  view.setUint8(50, fit("OrderSliced.side", record.side, 0, 255));
  view.setUint32(51, fit("OrderSliced.price", record.price, 0, 4294967295), true);
  view.setUint32(55, fit("OrderSliced.size", record.size, 0, 4294967295), true);
  view.setUint16(59, fit("OrderSliced.reason", record.reason, 0, 65535), true);
  view.setUint32(61, fit("OrderSliced.filled", record.filled, 0, 4294967295), true);
  view.setUint32(65, fit("OrderSliced.left", record.left, 0, 4294967295), true);
  return bytes;
}

/** How far a market's price can be relied upon, and why (ORC-3). */
export interface TierChanged {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** Tier */
  tier: number;
  /** TierCause */
  cause: number;
  /** Tier until now */
  before: number;
  /** microseconds since the last price was published */
  age: bigint;
  /** microseconds, mean distance of the feed's prices */
  interval: bigint;
  /** ppm, half width of the last price told, as a part of it */
  conf: number;
  /** ppm, how far all venues together stay away from it */
  doubt: number;
}
export const TIER_CHANGED_KIND = 85;
export const TIER_CHANGED_SIZE = 45;
/** The record at a place. Throws RecordInvalid. */
export function readTierChanged(view: DataView, at = 0): TierChanged {
  head(view, at, 85, 45, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    tier: view.getUint8(at + 18),
    cause: view.getUint8(at + 19),
    before: view.getUint8(at + 20),
    age: view.getBigUint64(at + 21, true),
    interval: view.getBigUint64(at + 29, true),
    conf: view.getUint32(at + 37, true),
    doubt: view.getUint32(at + 41, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeTierChanged(record: TierChanged): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(45);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 85);
  view.setUint16(2, 45, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("TierChanged.market", record.market, 0, 65535), true);
  view.setUint8(18, fit("TierChanged.tier", record.tier, 0, 255));
  view.setUint8(19, fit("TierChanged.cause", record.cause, 0, 255));
  view.setUint8(20, fit("TierChanged.before", record.before, 0, 255));
  view.setBigUint64(21, fitBig("TierChanged.age", record.age, 0n, 18446744073709551615n), true);
  view.setBigUint64(29, fitBig("TierChanged.interval", record.interval, 0n, 18446744073709551615n), true);
  view.setUint32(37, fit("TierChanged.conf", record.conf, 0, 4294967295), true);
  view.setUint32(41, fit("TierChanged.doubt", record.doubt, 0, 4294967295), true);
  return bytes;
}

/** How the margin fractions of a market grow. */
export interface MarginSet {
  item: number;
  index: number;
  seq: bigint;
  /** market */
  market: number;
  /** atoms */
  interest_lower: bigint;
  /** atoms */
  interest_upper: bigint;
  tier1_usd: number;
  /** ppm */
  tier1_mmf: number;
  tier2_usd: number;
  /** ppm */
  tier2_mmf: number;
}
export const MARGIN_SET_KIND = 70;
export const MARGIN_SET_SIZE = 50;
/** The record at a place. Throws RecordInvalid. */
export function readMarginSet(view: DataView, at = 0): MarginSet {
  head(view, at, 70, 50, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    market: view.getUint16(at + 16, true),
    interest_lower: view.getBigInt64(at + 18, true),
    interest_upper: view.getBigInt64(at + 26, true),
    tier1_usd: view.getUint32(at + 34, true),
    tier1_mmf: view.getUint32(at + 38, true),
    tier2_usd: view.getUint32(at + 42, true),
    tier2_mmf: view.getUint32(at + 46, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeMarginSet(record: MarginSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(50);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 70);
  view.setUint16(2, 50, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("MarginSet.market", record.market, 0, 65535), true);
  view.setBigInt64(18, fitBig("MarginSet.interest_lower", record.interest_lower, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(26, fitBig("MarginSet.interest_upper", record.interest_upper, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(34, fit("MarginSet.tier1_usd", record.tier1_usd, 0, 4294967295), true);
  view.setUint32(38, fit("MarginSet.tier1_mmf", record.tier1_mmf, 0, 4294967295), true);
  view.setUint32(42, fit("MarginSet.tier2_usd", record.tier2_usd, 0, 4294967295), true);
  view.setUint32(46, fit("MarginSet.tier2_mmf", record.tier2_mmf, 0, 4294967295), true);
  return bytes;
}

/** Event 71. */
export interface LeverageSet {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** market */
  market: number;
  /** 0: what the market allows */
  leverage: number;
}
export const LEVERAGE_SET_KIND = 71;
export const LEVERAGE_SET_SIZE = 28;
/** The record at a place. Throws RecordInvalid. */
export function readLeverageSet(view: DataView, at = 0): LeverageSet {
  head(view, at, 71, 28, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    market: view.getUint16(at + 24, true),
    leverage: view.getUint16(at + 26, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeLeverageSet(record: LeverageSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 71);
  view.setUint16(2, 28, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("LeverageSet.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(24, fit("LeverageSet.market", record.market, 0, 65535), true);
  view.setUint16(26, fit("LeverageSet.leverage", record.leverage, 0, 65535), true);
  return bytes;
}

/** Event 72. */
export interface RestrictionsSet {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** sum of Restriction */
  restrictions: number;
}
export const RESTRICTIONS_SET_KIND = 72;
export const RESTRICTIONS_SET_SIZE = 25;
/** The record at a place. Throws RecordInvalid. */
export function readRestrictionsSet(view: DataView, at = 0): RestrictionsSet {
  head(view, at, 72, 25, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    restrictions: view.getUint8(at + 24),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeRestrictionsSet(record: RestrictionsSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(25);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 72);
  view.setUint16(2, 25, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("RestrictionsSet.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(24, fit("RestrictionsSet.restrictions", record.restrictions, 0, 255));
  return bytes;
}

/** The backstop took collateral other than USDC of an account that owes (MGN-7), or with asset 0 its last debt. DebtPaid stands before it. */
export interface Converted {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** asset */
  asset: number;
  /** asset_atoms, taken */
  amount: bigint;
  /** atoms, for it */
  paid: bigint;
  /** asset_atoms, of the asset, to the account */
  left: bigint;
  /** atoms, c of the account */
  collateral: bigint;
  /** account */
  backstop: bigint;
  /** asset_atoms, what it has of the asset */
  backstop_amount: bigint;
  /** atoms, c of the backstop */
  backstop_collateral: bigint;
}
export const CONVERTED_KIND = 73;
export const CONVERTED_SIZE = 81;
/** The record at a place. Throws RecordInvalid. */
export function readConverted(view: DataView, at = 0): Converted {
  head(view, at, 73, 81, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    asset: view.getUint8(at + 24),
    amount: view.getBigInt64(at + 25, true),
    paid: view.getBigInt64(at + 33, true),
    left: view.getBigInt64(at + 41, true),
    collateral: view.getBigInt64(at + 49, true),
    backstop: view.getBigUint64(at + 57, true),
    backstop_amount: view.getBigInt64(at + 65, true),
    backstop_collateral: view.getBigInt64(at + 73, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeConverted(record: Converted): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(81);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 73);
  view.setUint16(2, 81, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("Converted.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(24, fit("Converted.asset", record.asset, 0, 255));
  view.setBigInt64(25, fitBig("Converted.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(33, fitBig("Converted.paid", record.paid, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(41, fitBig("Converted.left", record.left, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(49, fitBig("Converted.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(57, fitBig("Converted.backstop", record.backstop, 0n, 18446744073709551615n), true);
  view.setBigInt64(65, fitBig("Converted.backstop_amount", record.backstop_amount, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(73, fitBig("Converted.backstop_collateral", record.backstop_collateral, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Event 74. */
export interface BorrowingSet {
  item: number;
  index: number;
  seq: bigint;
  /** atoms */
  room_max: bigint;
  /** ppm */
  room_part: number;
  /** ppm */
  total_part: number;
  /** us */
  duration: bigint;
}
export const BORROWING_SET_KIND = 74;
export const BORROWING_SET_SIZE = 40;
/** The record at a place. Throws RecordInvalid. */
export function readBorrowingSet(view: DataView, at = 0): BorrowingSet {
  head(view, at, 74, 40, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    room_max: view.getBigInt64(at + 16, true),
    room_part: view.getUint32(at + 24, true),
    total_part: view.getUint32(at + 28, true),
    duration: view.getBigUint64(at + 32, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeBorrowingSet(record: BorrowingSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 74);
  view.setUint16(2, 40, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigInt64(16, fitBig("BorrowingSet.room_max", record.room_max, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(24, fit("BorrowingSet.room_part", record.room_part, 0, 4294967295), true);
  view.setUint32(28, fit("BorrowingSet.total_part", record.total_part, 0, 4294967295), true);
  view.setBigUint64(32, fitBig("BorrowingSet.duration", record.duration, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Event 75. */
export interface IsolationSet {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** market, 65535: every market */
  market: number;
}
export const ISOLATION_SET_KIND = 75;
export const ISOLATION_SET_SIZE = 26;
/** The record at a place. Throws RecordInvalid. */
export function readIsolationSet(view: DataView, at = 0): IsolationSet {
  head(view, at, 75, 26, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    market: view.getUint16(at + 24, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeIsolationSet(record: IsolationSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(26);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 75);
  view.setUint16(2, 26, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("IsolationSet.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(24, fit("IsolationSet.market", record.market, 0, 65535), true);
  return bytes;
}

/** Whether collateral may leave (WDR-2). */
export interface GateSet {
  item: number;
  index: number;
  seq: bigint;
  /** 1: nothing leaves until it opens, in an hour at most */
  closed: number;
  /** atoms, of all markets, after insurance, cuts and the backstop */
  deficit: bigint;
  /** atoms, all USDC */
  tracked: bigint;
}
export const GATE_SET_KIND = 76;
export const GATE_SET_SIZE = 33;
/** The record at a place. Throws RecordInvalid. */
export function readGateSet(view: DataView, at = 0): GateSet {
  head(view, at, 76, 33, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    closed: view.getUint8(at + 16),
    deficit: view.getBigInt64(at + 17, true),
    tracked: view.getBigInt64(at + 25, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeGateSet(record: GateSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 76);
  view.setUint16(2, 33, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint8(16, fit("GateSet.closed", record.closed, 0, 255));
  view.setBigInt64(17, fitBig("GateSet.deficit", record.deficit, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(25, fitBig("GateSet.tracked", record.tracked, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** Items of an account's settlement log have landed on the chain. */
export interface Settled {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** all that have */
  items: bigint;
}
export const SETTLED_KIND = 90;
export const SETTLED_SIZE = 32;
/** The record at a place. Throws RecordInvalid. */
export function readSettled(view: DataView, at = 0): Settled {
  head(view, at, 90, 32, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    items: view.getBigUint64(at + 24, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSettled(record: Settled): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 90);
  view.setUint16(2, 32, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("Settled.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(24, fitBig("Settled.items", record.items, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Event 91. */
export interface EntryLimitSet {
  item: number;
  index: number;
  seq: bigint;
  entries: number;
}
export const ENTRY_LIMIT_SET_KIND = 91;
export const ENTRY_LIMIT_SET_SIZE = 18;
/** The record at a place. Throws RecordInvalid. */
export function readEntryLimitSet(view: DataView, at = 0): EntryLimitSet {
  head(view, at, 91, 18, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    entries: view.getUint16(at + 16, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeEntryLimitSet(record: EntryLimitSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(18);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 91);
  view.setUint16(2, 18, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint16(16, fit("EntryLimitSet.entries", record.entries, 0, 65535), true);
  return bytes;
}

/** Mark rounds up to a time are on the chain. */
export interface PostedSet {
  item: number;
  index: number;
  seq: bigint;
  /** us */
  posted: bigint;
}
export const POSTED_SET_KIND = 92;
export const POSTED_SET_SIZE = 24;
/** The record at a place. Throws RecordInvalid. */
export function readPostedSet(view: DataView, at = 0): PostedSet {
  head(view, at, 92, 24, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    posted: view.getBigUint64(at + 16, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writePostedSet(record: PostedSet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 92);
  view.setUint16(2, 24, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("PostedSet.posted", record.posted, 0n, 18446744073709551615n), true);
  return bytes;
}

/** What is taken while the chain is behind, from now on. */
export interface HoldChanged {
  item: number;
  index: number;
  seq: bigint;
  /** Hold */
  hold: number;
  /** us, of the last round that is on the chain */
  posted: bigint;
  /** us, of the newest one */
  round: bigint;
}
export const HOLD_CHANGED_KIND = 93;
export const HOLD_CHANGED_SIZE = 33;
/** The record at a place. Throws RecordInvalid. */
export function readHoldChanged(view: DataView, at = 0): HoldChanged {
  head(view, at, 93, 33, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    hold: view.getUint8(at + 16),
    posted: view.getBigUint64(at + 17, true),
    round: view.getBigUint64(at + 25, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeHoldChanged(record: HoldChanged): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 93);
  view.setUint16(2, 33, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setUint8(16, fit("HoldChanged.hold", record.hold, 0, 255));
  view.setBigUint64(17, fitBig("HoldChanged.posted", record.posted, 0n, 18446744073709551615n), true);
  view.setBigUint64(25, fitBig("HoldChanged.round", record.round, 0n, 18446744073709551615n), true);
  return bytes;
}

/** The operator closes a position of an owner who leaves; fills of nobody's order follow, as many as there are (CUST-34). */
export interface LeavingClosed {
  item: number;
  index: number;
  seq: bigint;
  /** account */
  account: bigint;
  /** market */
  market: number;
  /** Side of what closes */
  side: number;
  /** lots */
  size: number;
  /** ticks, worst */
  price: number;
}
export const LEAVING_CLOSED_KIND = 98;
export const LEAVING_CLOSED_SIZE = 35;
/** The record at a place. Throws RecordInvalid. */
export function readLeavingClosed(view: DataView, at = 0): LeavingClosed {
  head(view, at, 98, 35, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    account: view.getBigUint64(at + 16, true),
    market: view.getUint16(at + 24, true),
    side: view.getUint8(at + 26),
    size: view.getUint32(at + 27, true),
    price: view.getUint32(at + 31, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeLeavingClosed(record: LeavingClosed): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(35);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 98);
  view.setUint16(2, 35, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("LeavingClosed.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(24, fit("LeavingClosed.market", record.market, 0, 65535), true);
  view.setUint8(26, fit("LeavingClosed.side", record.side, 0, 255));
  view.setUint32(27, fit("LeavingClosed.size", record.size, 0, 4294967295), true);
  view.setUint32(31, fit("LeavingClosed.price", record.price, 0, 4294967295), true);
  return bytes;
}

/** A change of the chain was taken: what it set stands before it, and the chain changes at this place of its log (CUST-50). */
export interface ChangeTaken {
  item: number;
  index: number;
  seq: bigint;
  change: bigint;
}
export const CHANGE_TAKEN_KIND = 99;
export const CHANGE_TAKEN_SIZE = 24;
/** The record at a place. Throws RecordInvalid. */
export function readChangeTaken(view: DataView, at = 0): ChangeTaken {
  head(view, at, 99, 24, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    change: view.getBigUint64(at + 16, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeChangeTaken(record: ChangeTaken): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 99);
  view.setUint16(2, 24, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("ChangeTaken.change", record.change, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Nothing is taken any more; what did not settle is void, and the chain pays everybody out (CUST-24). */
export interface Frozen {
  item: number;
  index: number;
  seq: bigint;
  /** us */
  since: bigint;
}
export const FROZEN_KIND = 95;
export const FROZEN_SIZE = 24;
/** The record at a place. Throws RecordInvalid. */
export function readFrozen(view: DataView, at = 0): Frozen {
  head(view, at, 95, 24, true);
  return {
    item: view.getUint8(at + 1),
    index: view.getUint32(at + 4, true),
    seq: view.getBigUint64(at + 8, true),
    since: view.getBigUint64(at + 16, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeFrozen(record: Frozen): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 95);
  view.setUint16(2, 24, true);
  view.setUint8(1, fit("item", record.item, 0, 255));
  view.setUint32(4, fit("index", record.index, 0, 4294967295), true);
  view.setBigUint64(8, fitBig("seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(16, fitBig("Frozen.since", record.since, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Query 1. */
export interface AccountQuery {
  /** account */
  account: bigint;
}
export const ACCOUNT_QUERY_KIND = 1;
export const ACCOUNT_QUERY_SIZE = 12;
/** The record at a place. Throws RecordInvalid. */
export function readAccountQuery(view: DataView, at = 0): AccountQuery {
  head(view, at, 1, 12, false);
  return {
    account: view.getBigUint64(at + 4, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeAccountQuery(record: AccountQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint16(2, 12, true);
  view.setBigUint64(4, fitBig("AccountQuery.account", record.account, 0n, 18446744073709551615n), true);
  return bytes;
}

/** All accounts of an owner. */
export interface OwnerQuery {
  /** key */
  owner: Uint8Array;
}
export const OWNER_QUERY_KIND = 2;
export const OWNER_QUERY_SIZE = 36;
/** The record at a place. Throws RecordInvalid. */
export function readOwnerQuery(view: DataView, at = 0): OwnerQuery {
  head(view, at, 2, 36, false);
  return {
    owner: bytesAt(view, at + 4, 32),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOwnerQuery(record: OwnerQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(36);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 2);
  view.setUint16(2, 36, true);
  put(view, 4, 32, "OwnerQuery.owner", record.owner);
  return bytes;
}

/** Query 3. */
export interface MarketQuery {
  /** market, 65535: every market */
  market: number;
}
export const MARKET_QUERY_KIND = 3;
export const MARKET_QUERY_SIZE = 6;
/** The record at a place. Throws RecordInvalid. */
export function readMarketQuery(view: DataView, at = 0): MarketQuery {
  head(view, at, 3, 6, false);
  return {
    market: view.getUint16(at + 4, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeMarketQuery(record: MarketQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(6);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 3);
  view.setUint16(2, 6, true);
  view.setUint16(4, fit("MarketQuery.market", record.market, 0, 65535), true);
  return bytes;
}

/** Query 4. */
export interface BookQuery {
  /** market */
  market: number;
  /** levels a side; 0: all */
  depth: number;
}
export const BOOK_QUERY_KIND = 4;
export const BOOK_QUERY_SIZE = 8;
/** The record at a place. Throws RecordInvalid. */
export function readBookQuery(view: DataView, at = 0): BookQuery {
  head(view, at, 4, 8, false);
  return {
    market: view.getUint16(at + 4, true),
    depth: view.getUint16(at + 6, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeBookQuery(record: BookQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 4);
  view.setUint16(2, 8, true);
  view.setUint16(4, fit("BookQuery.market", record.market, 0, 65535), true);
  view.setUint16(6, fit("BookQuery.depth", record.depth, 0, 65535), true);
  return bytes;
}

/** Query 5. */
export interface OpenOrdersQuery {
  /** account */
  account: bigint;
  /** market, 65535: every market */
  market: number;
}
export const OPEN_ORDERS_QUERY_KIND = 5;
export const OPEN_ORDERS_QUERY_SIZE = 14;
/** The record at a place. Throws RecordInvalid. */
export function readOpenOrdersQuery(view: DataView, at = 0): OpenOrdersQuery {
  head(view, at, 5, 14, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOpenOrdersQuery(record: OpenOrdersQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(14);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 5);
  view.setUint16(2, 14, true);
  view.setBigUint64(4, fitBig("OpenOrdersQuery.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("OpenOrdersQuery.market", record.market, 0, 65535), true);
  return bytes;
}

/** Query 6. */
export interface OrderQuery {
  /** account */
  account: bigint;
  /** order_id */
  order_id: Uint8Array;
  /** used when the order id is zero */
  client_order_id: bigint;
}
export const ORDER_QUERY_KIND = 6;
export const ORDER_QUERY_SIZE = 36;
/** The record at a place. Throws RecordInvalid. */
export function readOrderQuery(view: DataView, at = 0): OrderQuery {
  head(view, at, 6, 36, false);
  return {
    account: view.getBigUint64(at + 4, true),
    order_id: bytesAt(view, at + 12, 16),
    client_order_id: view.getBigUint64(at + 28, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderQuery(record: OrderQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(36);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 6);
  view.setUint16(2, 36, true);
  view.setBigUint64(4, fitBig("OrderQuery.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 12, 16, "OrderQuery.order_id", record.order_id);
  view.setBigUint64(28, fitBig("OrderQuery.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  return bytes;
}

/** What an order would do now, without signature. */
export interface PreviewQuery {
  /** account */
  account: bigint;
  /** market */
  market: number;
  side: number;
  kind: number;
  time_in_force: number;
  post_only: number;
  reduce_only: number;
  /** ticks */
  price: number;
  /** lots */
  size: number;
}
export const PREVIEW_QUERY_KIND = 7;
export const PREVIEW_QUERY_SIZE = 27;
/** The record at a place. Throws RecordInvalid. */
export function readPreviewQuery(view: DataView, at = 0): PreviewQuery {
  head(view, at, 7, 27, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
    side: view.getUint8(at + 14),
    kind: view.getUint8(at + 15),
    time_in_force: view.getUint8(at + 16),
    post_only: view.getUint8(at + 17),
    reduce_only: view.getUint8(at + 18),
    price: view.getUint32(at + 19, true),
    size: view.getUint32(at + 23, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writePreviewQuery(record: PreviewQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(27);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 7);
  view.setUint16(2, 27, true);
  view.setBigUint64(4, fitBig("PreviewQuery.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("PreviewQuery.market", record.market, 0, 65535), true);
  view.setUint8(14, fit("PreviewQuery.side", record.side, 0, 255));
  view.setUint8(15, fit("PreviewQuery.kind", record.kind, 0, 255));
  view.setUint8(16, fit("PreviewQuery.time_in_force", record.time_in_force, 0, 255));
  view.setUint8(17, fit("PreviewQuery.post_only", record.post_only, 0, 255));
  view.setUint8(18, fit("PreviewQuery.reduce_only", record.reduce_only, 0, 255));
  view.setUint32(19, fit("PreviewQuery.price", record.price, 0, 4294967295), true);
  view.setUint32(23, fit("PreviewQuery.size", record.size, 0, 4294967295), true);
  return bytes;
}

/** The account at marks moved by a fraction. */
export interface StressQuery {
  /** account */
  account: bigint;
  /** rate_ppm */
  shift: number;
}
export const STRESS_QUERY_KIND = 8;
export const STRESS_QUERY_SIZE = 16;
/** The record at a place. Throws RecordInvalid. */
export function readStressQuery(view: DataView, at = 0): StressQuery {
  head(view, at, 8, 16, false);
  return {
    account: view.getBigUint64(at + 4, true),
    shift: view.getInt32(at + 12, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeStressQuery(record: StressQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 8);
  view.setUint16(2, 16, true);
  view.setBigUint64(4, fitBig("StressQuery.account", record.account, 0n, 18446744073709551615n), true);
  view.setInt32(12, fit("StressQuery.shift", record.shift, -2147483648, 2147483647), true);
  return bytes;
}

/** Sums over the whole exchange, for invariants. */
export interface TotalsQuery {
}
export const TOTALS_QUERY_KIND = 9;
export const TOTALS_QUERY_SIZE = 4;
/** The record at a place. Throws RecordInvalid. */
export function readTotalsQuery(view: DataView, at = 0): TotalsQuery {
  head(view, at, 9, 4, false);
  return {
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeTotalsQuery(_record: TotalsQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 9);
  view.setUint16(2, 4, true);
  return bytes;
}

/** What is owed to each referrer in each market (FEE-2). */
export interface SharesQuery {
}
export const SHARES_QUERY_KIND = 10;
export const SHARES_QUERY_SIZE = 4;
/** The record at a place. Throws RecordInvalid. */
export function readSharesQuery(view: DataView, at = 0): SharesQuery {
  head(view, at, 10, 4, false);
  return {
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeSharesQuery(_record: SharesQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 10);
  view.setUint16(2, 4, true);
  return bytes;
}

/** Whether the exchange was frozen on the chain. */
export interface FrozenQuery {
}
export const FROZEN_QUERY_KIND = 40;
export const FROZEN_QUERY_SIZE = 4;
/** The record at a place. Throws RecordInvalid. */
export function readFrozenQuery(view: DataView, at = 0): FrozenQuery {
  head(view, at, 40, 4, false);
  return {
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeFrozenQuery(_record: FrozenQuery): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 40);
  view.setUint16(2, 4, true);
  return bytes;
}

/** First record of every answer to a query: the state that it speaks of. */
export interface AnswerHead {
  /** seq */
  seq: bigint;
  /** us */
  ts: bigint;
}
export const ANSWER_HEAD_KIND = 1;
export const ANSWER_HEAD_SIZE = 20;
/** The record at a place. Throws RecordInvalid. */
export function readAnswerHead(view: DataView, at = 0): AnswerHead {
  head(view, at, 1, 20, false);
  return {
    seq: view.getBigUint64(at + 4, true),
    ts: view.getBigUint64(at + 12, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeAnswerHead(record: AnswerHead): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint16(2, 20, true);
  view.setBigUint64(4, fitBig("AnswerHead.seq", record.seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(12, fitBig("AnswerHead.ts", record.ts, 0n, 18446744073709551615n), true);
  return bytes;
}

/** View 2. */
export interface AccountView {
  /** account */
  account: bigint;
  /** key */
  owner: Uint8Array;
  index: number;
  /** 4 more where somebody referred the owner (FEE-5) */
  fee_tier: number;
  open_orders: number;
  /** atoms, c */
  collateral: bigint;
  /** atoms, profit of this and the last epoch that cannot leave yet (PNL-6) */
  held: bigint;
  /** atoms, Net (MGN-5) */
  equity: bigint;
  /** atoms, Open (MGN-5) */
  equity_open: bigint;
  /** atoms, initial requirement with open orders */
  imr: bigint;
  /** atoms, maintenance requirement */
  mmr: bigint;
  /** atoms, USDC that margin lets go */
  withdrawable: bigint;
  /** messages with a nonce below it are dead */
  floor: bigint;
  /** owner instruction of the chain up to which all is acknowledged */
  inbox: bigint;
  /** highest number of a withdrawal asked for here */
  last_request: bigint;
  /** sum of Restriction */
  restrictions: number;
  /** entries of its table on the chain that its matched orders hold (BOOK-6) */
  entries_used: number;
  /** entries that it has; the last sixteen are for orders that only reduce */
  entries_max: number;
}
export const ACCOUNT_VIEW_KIND = 2;
export const ACCOUNT_VIEW_SIZE = 136;
/** The record at a place. Throws RecordInvalid. */
export function readAccountView(view: DataView, at = 0): AccountView {
  head(view, at, 2, 136, false);
  return {
    account: view.getBigUint64(at + 4, true),
    owner: bytesAt(view, at + 12, 32),
    index: view.getUint16(at + 44, true),
    fee_tier: view.getUint8(at + 46),
    open_orders: view.getUint32(at + 47, true),
    collateral: view.getBigInt64(at + 51, true),
    held: view.getBigInt64(at + 59, true),
    equity: view.getBigInt64(at + 67, true),
    equity_open: view.getBigInt64(at + 75, true),
    imr: view.getBigInt64(at + 83, true),
    mmr: view.getBigInt64(at + 91, true),
    withdrawable: view.getBigInt64(at + 99, true),
    floor: view.getBigUint64(at + 107, true),
    inbox: view.getBigUint64(at + 115, true),
    last_request: view.getBigUint64(at + 123, true),
    restrictions: view.getUint8(at + 131),
    entries_used: view.getUint16(at + 132, true),
    entries_max: view.getUint16(at + 134, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeAccountView(record: AccountView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(136);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 2);
  view.setUint16(2, 136, true);
  view.setBigUint64(4, fitBig("AccountView.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 12, 32, "AccountView.owner", record.owner);
  view.setUint16(44, fit("AccountView.index", record.index, 0, 65535), true);
  view.setUint8(46, fit("AccountView.fee_tier", record.fee_tier, 0, 255));
  view.setUint32(47, fit("AccountView.open_orders", record.open_orders, 0, 4294967295), true);
  view.setBigInt64(51, fitBig("AccountView.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(59, fitBig("AccountView.held", record.held, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(67, fitBig("AccountView.equity", record.equity, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(75, fitBig("AccountView.equity_open", record.equity_open, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(83, fitBig("AccountView.imr", record.imr, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(91, fitBig("AccountView.mmr", record.mmr, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(99, fitBig("AccountView.withdrawable", record.withdrawable, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(107, fitBig("AccountView.floor", record.floor, 0n, 18446744073709551615n), true);
  view.setBigUint64(115, fitBig("AccountView.inbox", record.inbox, 0n, 18446744073709551615n), true);
  view.setBigUint64(123, fitBig("AccountView.last_request", record.last_request, 0n, 18446744073709551615n), true);
  view.setUint8(131, fit("AccountView.restrictions", record.restrictions, 0, 255));
  view.setUint16(132, fit("AccountView.entries_used", record.entries_used, 0, 65535), true);
  view.setUint16(134, fit("AccountView.entries_max", record.entries_max, 0, 65535), true);
  return bytes;
}

/** View 3. */
export interface PositionView {
  /** account */
  account: bigint;
  /** market */
  market: number;
  /** position_lots */
  position: bigint;
  /** atoms, e, with funding due */
  quote: bigint;
  /** atoms, r */
  claim: bigint;
  /** atoms, w */
  swept: bigint;
  /** funding, F up to which it is so */
  funding: bigint;
  /** total_lots, open orders that count for margin */
  buys: bigint;
  /** total_lots */
  sells: bigint;
  /** most leverage of new risk that the user chose; 0: what the market allows */
  leverage: number;
  /** mticks */
  mark_price: bigint;
  /** atoms, pnl (PNL-1) */
  unrealized: bigint;
  /** atoms */
  imr: bigint;
  /** atoms */
  mmr: bigint;
  /** mticks, 0: none */
  liquidation_price: bigint;
}
export const POSITION_VIEW_KIND = 3;
export const POSITION_VIEW_SIZE = 112;
/** The record at a place. Throws RecordInvalid. */
export function readPositionView(view: DataView, at = 0): PositionView {
  head(view, at, 3, 112, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
    position: view.getBigInt64(at + 14, true),
    quote: view.getBigInt64(at + 22, true),
    claim: view.getBigInt64(at + 30, true),
    swept: view.getBigInt64(at + 38, true),
    funding: view.getBigInt64(at + 46, true),
    buys: view.getBigUint64(at + 54, true),
    sells: view.getBigUint64(at + 62, true),
    leverage: view.getUint16(at + 70, true),
    mark_price: view.getBigUint64(at + 72, true),
    unrealized: view.getBigInt64(at + 80, true),
    imr: view.getBigInt64(at + 88, true),
    mmr: view.getBigInt64(at + 96, true),
    liquidation_price: view.getBigUint64(at + 104, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writePositionView(record: PositionView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(112);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 3);
  view.setUint16(2, 112, true);
  view.setBigUint64(4, fitBig("PositionView.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("PositionView.market", record.market, 0, 65535), true);
  view.setBigInt64(14, fitBig("PositionView.position", record.position, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(22, fitBig("PositionView.quote", record.quote, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(30, fitBig("PositionView.claim", record.claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(38, fitBig("PositionView.swept", record.swept, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(46, fitBig("PositionView.funding", record.funding, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(54, fitBig("PositionView.buys", record.buys, 0n, 18446744073709551615n), true);
  view.setBigUint64(62, fitBig("PositionView.sells", record.sells, 0n, 18446744073709551615n), true);
  view.setUint16(70, fit("PositionView.leverage", record.leverage, 0, 65535), true);
  view.setBigUint64(72, fitBig("PositionView.mark_price", record.mark_price, 0n, 18446744073709551615n), true);
  view.setBigInt64(80, fitBig("PositionView.unrealized", record.unrealized, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(88, fitBig("PositionView.imr", record.imr, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(96, fitBig("PositionView.mmr", record.mmr, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(104, fitBig("PositionView.liquidation_price", record.liquidation_price, 0n, 18446744073709551615n), true);
  return bytes;
}

/** View 4. */
export interface MarketView {
  /** market */
  market: number;
  /** symbol */
  symbol: Uint8Array;
  /** e9 */
  tick_size: bigint;
  /** e9 */
  lot_size: bigint;
  tick_value: number;
  /** ticks */
  price_max: number;
  /** lots */
  order_max: number;
  /** total_lots */
  position_max: bigint;
  /** total_lots */
  open_interest_max: bigint;
  /** ppm */
  imf: number;
  /** ppm */
  mmf: number;
  /** atoms */
  requirement_min: bigint;
  /** atoms */
  profit_cap: bigint;
  /** ppm */
  band: number;
  paused: number;
  /** mticks */
  index_price: bigint;
  /** mticks */
  mark_price: bigint;
  /** mticks */
  slow_price: bigint;
  /** mticks, index that the next mark round takes (MRK-1); 0: prices are set by hand */
  newest_price: bigint;
  /** us, of the newest index; 0: prices are set by hand */
  published: bigint;
  /** rate_e9, mean of this hour's samples */
  premium: bigint;
  samples: number;
  /** funding, F */
  funding: bigint;
  /** ticks */
  last_price: number;
  /** total_lots */
  open_interest: bigint;
  /** atoms */
  pool: bigint;
  /** atoms */
  insurance: bigint;
  /** atoms */
  fee_bucket: bigint;
  /** atoms, set aside for referrers (FEE-2) */
  shares: bigint;
  /** atoms */
  fee_claim: bigint;
  /** atoms */
  claims: bigint;
  /** atoms */
  deficit: bigint;
  /** Tier */
  tier: number;
  /** TierCause */
  cause: number;
  /** Hold: what is taken while the chain is behind */
  hold: number;
  /** ppm, least initial fraction of new risk at the present open interest (MGN-2) */
  imf_now: number;
  /** atoms, open interest at mark from which it grows */
  interest_lower: bigint;
  /** atoms, from which on it is one; 0: it does not grow */
  interest_upper: bigint;
  /** notional in whole USD above which the first tier's fractions hold (MGN-3); 0: none */
  tier1_usd: number;
  /** ppm, its maintenance fraction */
  tier1_mmf: number;
  tier2_usd: number;
  /** ppm */
  tier2_mmf: number;
}
export const MARKET_VIEW_KIND = 4;
export const MARKET_VIEW_SIZE = 262;
/** The record at a place. Throws RecordInvalid. */
export function readMarketView(view: DataView, at = 0): MarketView {
  head(view, at, 4, 262, false);
  return {
    market: view.getUint16(at + 4, true),
    symbol: bytesAt(view, at + 6, 16),
    tick_size: view.getBigUint64(at + 22, true),
    lot_size: view.getBigUint64(at + 30, true),
    tick_value: view.getUint32(at + 38, true),
    price_max: view.getUint32(at + 42, true),
    order_max: view.getUint32(at + 46, true),
    position_max: view.getBigUint64(at + 50, true),
    open_interest_max: view.getBigUint64(at + 58, true),
    imf: view.getUint32(at + 66, true),
    mmf: view.getUint32(at + 70, true),
    requirement_min: view.getBigInt64(at + 74, true),
    profit_cap: view.getBigInt64(at + 82, true),
    band: view.getUint32(at + 90, true),
    paused: view.getUint8(at + 94),
    index_price: view.getBigUint64(at + 95, true),
    mark_price: view.getBigUint64(at + 103, true),
    slow_price: view.getBigUint64(at + 111, true),
    newest_price: view.getBigUint64(at + 119, true),
    published: view.getBigUint64(at + 127, true),
    premium: view.getBigInt64(at + 135, true),
    samples: view.getUint32(at + 143, true),
    funding: view.getBigInt64(at + 147, true),
    last_price: view.getUint32(at + 155, true),
    open_interest: view.getBigUint64(at + 159, true),
    pool: view.getBigInt64(at + 167, true),
    insurance: view.getBigInt64(at + 175, true),
    fee_bucket: view.getBigInt64(at + 183, true),
    shares: view.getBigInt64(at + 191, true),
    fee_claim: view.getBigInt64(at + 199, true),
    claims: view.getBigInt64(at + 207, true),
    deficit: view.getBigInt64(at + 215, true),
    tier: view.getUint8(at + 223),
    cause: view.getUint8(at + 224),
    hold: view.getUint8(at + 225),
    imf_now: view.getUint32(at + 226, true),
    interest_lower: view.getBigInt64(at + 230, true),
    interest_upper: view.getBigInt64(at + 238, true),
    tier1_usd: view.getUint32(at + 246, true),
    tier1_mmf: view.getUint32(at + 250, true),
    tier2_usd: view.getUint32(at + 254, true),
    tier2_mmf: view.getUint32(at + 258, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeMarketView(record: MarketView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(262);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 4);
  view.setUint16(2, 262, true);
  view.setUint16(4, fit("MarketView.market", record.market, 0, 65535), true);
  put(view, 6, 16, "MarketView.symbol", record.symbol);
  view.setBigUint64(22, fitBig("MarketView.tick_size", record.tick_size, 0n, 18446744073709551615n), true);
  view.setBigUint64(30, fitBig("MarketView.lot_size", record.lot_size, 0n, 18446744073709551615n), true);
  view.setUint32(38, fit("MarketView.tick_value", record.tick_value, 0, 4294967295), true);
  view.setUint32(42, fit("MarketView.price_max", record.price_max, 0, 4294967295), true);
  view.setUint32(46, fit("MarketView.order_max", record.order_max, 0, 4294967295), true);
  view.setBigUint64(50, fitBig("MarketView.position_max", record.position_max, 0n, 18446744073709551615n), true);
  view.setBigUint64(58, fitBig("MarketView.open_interest_max", record.open_interest_max, 0n, 18446744073709551615n), true);
  view.setUint32(66, fit("MarketView.imf", record.imf, 0, 4294967295), true);
  view.setUint32(70, fit("MarketView.mmf", record.mmf, 0, 4294967295), true);
  view.setBigInt64(74, fitBig("MarketView.requirement_min", record.requirement_min, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(82, fitBig("MarketView.profit_cap", record.profit_cap, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(90, fit("MarketView.band", record.band, 0, 4294967295), true);
  view.setUint8(94, fit("MarketView.paused", record.paused, 0, 255));
  view.setBigUint64(95, fitBig("MarketView.index_price", record.index_price, 0n, 18446744073709551615n), true);
  view.setBigUint64(103, fitBig("MarketView.mark_price", record.mark_price, 0n, 18446744073709551615n), true);
  view.setBigUint64(111, fitBig("MarketView.slow_price", record.slow_price, 0n, 18446744073709551615n), true);
  view.setBigUint64(119, fitBig("MarketView.newest_price", record.newest_price, 0n, 18446744073709551615n), true);
  view.setBigUint64(127, fitBig("MarketView.published", record.published, 0n, 18446744073709551615n), true);
  view.setBigInt64(135, fitBig("MarketView.premium", record.premium, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(143, fit("MarketView.samples", record.samples, 0, 4294967295), true);
  view.setBigInt64(147, fitBig("MarketView.funding", record.funding, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(155, fit("MarketView.last_price", record.last_price, 0, 4294967295), true);
  view.setBigUint64(159, fitBig("MarketView.open_interest", record.open_interest, 0n, 18446744073709551615n), true);
  view.setBigInt64(167, fitBig("MarketView.pool", record.pool, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(175, fitBig("MarketView.insurance", record.insurance, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(183, fitBig("MarketView.fee_bucket", record.fee_bucket, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(191, fitBig("MarketView.shares", record.shares, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(199, fitBig("MarketView.fee_claim", record.fee_claim, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(207, fitBig("MarketView.claims", record.claims, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(215, fitBig("MarketView.deficit", record.deficit, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint8(223, fit("MarketView.tier", record.tier, 0, 255));
  view.setUint8(224, fit("MarketView.cause", record.cause, 0, 255));
  view.setUint8(225, fit("MarketView.hold", record.hold, 0, 255));
  view.setUint32(226, fit("MarketView.imf_now", record.imf_now, 0, 4294967295), true);
  view.setBigInt64(230, fitBig("MarketView.interest_lower", record.interest_lower, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(238, fitBig("MarketView.interest_upper", record.interest_upper, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(246, fit("MarketView.tier1_usd", record.tier1_usd, 0, 4294967295), true);
  view.setUint32(250, fit("MarketView.tier1_mmf", record.tier1_mmf, 0, 4294967295), true);
  view.setUint32(254, fit("MarketView.tier2_usd", record.tier2_usd, 0, 4294967295), true);
  view.setUint32(258, fit("MarketView.tier2_mmf", record.tier2_mmf, 0, 4294967295), true);
  return bytes;
}

/** View 5. */
export interface LevelView {
  side: number;
  /** ticks */
  price: number;
  /** total_lots */
  total: bigint;
  orders: number;
}
export const LEVEL_VIEW_KIND = 5;
export const LEVEL_VIEW_SIZE = 21;
/** The record at a place. Throws RecordInvalid. */
export function readLevelView(view: DataView, at = 0): LevelView {
  head(view, at, 5, 21, false);
  return {
    side: view.getUint8(at + 4),
    price: view.getUint32(at + 5, true),
    total: view.getBigUint64(at + 9, true),
    orders: view.getUint32(at + 17, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeLevelView(record: LevelView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(21);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 5);
  view.setUint16(2, 21, true);
  view.setUint8(4, fit("LevelView.side", record.side, 0, 255));
  view.setUint32(5, fit("LevelView.price", record.price, 0, 4294967295), true);
  view.setBigUint64(9, fitBig("LevelView.total", record.total, 0n, 18446744073709551615n), true);
  view.setUint32(17, fit("LevelView.orders", record.orders, 0, 4294967295), true);
  return bytes;
}

/** View 6. */
export interface OrderView {
  /** order_id */
  order_id: Uint8Array;
  /** account */
  account: bigint;
  client_order_id: bigint;
  /** market */
  market: number;
  side: number;
  kind: number;
  time_in_force: number;
  post_only: number;
  reduce_only: number;
  /** OrderState */
  state: number;
  /** Reason when refused */
  reason: number;
  /** ticks */
  price: number;
  /** lots */
  size: number;
  /** lots */
  filled: number;
  /** lots, hidden ones included */
  left: number;
  /** lots, of it in the book now */
  shown: number;
  /** slot */
  expiry: bigint;
  /** seq */
  accepted_seq: bigint;
  /** us */
  accepted: bigint;
}
export const ORDER_VIEW_KIND = 6;
export const ORDER_VIEW_SIZE = 90;
/** The record at a place. Throws RecordInvalid. */
export function readOrderView(view: DataView, at = 0): OrderView {
  head(view, at, 6, 90, false);
  return {
    order_id: bytesAt(view, at + 4, 16),
    account: view.getBigUint64(at + 20, true),
    client_order_id: view.getBigUint64(at + 28, true),
    market: view.getUint16(at + 36, true),
    side: view.getUint8(at + 38),
    kind: view.getUint8(at + 39),
    time_in_force: view.getUint8(at + 40),
    post_only: view.getUint8(at + 41),
    reduce_only: view.getUint8(at + 42),
    state: view.getUint8(at + 43),
    reason: view.getUint16(at + 44, true),
    price: view.getUint32(at + 46, true),
    size: view.getUint32(at + 50, true),
    filled: view.getUint32(at + 54, true),
    left: view.getUint32(at + 58, true),
    shown: view.getUint32(at + 62, true),
    expiry: view.getBigUint64(at + 66, true),
    accepted_seq: view.getBigUint64(at + 74, true),
    accepted: view.getBigUint64(at + 82, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeOrderView(record: OrderView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(90);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 6);
  view.setUint16(2, 90, true);
  put(view, 4, 16, "OrderView.order_id", record.order_id);
  view.setBigUint64(20, fitBig("OrderView.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigUint64(28, fitBig("OrderView.client_order_id", record.client_order_id, 0n, 18446744073709551615n), true);
  view.setUint16(36, fit("OrderView.market", record.market, 0, 65535), true);
  view.setUint8(38, fit("OrderView.side", record.side, 0, 255));
  view.setUint8(39, fit("OrderView.kind", record.kind, 0, 255));
  view.setUint8(40, fit("OrderView.time_in_force", record.time_in_force, 0, 255));
  view.setUint8(41, fit("OrderView.post_only", record.post_only, 0, 255));
  view.setUint8(42, fit("OrderView.reduce_only", record.reduce_only, 0, 255));
  view.setUint8(43, fit("OrderView.state", record.state, 0, 255));
  view.setUint16(44, fit("OrderView.reason", record.reason, 0, 65535), true);
  view.setUint32(46, fit("OrderView.price", record.price, 0, 4294967295), true);
  view.setUint32(50, fit("OrderView.size", record.size, 0, 4294967295), true);
  view.setUint32(54, fit("OrderView.filled", record.filled, 0, 4294967295), true);
  view.setUint32(58, fit("OrderView.left", record.left, 0, 4294967295), true);
  view.setUint32(62, fit("OrderView.shown", record.shown, 0, 4294967295), true);
  view.setBigUint64(66, fitBig("OrderView.expiry", record.expiry, 0n, 18446744073709551615n), true);
  view.setBigUint64(74, fitBig("OrderView.accepted_seq", record.accepted_seq, 0n, 18446744073709551615n), true);
  view.setBigUint64(82, fitBig("OrderView.accepted", record.accepted, 0n, 18446744073709551615n), true);
  return bytes;
}

/** View 7. */
export interface PreviewView {
  /** Reason why it would be refused; 0: it would be taken */
  reason: number;
  /** lots, at once */
  filled: number;
  /** lots */
  resting: number;
  /** mticks, of the fills, rounded against the user; 0: none */
  average_price: bigint;
  /** atoms */
  fee: bigint;
  /** atoms, afterwards */
  equity: bigint;
  /** atoms */
  equity_open: bigint;
  /** atoms */
  imr: bigint;
  /** atoms */
  mmr: bigint;
  /** position_lots */
  position: bigint;
  /** mticks */
  liquidation_price: bigint;
}
export const PREVIEW_VIEW_KIND = 7;
export const PREVIEW_VIEW_SIZE = 78;
/** The record at a place. Throws RecordInvalid. */
export function readPreviewView(view: DataView, at = 0): PreviewView {
  head(view, at, 7, 78, false);
  return {
    reason: view.getUint16(at + 4, true),
    filled: view.getUint32(at + 6, true),
    resting: view.getUint32(at + 10, true),
    average_price: view.getBigUint64(at + 14, true),
    fee: view.getBigInt64(at + 22, true),
    equity: view.getBigInt64(at + 30, true),
    equity_open: view.getBigInt64(at + 38, true),
    imr: view.getBigInt64(at + 46, true),
    mmr: view.getBigInt64(at + 54, true),
    position: view.getBigInt64(at + 62, true),
    liquidation_price: view.getBigUint64(at + 70, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writePreviewView(record: PreviewView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(78);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 7);
  view.setUint16(2, 78, true);
  view.setUint16(4, fit("PreviewView.reason", record.reason, 0, 65535), true);
  view.setUint32(6, fit("PreviewView.filled", record.filled, 0, 4294967295), true);
  view.setUint32(10, fit("PreviewView.resting", record.resting, 0, 4294967295), true);
  view.setBigUint64(14, fitBig("PreviewView.average_price", record.average_price, 0n, 18446744073709551615n), true);
  view.setBigInt64(22, fitBig("PreviewView.fee", record.fee, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(30, fitBig("PreviewView.equity", record.equity, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(38, fitBig("PreviewView.equity_open", record.equity_open, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(46, fitBig("PreviewView.imr", record.imr, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(54, fitBig("PreviewView.mmr", record.mmr, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(62, fitBig("PreviewView.position", record.position, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(70, fitBig("PreviewView.liquidation_price", record.liquidation_price, 0n, 18446744073709551615n), true);
  return bytes;
}

/** View 8. */
export interface StressView {
  /** account */
  account: bigint;
  /** rate_ppm */
  shift: number;
  /** atoms */
  equity: bigint;
  /** atoms */
  mmr: bigint;
  liquidatable: number;
}
export const STRESS_VIEW_KIND = 8;
export const STRESS_VIEW_SIZE = 33;
/** The record at a place. Throws RecordInvalid. */
export function readStressView(view: DataView, at = 0): StressView {
  head(view, at, 8, 33, false);
  return {
    account: view.getBigUint64(at + 4, true),
    shift: view.getInt32(at + 12, true),
    equity: view.getBigInt64(at + 16, true),
    mmr: view.getBigInt64(at + 24, true),
    liquidatable: view.getUint8(at + 32),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeStressView(record: StressView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 8);
  view.setUint16(2, 33, true);
  view.setBigUint64(4, fitBig("StressView.account", record.account, 0n, 18446744073709551615n), true);
  view.setInt32(12, fit("StressView.shift", record.shift, -2147483648, 2147483647), true);
  view.setBigInt64(16, fitBig("StressView.equity", record.equity, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(24, fitBig("StressView.mmr", record.mmr, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint8(32, fit("StressView.liquidatable", record.liquidatable, 0, 255));
  return bytes;
}

/** View 9. */
export interface DelegateView {
  /** account */
  account: bigint;
  /** key */
  delegate: Uint8Array;
  /** us */
  expiry_us: bigint;
  /** bit m: market m */
  markets: bigint;
  /** total_atoms, notional that it may trade a UTC day; 0: any */
  notional_day: bigint;
  /** 1: fills at prices within 50 bps of the index alone; else 0 */
  near_index: number;
  /** total_atoms, of it, what it traded today */
  traded_day: bigint;
}
export const DELEGATE_VIEW_KIND = 9;
export const DELEGATE_VIEW_SIZE = 77;
/** The record at a place. Throws RecordInvalid. */
export function readDelegateView(view: DataView, at = 0): DelegateView {
  head(view, at, 9, 77, false);
  return {
    account: view.getBigUint64(at + 4, true),
    delegate: bytesAt(view, at + 12, 32),
    expiry_us: view.getBigUint64(at + 44, true),
    markets: view.getBigUint64(at + 52, true),
    notional_day: view.getBigUint64(at + 60, true),
    near_index: view.getUint8(at + 68),
    traded_day: view.getBigUint64(at + 69, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDelegateView(record: DelegateView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(77);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 9);
  view.setUint16(2, 77, true);
  view.setBigUint64(4, fitBig("DelegateView.account", record.account, 0n, 18446744073709551615n), true);
  put(view, 12, 32, "DelegateView.delegate", record.delegate);
  view.setBigUint64(44, fitBig("DelegateView.expiry_us", record.expiry_us, 0n, 18446744073709551615n), true);
  view.setBigUint64(52, fitBig("DelegateView.markets", record.markets, 0n, 18446744073709551615n), true);
  view.setBigUint64(60, fitBig("DelegateView.notional_day", record.notional_day, 0n, 18446744073709551615n), true);
  view.setUint8(68, fit("DelegateView.near_index", record.near_index, 0, 255));
  view.setBigUint64(69, fitBig("DelegateView.traded_day", record.traded_day, 0n, 18446744073709551615n), true);
  return bytes;
}

/** View 10. */
export interface TotalsView {
  accounts: bigint;
  open_orders: bigint;
  /** atoms, sum of c */
  collateral: bigint;
  /** atoms */
  pools: bigint;
  /** atoms, of all markets */
  insurance: bigint;
  /** atoms */
  fee_buckets: bigint;
  /** atoms, insurance that all markets share (LIQ-5) */
  tail: bigint;
  /** atoms, set aside for referrers (FEE-2) */
  shares: bigint;
  /** atoms, USDC credits less debits (PNL-3) */
  tracked: bigint;
  /** markets in which PNL-2 fails, plus one if PNL-3 fails: always 0 */
  violations: number;
}
export const TOTALS_VIEW_KIND = 10;
export const TOTALS_VIEW_SIZE = 80;
/** The record at a place. Throws RecordInvalid. */
export function readTotalsView(view: DataView, at = 0): TotalsView {
  head(view, at, 10, 80, false);
  return {
    accounts: view.getBigUint64(at + 4, true),
    open_orders: view.getBigUint64(at + 12, true),
    collateral: view.getBigInt64(at + 20, true),
    pools: view.getBigInt64(at + 28, true),
    insurance: view.getBigInt64(at + 36, true),
    fee_buckets: view.getBigInt64(at + 44, true),
    tail: view.getBigInt64(at + 52, true),
    shares: view.getBigInt64(at + 60, true),
    tracked: view.getBigInt64(at + 68, true),
    violations: view.getUint32(at + 76, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeTotalsView(record: TotalsView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(80);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 10);
  view.setUint16(2, 80, true);
  view.setBigUint64(4, fitBig("TotalsView.accounts", record.accounts, 0n, 18446744073709551615n), true);
  view.setBigUint64(12, fitBig("TotalsView.open_orders", record.open_orders, 0n, 18446744073709551615n), true);
  view.setBigInt64(20, fitBig("TotalsView.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(28, fitBig("TotalsView.pools", record.pools, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(36, fitBig("TotalsView.insurance", record.insurance, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(44, fitBig("TotalsView.fee_buckets", record.fee_buckets, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(52, fitBig("TotalsView.tail", record.tail, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(60, fitBig("TotalsView.shares", record.shares, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(68, fitBig("TotalsView.tracked", record.tracked, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint32(76, fit("TotalsView.violations", record.violations, 0, 4294967295), true);
  return bytes;
}

/** What an account has of an asset; behind AccountView, one for each asset that it ever had. */
export interface AssetView {
  /** account */
  account: bigint;
  /** asset */
  asset: number;
  /** asset_atoms */
  collateral: bigint;
  /** all credits */
  credited: bigint;
  /** all debits */
  debited: bigint;
  /** asset_atoms, what a debit may take now (MGN-5, PNL-6) */
  withdrawable: bigint;
  /** market, whose index prices it; 65535: USDC itself */
  market: number;
  decimals: number;
  /** ppm, share of its value that counts for new risk and withdrawals */
  weight_initial: number;
  /** ppm, share of its value that counts for liquidation */
  weight_maintenance: number;
}
export const ASSET_VIEW_KIND = 11;
export const ASSET_VIEW_SIZE = 56;
/** The record at a place. Throws RecordInvalid. */
export function readAssetView(view: DataView, at = 0): AssetView {
  head(view, at, 11, 56, false);
  return {
    account: view.getBigUint64(at + 4, true),
    asset: view.getUint8(at + 12),
    collateral: view.getBigInt64(at + 13, true),
    credited: view.getBigUint64(at + 21, true),
    debited: view.getBigUint64(at + 29, true),
    withdrawable: view.getBigInt64(at + 37, true),
    market: view.getUint16(at + 45, true),
    decimals: view.getUint8(at + 47),
    weight_initial: view.getUint32(at + 48, true),
    weight_maintenance: view.getUint32(at + 52, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeAssetView(record: AssetView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(56);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 11);
  view.setUint16(2, 56, true);
  view.setBigUint64(4, fitBig("AssetView.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("AssetView.asset", record.asset, 0, 255));
  view.setBigInt64(13, fitBig("AssetView.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(21, fitBig("AssetView.credited", record.credited, 0n, 18446744073709551615n), true);
  view.setBigUint64(29, fitBig("AssetView.debited", record.debited, 0n, 18446744073709551615n), true);
  view.setBigInt64(37, fitBig("AssetView.withdrawable", record.withdrawable, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint16(45, fit("AssetView.market", record.market, 0, 65535), true);
  view.setUint8(47, fit("AssetView.decimals", record.decimals, 0, 255));
  view.setUint32(48, fit("AssetView.weight_initial", record.weight_initial, 0, 4294967295), true);
  view.setUint32(52, fit("AssetView.weight_maintenance", record.weight_maintenance, 0, 4294967295), true);
  return bytes;
}

/** Behind AccountView, one for each timer that runs. */
export interface DeadManView {
  /** account */
  account: bigint;
  /** Timer */
  timer: number;
  /** us */
  deadline: bigint;
}
export const DEAD_MAN_VIEW_KIND = 20;
export const DEAD_MAN_VIEW_SIZE = 21;
/** The record at a place. Throws RecordInvalid. */
export function readDeadManView(view: DataView, at = 0): DeadManView {
  head(view, at, 20, 21, false);
  return {
    account: view.getBigUint64(at + 4, true),
    timer: view.getUint8(at + 12),
    deadline: view.getBigUint64(at + 13, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeDeadManView(record: DeadManView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(21);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 20);
  view.setUint16(2, 21, true);
  view.setBigUint64(4, fitBig("DeadManView.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint8(12, fit("DeadManView.timer", record.timer, 0, 255));
  view.setBigUint64(13, fitBig("DeadManView.deadline", record.deadline, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Behind AccountView of an account that may borrow, or does (MGN-7). */
export interface BorrowView {
  /** account */
  account: bigint;
  /** atoms, how far c may fall below zero now; 0: no further */
  room: bigint;
  /** us, when the tick first saw it below zero; 0: it is not */
  since: bigint;
}
export const BORROW_VIEW_KIND = 30;
export const BORROW_VIEW_SIZE = 28;
/** The record at a place. Throws RecordInvalid. */
export function readBorrowView(view: DataView, at = 0): BorrowView {
  head(view, at, 30, 28, false);
  return {
    account: view.getBigUint64(at + 4, true),
    room: view.getBigInt64(at + 12, true),
    since: view.getBigUint64(at + 20, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeBorrowView(record: BorrowView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 30);
  view.setUint16(2, 28, true);
  view.setBigUint64(4, fitBig("BorrowView.account", record.account, 0n, 18446744073709551615n), true);
  view.setBigInt64(12, fitBig("BorrowView.room", record.room, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigUint64(20, fitBig("BorrowView.since", record.since, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Behind AccountView of an account that is bound to one market (MGN-8). */
export interface IsolationView {
  /** account */
  account: bigint;
  /** market */
  market: number;
}
export const ISOLATION_VIEW_KIND = 31;
export const ISOLATION_VIEW_SIZE = 14;
/** The record at a place. Throws RecordInvalid. */
export function readIsolationView(view: DataView, at = 0): IsolationView {
  head(view, at, 31, 14, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeIsolationView(record: IsolationView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(14);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 31);
  view.setUint16(2, 14, true);
  view.setBigUint64(4, fitBig("IsolationView.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("IsolationView.market", record.market, 0, 65535), true);
  return bytes;
}

/** Behind OrderView of an order that waits. */
export interface WaitingView {
  /** order_id */
  order_id: Uint8Array;
  /** ticks, as signed */
  trigger: number;
  /** PriceSource */
  source: number;
  /** ticks */
  distance: number;
  /** ppm */
  distance_ppm: number;
  /** ticks */
  activation: number;
  /** Link */
  link: number;
  /** order_id */
  linked: Uint8Array;
  /** lots, with which it may start now; 0: it looks at no price yet */
  armed: number;
  /** mticks, where it starts as things stand; 0: it looks at no price yet */
  starts_at: bigint;
  /** of a TWAP */
  slices: number;
  /** of them whose moment has come */
  sliced: number;
  /** us, when its next moment comes; 0: it has none */
  next: bigint;
}
export const WAITING_VIEW_KIND = 21;
export const WAITING_VIEW_SIZE = 78;
/** The record at a place. Throws RecordInvalid. */
export function readWaitingView(view: DataView, at = 0): WaitingView {
  head(view, at, 21, 78, false);
  return {
    order_id: bytesAt(view, at + 4, 16),
    trigger: view.getUint32(at + 20, true),
    source: view.getUint8(at + 24),
    distance: view.getUint32(at + 25, true),
    distance_ppm: view.getUint32(at + 29, true),
    activation: view.getUint32(at + 33, true),
    link: view.getUint8(at + 37),
    linked: bytesAt(view, at + 38, 16),
    armed: view.getUint32(at + 54, true),
    starts_at: view.getBigUint64(at + 58, true),
    slices: view.getUint16(at + 66, true),
    sliced: view.getUint16(at + 68, true),
    next: view.getBigUint64(at + 70, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeWaitingView(record: WaitingView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(78);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 21);
  view.setUint16(2, 78, true);
  put(view, 4, 16, "WaitingView.order_id", record.order_id);
  view.setUint32(20, fit("WaitingView.trigger", record.trigger, 0, 4294967295), true);
  view.setUint8(24, fit("WaitingView.source", record.source, 0, 255));
  view.setUint32(25, fit("WaitingView.distance", record.distance, 0, 4294967295), true);
  view.setUint32(29, fit("WaitingView.distance_ppm", record.distance_ppm, 0, 4294967295), true);
  view.setUint32(33, fit("WaitingView.activation", record.activation, 0, 4294967295), true);
  view.setUint8(37, fit("WaitingView.link", record.link, 0, 255));
  put(view, 38, 16, "WaitingView.linked", record.linked);
  view.setUint32(54, fit("WaitingView.armed", record.armed, 0, 4294967295), true);
  view.setBigUint64(58, fitBig("WaitingView.starts_at", record.starts_at, 0n, 18446744073709551615n), true);
  view.setUint16(66, fit("WaitingView.slices", record.slices, 0, 65535), true);
  view.setUint16(68, fit("WaitingView.sliced", record.sliced, 0, 65535), true);
  view.setBigUint64(70, fitBig("WaitingView.next", record.next, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Behind OrderView of an iceberg or a pegged order that rests. */
export interface TermsView {
  /** order_id */
  order_id: Uint8Array;
  /** lots, of an iceberg: the most that is shown; 0: all of it */
  display: number;
  /** PriceSource of a pegged order */
  source: number;
  /** tick_offset */
  offset: number;
  /** ticks, as signed */
  worst: number;
}
export const TERMS_VIEW_KIND = 22;
export const TERMS_VIEW_SIZE = 33;
/** The record at a place. Throws RecordInvalid. */
export function readTermsView(view: DataView, at = 0): TermsView {
  head(view, at, 22, 33, false);
  return {
    order_id: bytesAt(view, at + 4, 16),
    display: view.getUint32(at + 20, true),
    source: view.getUint8(at + 24),
    offset: view.getInt32(at + 25, true),
    worst: view.getUint32(at + 29, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeTermsView(record: TermsView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 22);
  view.setUint16(2, 33, true);
  put(view, 4, 16, "TermsView.order_id", record.order_id);
  view.setUint32(20, fit("TermsView.display", record.display, 0, 4294967295), true);
  view.setUint8(24, fit("TermsView.source", record.source, 0, 255));
  view.setInt32(25, fit("TermsView.offset", record.offset, -2147483648, 2147483647), true);
  view.setUint32(29, fit("TermsView.worst", record.worst, 0, 4294967295), true);
  return bytes;
}

/** Behind TotalsView, once it was closed (WDR-2). */
export interface GateView {
  closed: number;
  /** us, when it was closed last */
  since: bigint;
}
export const GATE_VIEW_KIND = 32;
export const GATE_VIEW_SIZE = 13;
/** The record at a place. Throws RecordInvalid. */
export function readGateView(view: DataView, at = 0): GateView {
  head(view, at, 32, 13, false);
  return {
    closed: view.getUint8(at + 4),
    since: view.getBigUint64(at + 5, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeGateView(record: GateView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 32);
  view.setUint16(2, 13, true);
  view.setUint8(4, fit("GateView.closed", record.closed, 0, 255));
  view.setBigUint64(5, fitBig("GateView.since", record.since, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Behind TotalsView, one for each asset other than USDC. */
export interface AssetTotalsView {
  /** asset */
  asset: number;
  /** asset_atoms, sum over all accounts */
  collateral: bigint;
  /** asset_atoms, credits less debits (PNL-3) */
  tracked: bigint;
  /** market, whose index prices it */
  market: number;
  decimals: number;
  /** ppm */
  weight_initial: number;
  /** ppm */
  weight_maintenance: number;
}
export const ASSET_TOTALS_VIEW_KIND = 12;
export const ASSET_TOTALS_VIEW_SIZE = 32;
/** The record at a place. Throws RecordInvalid. */
export function readAssetTotalsView(view: DataView, at = 0): AssetTotalsView {
  head(view, at, 12, 32, false);
  return {
    asset: view.getUint8(at + 4),
    collateral: view.getBigInt64(at + 5, true),
    tracked: view.getBigInt64(at + 13, true),
    market: view.getUint16(at + 21, true),
    decimals: view.getUint8(at + 23),
    weight_initial: view.getUint32(at + 24, true),
    weight_maintenance: view.getUint32(at + 28, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeAssetTotalsView(record: AssetTotalsView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 12);
  view.setUint16(2, 32, true);
  view.setUint8(4, fit("AssetTotalsView.asset", record.asset, 0, 255));
  view.setBigInt64(5, fitBig("AssetTotalsView.collateral", record.collateral, -9223372036854775808n, 9223372036854775807n), true);
  view.setBigInt64(13, fitBig("AssetTotalsView.tracked", record.tracked, -9223372036854775808n, 9223372036854775807n), true);
  view.setUint16(21, fit("AssetTotalsView.market", record.market, 0, 65535), true);
  view.setUint8(23, fit("AssetTotalsView.decimals", record.decimals, 0, 255));
  view.setUint32(24, fit("AssetTotalsView.weight_initial", record.weight_initial, 0, 4294967295), true);
  view.setUint32(28, fit("AssetTotalsView.weight_maintenance", record.weight_maintenance, 0, 4294967295), true);
  return bytes;
}

/** What is owed to a referrer in a market. */
export interface ShareView {
  /** account, his first */
  account: bigint;
  /** market */
  market: number;
  /** atoms */
  amount: bigint;
}
export const SHARE_VIEW_KIND = 33;
export const SHARE_VIEW_SIZE = 22;
/** The record at a place. Throws RecordInvalid. */
export function readShareView(view: DataView, at = 0): ShareView {
  head(view, at, 33, 22, false);
  return {
    account: view.getBigUint64(at + 4, true),
    market: view.getUint16(at + 12, true),
    amount: view.getBigInt64(at + 14, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeShareView(record: ShareView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(22);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 33);
  view.setUint16(2, 22, true);
  view.setBigUint64(4, fitBig("ShareView.account", record.account, 0n, 18446744073709551615n), true);
  view.setUint16(12, fit("ShareView.market", record.market, 0, 65535), true);
  view.setBigInt64(14, fitBig("ShareView.amount", record.amount, -9223372036854775808n, 9223372036854775807n), true);
  return bytes;
}

/** View 40. */
export interface FrozenView {
  /** us, 0: it was not */
  since: bigint;
}
export const FROZEN_VIEW_KIND = 40;
export const FROZEN_VIEW_SIZE = 12;
/** The record at a place. Throws RecordInvalid. */
export function readFrozenView(view: DataView, at = 0): FrozenView {
  head(view, at, 40, 12, false);
  return {
    since: view.getBigUint64(at + 4, true),
  };
}
/** The bytes of a record. Throws RecordInvalid for a field outside its type. */
export function writeFrozenView(record: FrozenView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 40);
  view.setUint16(2, 12, true);
  view.setBigUint64(4, fitBig("FrozenView.since", record.since, 0n, 18446744073709551615n), true);
  return bytes;
}

/** Bytes of every command by its kind. */
export const COMMAND_SIZES: Readonly<Record<number, number>> = {
  1: 12,
  2: 4,
  3: 46,
  4: 77,
  5: 52,
  6: 21,
  7: 37,
  8: 180,
  9: 90,
  10: 90,
  11: 22,
  12: 7,
  13: 37,
  14: 181,
  15: 36,
  16: 15,
  17: 40,
  18: 197,
  19: 14,
  20: 12,
  21: 28,
  22: 16,
  23: 6,
  24: 66,
  25: 12,
  26: 18,
  27: 22,
  40: 21,
  41: 17,
  42: 221,
  60: 38,
  61: 16,
  62: 13,
  63: 28,
  64: 14,
  75: 20,
  77: 12,
  76: 6,
  80: 13,
  85: 13,
  81: 12,
  66: 44,
  67: 14,
  86: 50,
  87: 24,
};

/** Bytes of every event by its kind. */
export const EVENT_SIZES: Readonly<Record<number, number>> = {
  1: 67,
  2: 24,
  3: 58,
  4: 89,
  5: 64,
  6: 49,
  7: 57,
  8: 72,
  9: 107,
  10: 43,
  11: 49,
  12: 87,
  13: 212,
  14: 64,
  15: 63,
  16: 67,
  17: 86,
  18: 31,
  19: 28,
  20: 58,
  21: 58,
  22: 40,
  23: 28,
  24: 98,
  25: 32,
  26: 54,
  27: 74,
  28: 79,
  29: 24,
  30: 30,
  31: 50,
  32: 59,
  33: 99,
  34: 84,
  35: 34,
  36: 42,
  37: 66,
  38: 59,
  39: 42,
  47: 88,
  40: 33,
  41: 29,
  42: 115,
  43: 65,
  44: 55,
  45: 59,
  46: 69,
  85: 45,
  70: 50,
  71: 28,
  72: 25,
  73: 81,
  74: 40,
  75: 26,
  76: 33,
  90: 32,
  91: 18,
  92: 24,
  93: 33,
  98: 35,
  99: 24,
  95: 24,
};

/** Bytes of every query by its kind. */
export const QUERY_SIZES: Readonly<Record<number, number>> = {
  1: 12,
  2: 36,
  3: 6,
  4: 8,
  5: 14,
  6: 36,
  7: 27,
  8: 16,
  9: 4,
  10: 4,
  40: 4,
};

/** Bytes of every view by its kind. */
export const VIEW_SIZES: Readonly<Record<number, number>> = {
  1: 20,
  2: 136,
  3: 112,
  4: 262,
  5: 21,
  6: 90,
  7: 78,
  8: 33,
  9: 77,
  10: 80,
  11: 56,
  20: 21,
  30: 28,
  31: 14,
  21: 78,
  22: 33,
  32: 13,
  12: 32,
  33: 22,
  40: 12,
};
