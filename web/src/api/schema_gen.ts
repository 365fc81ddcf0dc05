/* oxlint-disable max-lines */
/** Bodies and operations of the gateway, as in docs/reference/openapi.json. Written by `./desk gen`; do not edit. */

/** An access token; the refresh token comes in a cookie that scripts cannot read. */
export interface AccessAnswer {
  access_token: string;
  token_type: "Bearer";
  expires_ms: number;
}

/** A margin account. */
export interface Account {
  account: number;
  owner: string;
  index: number;
  isolated: string | null;
  restrictions: ("leaving" | "no_giving" | "no_receiving" | "reduce_only")[];
  entries_used: number;
  entries_max: number;
}

/** One match in which the account took part. */
export interface AccountFill {
  fill_id: string;
  market: string;
  side: "buy" | "sell";
  role: "maker" | "taker";
  price: string;
  size: string;
  fee: string;
  realized: string;
  order_id: string;
  ts_ms: number;
  settled_ms: number | null;
}

/** All accounts of the caller. */
export interface AccountList {
  accounts: Account[];
  seq: number;
}

/** Lots or money of the account that no match moved. */
export interface AccountMove {
  move_id: string;
  market: string;
  cause: "backstop" | "cut" | "deficit" | "leaving" | "loss" | "mark" | "rest" | "round";
  size: string;
  price: string | null;
  amount: string;
  fee: string;
  position: string;
  ts_ms: number;
  settled_ms: number | null;
}

/** A key that may sign requests until it expires. */
export interface ApiKey {
  key_id: string;
  public_key: string;
  scopes: ("read" | "trade")[];
  label: string;
  created_ms: number;
  expires_ms: number;
}

/** Keys that are alive, newest first. */
export interface ApiKeyList {
  api_keys: ApiKey[];
}

/** A key of the user's own making: only its public half comes here. */
export interface ApiKeyRequest {
  public_key: string;
  scopes: ("read" | "trade")[];
  label: string;
  expires_ms: number;
}

/** Money in the pocket on the chain: deposited there, not credited there yet. */
export interface Arriving {
  asset: string;
  amount: string;
}

/** What an account has of one asset, in whole units. withdrawable: within margin, and within what has settled. */
export interface AssetBalance {
  asset: string;
  collateral: string;
  credited: string;
  debited: string;
  withdrawable: string;
}

/** Money of an account as the exchange sees it now: its worth in USDC, and what it has of each asset that it ever had. */
export interface BalancesAnswer {
  account: number;
  asset: "USDC";
  collateral: string;
  held: string;
  equity: string;
  equity_open: string;
  initial_margin: string;
  maintenance_margin: string;
  withdrawable: string;
  assets: AssetBalance[];
  borrow: Borrow | null;
  fee_tier: number;
  referred: boolean;
  open_orders: number;
  seq: number;
}

/** Results in the order of the items. */
export interface BatchAnswer {
  results: BatchResult[];
  seq: number;
}

/** One item of a batch: exactly one of the five. */
export interface BatchItem {
  place?: OrderRequest;
  cancel?: CancelRequest;
  replace?: ReplaceItem;
  shrink?: ShrinkItem;
  wait?: WaitingRequest;
}

/** Up to 50 items of one account in one command, each atomic by itself; whole: all of them are taken or none, and each is a
    post-only place of one market and side. */
export interface BatchRequest {
  account: number;
  items: BatchItem[];
  whole?: boolean;
}

/** What became of one item: one of the results, or a problem. */
export interface BatchResult {
  item: number;
  placed?: OrderResult | null;
  cancelled?: CancelResult | null;
  shrunk?: ShrinkResult | null;
  problem?: ItemProblem | null;
}

/** The book after command `seq`: best prices first. */
export interface BookAnswer {
  market: string;
  bids: Level[];
  asks: Level[];
  seq: number;
  ts_ms: number;
}

/** What an account owes in USDC on the strength of its other collateral, and how much that may be (MGN-7). */
export interface Borrow {
  owed: string;
  room: string;
  since_ms: number | null;
}

/** What a cancel-all gave up. */
export interface CancelAllAnswer {
  cancelled: number;
  seq: number;
}

/** Answer to a cancel. */
export interface CancelAnswer {
  order_id: string;
  client_order_id: string;
  left: string;
  filled: string;
  reason: "band" | "dead_man" | "deficit" | "delegate" | "delegate_day" | "delegate_price" | "disconnected" | "entries" | "expired" | "fee_cap" | "floor" | "linked" | "liquidation" | "margin" | "open_interest" | "overflow" | "position_limit" | "reduce_only" | "refused" | "replaced" | "restricted" | "self_trade" | "unfilled" | "user";
  seq: number;
}

/** Gives up one open order. */
export interface CancelRequest {
  order: string;
}

/** An order that was given up. */
export interface CancelResult {
  order_id: string;
  client_order_id: string;
  left: string;
  filled: string;
  reason: "band" | "dead_man" | "deficit" | "delegate" | "delegate_day" | "delegate_price" | "disconnected" | "entries" | "expired" | "fee_cap" | "floor" | "linked" | "liquidation" | "margin" | "open_interest" | "overflow" | "position_limit" | "reduce_only" | "refused" | "replaced" | "restricted" | "self_trade" | "unfilled" | "user";
}

/** Prices of one interval; ticks: how many prices it is made of, 0 for an interval without one. */
export interface Candle {
  open_ms: number;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
  ticks: number;
}

/** Candles without a gap, oldest first, and where the page before them ends. */
export interface CandlePage {
  market: string;
  kind: "index" | "mark" | "trade";
  interval: number;
  candles: Candle[];
  next_before: number | null;
}

/** Where the exchange lies on its chain. */
export interface ChainAnswer {
  rpc_url: string;
  exchange: string;
  risk: string;
  vaults: ChainVault[];
}

/** What the owner asked for on the chain and is not served yet. asset and amount are null when it is everything. */
export interface ChainRequest {
  kind: "exit" | "withdraw";
  asset: string | null;
  amount: string | null;
  ts_ms: number;
}

/** Vault of an asset on the chain. mint and tokens are null for SOL, whose lamports lie in the vault itself. */
export interface ChainVault {
  asset: string;
  vault: string;
  mint: string | null;
  tokens: string | null;
}

/** A change of the exchange that waits. exits: requests to leave that must be paid before it applies. */
export interface ChangeLine {
  change: number;
  what: string;
  proposed_ms: number;
  due_ms: number;
  exits: number;
}

/** What waits, oldest first, and what is paused; null while the chain is not known. */
export interface ChangesAnswer {
  changes: ChangeLine[] | null;
  paused: ("accounts" | "deposits" | "orders")[] | null;
}

/** When it is so far; null: the switch is off. */
export interface DeadManAnswer {
  deadline_ms: number | null;
  seq: number;
}

/** When all open orders of an account are given up unless this is sent again before; 0: never. */
export interface DeadManRequest {
  account: number;
  timeout_s: number;
}

/** A key that may sign orders of an account, within what its owner allows [SIG-4]. The owner names it on the chain. */
export interface Delegate {
  account: number;
  delegate: string;
  expires_ms: number;
  markets: string[] | null;
  notional_day: string | null;
  near_index: boolean;
  traded_day: string;
}

/** All delegates of an account. */
export interface DelegateList {
  delegates: Delegate[];
  seq: number;
}

/** A deposit. credited: it counts in the account; settled: the chain knows that too. */
export interface Deposit {
  asset: string;
  amount: string;
  state: "credited" | "settled";
  ts_ms: number;
  item: number;
}

/** Deposits, newest first; address: the account on the chain that they go to, null until it was seen there. */
export interface DepositPage {
  deposits: Deposit[];
  arriving: Arriving[];
  address: string | null;
  next_before: number | null;
}

/** One match of the order that was just placed; it was the taker. */
export interface Fill {
  price: string;
  size: string;
  fee: string;
  realized: string;
}

/** Fills, newest first, and the cursor of the next page. seq: the records hold every fill up to this command. */
export interface FillPage {
  fills: AccountFill[];
  next_cursor: string | null;
  seq: number;
}

/** This process is alive. */
export interface HealthAnswer {
  process: string;
  pid: number;
  uptime_s: number;
}

/** An index that the engine was told; evidence: hash of the signed update that proves it. */
export interface IndexLine {
  seq: number;
  index_price: string;
  confidence: string;
  publish_ms: number;
  received_ms: number;
  evidence: string;
}

/** Indices of a market, newest first, of the last 90 days, and where the next page begins. */
export interface IndexPage {
  market: string;
  indices: IndexLine[];
  next_before: number | null;
}

/** Which market the account is bound to. */
export interface IsolationAnswer {
  account: number;
  market: string | null;
  seq: number;
}

/** Which market a sub-account is bound to from now on. */
export interface IsolationRequest {
  account: number;
  market: string | null;
}

/** Why an item was refused. */
export interface ItemProblem {
  code: string;
  detail: string;
  field?: string | null;
  expected?: string | null;
  found?: string | null;
}

/** RFC 7517 key set. */
export interface JwksAnswer {
  keys: PublicJwk[];
}

/** One price of the book. */
export interface Level {
  price: string;
  size: string;
  orders: number;
}

/** The leverage that holds from now on. */
export interface LeverageAnswer {
  account: number;
  market: string;
  leverage: number;
  seq: number;
}

/** The most leverage that new risk of an account may have in a market. */
export interface LeverageRequest {
  account: number;
  market: string;
  leverage: number;
}

/** Maintenance of the part of a position that lies above a bound; its initial fraction grows alike [MGN-3]. */
export interface MarginTier {
  above: string;
  maintenance_margin_fraction: string;
}

/** A market with its grid, bounds and prices. */
export interface Market {
  market: string;
  market_id: number;
  status: "open" | "paused";
  tick_size: string;
  lot_size: string;
  price_max: string;
  order_size_max: string;
  position_size_max: string;
  open_interest_max: string;
  initial_margin_fraction: string;
  maintenance_margin_fraction: string;
  initial_margin_fraction_now: string;
  crowded_from: string | null;
  crowded_at: string | null;
  margin_tiers: MarginTier[];
  band_fraction: string;
  index_price: string | null;
  mark_price: string | null;
  last_price: string | null;
  price_tier: "missing" | "slow" | "stale" | "uncertain" | "valid" | "volatile";
  price_cause: "age" | "confidence" | "jump" | "none" | "unpriced" | "venues";
  open_interest: string;
  funding_rate: string | null;
  funding_samples: number;
  next_funding_ms: number | null;
}

/** Every market. */
export interface MarketList {
  markets: Market[];
  seq: number;
}

/** Moves, newest first, and the cursor of the next page. seq: the records hold every move up to this command. */
export interface MovePage {
  moves: AccountMove[];
  next_cursor: string | null;
  seq: number;
}

/** What signatures are bound to, and where the money lies; chain is null while that is not known. */
export interface NetworkAnswer {
  network: string;
  program_id: string;
  genesis_hash: string;
  domain: string;
  slot: number;
  slot_ms: number;
  time_ms: number;
  chain: ChainAnswer | null;
}

/** Input of a wallet's signIn, or of the text for signMessage; every field must come back as it is. */
export interface NonceAnswer {
  nonce: string;
  domain: string;
  uri: string;
  chain_id: string;
  version: "1";
  statement: string;
  issued_at: string;
  expiration_time: string;
  expires_ms: number;
}

/** Asks for the fields to sign; with a key, the nonce is bound to it. */
export interface NonceRequest {
  public_key?: string | null;
}

/** An index of a market; null where none is known. age_ms: at the time that was asked for; voices: of now, none with an
    older index; evidence: null once its update is no longer kept (30 days; the index itself 90).

    origin: pyth; replay: recorded, or synthetic: made up, both signed by this desk's own key; local: signed so, and which of
    both is not known. */
export interface OracleAnswer {
  market: string;
  origin: "local" | "pyth" | "replay" | "synthetic" | null;
  index_price: string | null;
  confidence: string | null;
  publish_ms: number | null;
  received_ms: number | null;
  age_ms: number | null;
  seq: number | null;
  evidence: OracleEvidence | null;
  voices: OracleVoice[];
}

/** The signed update that proves an index: which set signed it, with which of its members, under which row of trust;
    whoever doubts it can verify the update himself. */
export interface OracleEvidence {
  digest: string;
  source: string;
  set_index: number;
  trust_version: number;
  signers: number[];
  sequence: string;
  update: string;
}

/** What one source says about the market: its middle, its points of 100, what is wrong with it; it never moves the index. */
export interface OracleVoice {
  source: string;
  state: string;
  middle: string | null;
  score: number;
  faults: string[];
  clock_skew_ms: number;
}

/** An order as the exchange knows it now. */
export interface Order {
  order_id: string;
  account: number;
  client_order_id: string;
  market: string;
  side: "buy" | "sell";
  type: "iceberg" | "limit" | "market" | "pegged" | "slide" | "stop_limit" | "stop_market" | "take_profit_limit" | "take_profit_market" | "trailing_stop" | "twap";
  time_in_force: "fok" | "gtc" | "gtd" | "ioc";
  post_only: boolean;
  reduce_only: boolean;
  status: "cancelled" | "filled" | "refused" | "resting" | "waiting";
  reason: string | null;
  price: string;
  size: string;
  filled: string;
  left: string;
  expiry_slot: number;
  seq: number;
  accepted_ms: number;
  waits?: Waits | null;
  terms?: Terms | null;
}

/** Orders, and the cursor of the next page of history; open orders come whole. */
export interface OrderPage {
  orders: Order[];
  next_cursor: string | null;
  seq: number;
}

/** A signed order: the server rebuilds the 64-byte message from these fields and checks the signature over it. */
export interface OrderRequest {
  account: number;
  market: string;
  side: "buy" | "sell";
  type?: "limit" | "market" | "slide";
  price: string;
  size: string;
  time_in_force?: "fok" | "gtc" | "gtd" | "ioc";
  post_only?: boolean;
  reduce_only?: boolean;
  self_trade?: "cancel_both" | "cancel_maker" | "cancel_taker" | "decrement";
  group?: number;
  client_order_id: string;
  nonce: number;
  expiry_slot: number;
  max_fee: string;
  signer: string;
  signature: string;
}

/** What became of an order at once; `duplicate` says that it is the first result of an earlier same order. */
export interface OrderResult {
  order_id: string;
  client_order_id: string;
  status: "cancelled" | "filled" | "refused" | "resting" | "waiting";
  filled: string;
  left: string;
  average_price: string | null;
  fills: Fill[];
  cancel_reason: "band" | "dead_man" | "deficit" | "delegate" | "delegate_day" | "delegate_price" | "disconnected" | "entries" | "expired" | "fee_cap" | "floor" | "linked" | "liquidation" | "margin" | "open_interest" | "overflow" | "position_limit" | "reduce_only" | "refused" | "replaced" | "restricted" | "self_trade" | "unfilled" | "user" | null;
  duplicate: boolean;
  seq: number;
}

/** Why money that has settled is not paid yet, and when it is tried again. */
export interface PayoutWait {
  reason: string;
  until_ms: number;
}

/** A position of an account in one market. */
export interface Position {
  account: number;
  market: string;
  size: string;
  entry_price: string | null;
  mark_price: string | null;
  liquidation_price: string | null;
  unrealized: string;
  swept: string;
  claim: string;
  initial_margin: string;
  maintenance_margin: string;
  buying: string;
  selling: string;
  leverage: number | null;
}

/** Positions of an account. */
export interface PositionList {
  positions: Position[];
  seq: number;
}

/** What the order would do: `refusal` names the rule that would refuse it. */
export interface PreviewAnswer {
  refusal: string | null;
  filled: string;
  resting: string;
  average_price: string | null;
  fee: string;
  equity: string;
  equity_open: string;
  initial_margin: string;
  maintenance_margin: string;
  position: string;
  liquidation_price: string | null;
  seq: number;
}

/** An order without signature: what would it do now? */
export interface PreviewRequest {
  account: number;
  market: string;
  side: "buy" | "sell";
  type?: "limit" | "market" | "slide";
  price: string;
  size: string;
  time_in_force?: "fok" | "gtc" | "gtd" | "ioc";
  post_only?: boolean;
  reduce_only?: boolean;
}

/** RFC 9457 problem: what was refused and what would have been right. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  request_id: string;
  field?: string | null;
  expected?: string | null;
  found?: string | null;
}

/** One public key of the set that verifies tokens. */
export interface PublicJwk {
  kty: "OKP";
  crv: "Ed25519";
  alg: "Ed25519";
  use: "sig";
  kid: string;
  x: string;
}

/** Whether this process can do its job, and what it lacks. */
export interface ReadyAnswer {
  process: string;
  pid: number;
  uptime_s: number;
  ready: boolean;
  missing: string[];
}

/** Who referred the owner of the account. */
export interface ReferrerAnswer {
  account: number;
  referrer: string;
  seq: number;
}

/** Who referred the owner of an account. */
export interface ReferrerRequest {
  account: number;
  referrer: string;
}

/** A replacement within a batch: the open order that gives way, and the newly signed one. */
export interface ReplaceItem {
  order_id: string;
  with_order: OrderRequest;
}

/** One signed-in place. */
export interface Session {
  session_id: string;
  created_ms: number;
  expires_ms: number;
  agent: string;
  current: boolean;
}

/** Who asks. */
export interface SessionAnswer {
  owner: string;
  session_id: string;
  via: "api_key" | "session";
  scopes: ("read" | "trade")[];
  tier: "maker" | "user";
  expires_ms: number;
}

/** Sessions that are alive, newest first. */
export interface SessionList {
  sessions: Session[];
}

/** How much of what the exchange did with an account the chain has, as the records up to seq say. */
export interface SettlementAnswer {
  account: number;
  items: number;
  settled: number;
  oldest_ms: number | null;
  stands: "claimed" | "refused" | "unknown" | null;
  seq: number;
}

/** How far the chain is behind the exchange. */
export interface SettlementStatus {
  pending: number;
  oldest_ms: number | null;
}

/** Answer to a shrink. */
export interface ShrinkAnswer {
  order_id: string;
  client_order_id: string;
  left: string;
  filled: string;
  seq: number;
}

/** A shrink within a batch. */
export interface ShrinkItem {
  order: string;
  market: string;
  left: string;
}

/** Lowers what is left of an open order; its place in the queue is kept. */
export interface ShrinkRequest {
  left: string;
}

/** An order that was made smaller. */
export interface ShrinkResult {
  order_id: string;
  client_order_id: string;
  left: string;
  filled: string;
}

/** The text that the wallet signed. */
export interface SignInRequest {
  message: string;
  signature: string;
  public_key: string;
}

/** A source of market data: as it is wished, and as ingestion has said within ten seconds that it is;
    age_ms: of its last event, null: there was none. */
export interface SourceLine {
  source: string;
  kind: string;
  wish: string;
  state: string;
  age_ms: number | null;
  voices: SourceVoice[];
}

/** All sources, by name. */
export interface SourceList {
  sources: SourceLine[];
}

/** What a source says about a market. points: of 100; votes: whether it is heard about the tier, which it never is about the index;
    complete_percent: minutes with trades of those in which others traded, null: none to judge by; checksums_wrong: books unlike the
    venue's own checksum, null: it sends none; backlog_ms: age of the oldest event that is not written yet. */
export interface SourceVoice {
  market: string;
  middle: string | null;
  points: number;
  votes: boolean;
  faults: string[];
  clock_skew_ms: number;
  complete_percent: number | null;
  checksums_wrong: number | null;
  backlog_ms: number;
}

/** How the parts of the exchange are. */
export interface StatusAnswer {
  network: string;
  version: string;
  schema_hash: string;
  program_id: string;
  engine: "down" | "up";
  database: "down" | "up";
  cache: "down" | "up";
  settlement: SettlementStatus | null;
  seq: number | null;
  time_ms: number;
}

/** Terms of an order that rests. shown: what is in the book now; worst_price: as signed, whatever its price is now. */
export interface Terms {
  display: string | null;
  shown: string;
  source: "index" | "last" | "mark" | null;
  offset: string | null;
  worst_price: string;
}

/** Opens one socket within its life. */
export interface TicketAnswer {
  ticket: string;
  expires_ms: number;
}

/** One match; side is the taker's. */
export interface Trade {
  trade_id: string;
  price: string;
  size: string;
  side: "buy" | "sell";
  ts_ms: number;
}

/** Trades, newest first, and the cursor of the next page. */
export interface TradePage {
  trades: Trade[];
  next_cursor: string | null;
}

/** Whose statements a set may sign. */
export interface TrustEmitter {
  chain: number;
  address: string;
}

/** Who may sign prices: a version that is never changed. genesis: hash of the only network on which it holds, null: everywhere. */
export interface TrustLine {
  version: number;
  name: string;
  set_index: number;
  signers: string[];
  quorum: number;
  emitters: TrustEmitter[];
  valid_from_ms: number;
  valid_to_ms: number | null;
  genesis: string | null;
}

/** All versions, oldest first. */
export interface TrustList {
  rows: TrustLine[];
}

/** Records of docs/reference/records.md, one behind another: accounts of the owner, positions, open orders, markets. */
export interface ViewsAnswer {
  records: string;
  seq: number;
}

/** A signed order with terms: one that waits for a price, an iceberg, a pegged order, or a TWAP. The message carries the trigger and
    its direction, which follows from type and side; what else is here rides beside it. linked: the other leg of an OCO, or the
    entry whose child this is; display: most of an iceberg that is shown; offset: of a pegged order from its source;
    slices: of a TWAP, one each 30 seconds. */
export interface WaitingRequest {
  account: number;
  market: string;
  side: "buy" | "sell";
  type: "iceberg" | "pegged" | "stop_limit" | "stop_market" | "take_profit_limit" | "take_profit_market" | "trailing_stop" | "twap";
  price: string;
  size: string;
  time_in_force?: "fok" | "gtc" | "gtd" | "ioc";
  post_only?: boolean;
  reduce_only?: boolean;
  self_trade?: "cancel_both" | "cancel_maker" | "cancel_taker" | "decrement";
  group?: number;
  client_order_id: string;
  nonce: number;
  expiry_slot: number;
  max_fee: string;
  signer: string;
  signature: string;
  trigger?: string;
  source?: "index" | "last" | "mark";
  distance?: string;
  distance_ppm?: number;
  activation?: string;
  link?: "child" | "none" | "oco";
  linked?: string;
  display?: string;
  offset?: string;
  slices?: number;
}

/** What an order waits for. starts_at: where it starts as things stand; null while it looks at no price. Of a
    TWAP: its slices, how many of their moments have come, and when the next one does. */
export interface Waits {
  trigger: string | null;
  source: "index" | "last" | "mark";
  distance: string | null;
  distance_ppm: number;
  activation: string | null;
  link: "child" | "none" | "oco";
  linked: string | null;
  armed: string;
  starts_at: string | null;
  slices: number;
  sliced: number;
  next_ms: number | null;
}

/** A withdrawal. debited: out of the account; settled: in the pocket on the chain; paid: in the wallet.

    request: null when it was asked for on the chain. signature: of the transaction that paid, null until it is known. */
export interface Withdrawal {
  request: string | null;
  asset: string;
  amount: string;
  state: "debited" | "paid" | "settled";
  ts_ms: number;
  signature: string | null;
  waits: PayoutWait | null;
  item: number | null;
}

/** Withdrawals, newest first; requested: what waits on the chain. */
export interface WithdrawalPage {
  withdrawals: Withdrawal[];
  requested: ChainRequest | null;
  next_before: number | null;
}

/** Asks for collateral: it leaves for the owner's own wallet, whole or not at all. */
export interface WithdrawalRequest {
  account: number;
  asset: string;
  amount: string;
  request?: string;
}

/** What each operation takes and answers, by its name. */
export interface Operations {
  /** Public keys that verify access tokens and tickets. */
  jwks: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: JwksAnswer;
  };
  /** Lists the caller's accounts. */
  accounts_list: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: AccountList;
  };
  /** Lists the caller's living keys. */
  api_keys_list: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ApiKeyList;
  };
  /** Registers a public key that may sign requests. */
  api_keys_create: {
    path: undefined;
    query: undefined;
    body: ApiKeyRequest;
    answer: ApiKey;
  };
  /** Ends a key for ever. */
  api_keys_end: {
    path: { key_id: string };
    query: undefined;
    body: undefined;
    answer: undefined;
  };
  /** Names who referred the caller, once: his fees are a tenth lower, and a tenth of them is the other's. */
  accounts_referrer: {
    path: undefined;
    query: undefined;
    body: ReferrerRequest;
    answer: ReferrerAnswer;
  };
  /** Shows the money of an account. */
  accounts_balances: {
    path: { account: number };
    query: undefined;
    body: undefined;
    answer: BalancesAnswer;
  };
  /** Lists keys that may sign orders of an account. */
  delegates_list: {
    path: { account: number };
    query: undefined;
    body: undefined;
    answer: DelegateList;
  };
  /** Says how much of an account the chain has. */
  accounts_settlement: {
    path: { account: number };
    query: undefined;
    body: undefined;
    answer: SettlementAnswer;
  };
  /** Shows accounts, positions, open orders and markets as records, for previews in a browser. */
  accounts_views: {
    path: { account: number };
    query: undefined;
    body: undefined;
    answer: ViewsAnswer;
  };
  /** Offers a text to sign. */
  auth_nonce: {
    path: undefined;
    query: undefined;
    body: NonceRequest;
    answer: NonceAnswer;
  };
  /** Spends the refresh cookie for a new access token and the next cookie. */
  auth_refresh: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: AccessAnswer;
  };
  /** Says who asks. */
  auth_session: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: SessionAnswer;
  };
  /** Lists the caller's living sessions. */
  auth_sessions: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: SessionList;
  };
  /** Ends one of the caller's sessions. */
  auth_session_end: {
    path: { session_id: string };
    query: undefined;
    body: undefined;
    answer: undefined;
  };
  /** Opens a session with a signed text. */
  auth_sign_in: {
    path: undefined;
    query: undefined;
    body: SignInRequest;
    answer: AccessAnswer;
  };
  /** Ends the session of the refresh cookie. */
  auth_sign_out: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: undefined;
  };
  /** Lists deposits of an account, newest first. */
  deposits_list: {
    path: undefined;
    query: { account: number; limit?: number; before?: number };
    body: undefined;
    answer: DepositPage;
  };
  /** Files of that page. */
  docs_asset: {
    path: { name: string };
    query: undefined;
    body: undefined;
    answer: undefined;
  };
  /** This document. */
  docs_openapi: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: Record<string, unknown>;
  };
  /** A page to read and try this document, without any outside request. */
  docs_swagger: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: undefined;
  };
  /** Lists fills of an account, newest first. */
  fills_list: {
    path: undefined;
    query: { account: number; market?: string; limit?: number; before?: string };
    body: undefined;
    answer: FillPage;
  };
  /** Lists markets with their grids, bounds and prices. */
  markets_list: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: MarketList;
  };
  /** Shows a market. */
  markets_show: {
    path: { symbol: string };
    query: undefined;
    body: undefined;
    answer: Market;
  };
  /** Shows the book, best prices first. */
  markets_book: {
    path: { symbol: string };
    query: { depth?: number };
    body: undefined;
    answer: BookAnswer;
  };
  /** Shows candles without a gap, oldest first. */
  markets_candles: {
    path: { symbol: string };
    query: { interval: 1 | 5 | 15 | 60 | 180 | 300 | 900 | 1800 | 3600 | 14400 | 43200 | 86400; kind?: "index" | "mark" | "trade"; before?: number; limit?: number };
    body: undefined;
    answer: CandlePage;
  };
  /** Lists trades, newest first. */
  markets_trades: {
    path: { symbol: string };
    query: { limit?: number; before?: string };
    body: undefined;
    answer: TradePage;
  };
  /** Lists what moved beside the book, newest first: by the backstop, by rounds, by what a bankrupt left. */
  moves_list: {
    path: undefined;
    query: { account: number; market?: string; limit?: number; before?: string };
    body: undefined;
    answer: MovePage;
  };
  /** Says what signatures are bound to. */
  network: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: NetworkAnswer;
  };
  /** Lists changes of the exchange that wait for their time, and what is paused. */
  changes: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ChangesAnswer;
  };
  /** Shows the newest or an older index of a market, the signed update that proves it, and what other sources say. */
  oracle_show: {
    path: { symbol: string };
    query: { seq?: number; at_ms?: number; evidence?: string };
    body: undefined;
    answer: OracleAnswer;
  };
  /** Lists the indices that the engine was told, newest first. */
  oracle_indices: {
    path: { symbol: string };
    query: { before?: number; limit?: number };
    body: undefined;
    answer: IndexPage;
  };
  /** Lists open orders, or history. */
  orders_list: {
    path: undefined;
    query: { account: number; status?: "history" | "open"; market?: string; limit?: number; before?: string };
    body: undefined;
    answer: OrderPage;
  };
  /** Places a signed order. */
  orders_place: {
    path: undefined;
    query: undefined;
    body: OrderRequest;
    answer: OrderResult;
  };
  /** Gives up all open orders of an account, or those of one market, side or group. */
  orders_cancel_all: {
    path: undefined;
    query: { account: number; market?: string; side?: "buy" | "sell"; group?: number };
    body: undefined;
    answer: CancelAllAnswer;
  };
  /** Places, cancels, replaces and shrinks in one command, each item atomic by itself, or all of them together. */
  orders_batch: {
    path: undefined;
    query: undefined;
    body: BatchRequest;
    answer: BatchAnswer;
  };
  /** Gives up all open orders after a time, unless it is sent again before. */
  orders_dead_man: {
    path: undefined;
    query: undefined;
    body: DeadManRequest;
    answer: DeadManAnswer;
  };
  /** Says what an order would do now, without signature. */
  orders_preview: {
    path: undefined;
    query: undefined;
    body: PreviewRequest;
    answer: PreviewAnswer;
  };
  /** Places a signed order with terms: stop, take-profit, trailing stop, legs of an OCO or a bracket, iceberg, pegged, TWAP. */
  orders_wait: {
    path: undefined;
    query: undefined;
    body: WaitingRequest;
    answer: OrderResult;
  };
  /** Shows an order that is open or became final in the last 24 hours. */
  orders_show: {
    path: { order_id: string };
    query: { account: number };
    body: undefined;
    answer: Order;
  };
  /** Lowers what is left of an open order; its place in the queue is kept. */
  orders_shrink: {
    path: { order_id: string };
    query: { account: number };
    body: ShrinkRequest;
    answer: ShrinkAnswer;
  };
  /** Gives up an open order. */
  orders_cancel: {
    path: { order_id: string };
    query: { account: number };
    body: undefined;
    answer: CancelAnswer;
  };
  /** Gives up an open order for a newly signed one, in one step. */
  orders_replace: {
    path: { order_id: string };
    query: undefined;
    body: OrderRequest;
    answer: OrderResult;
  };
  /** Lists positions of an account. */
  positions_list: {
    path: undefined;
    query: { account: number };
    body: undefined;
    answer: PositionList;
  };
  /** Binds a sub-account to one market, so that what it loses there is its own collateral alone, or frees it. */
  positions_isolation: {
    path: undefined;
    query: undefined;
    body: IsolationRequest;
    answer: IsolationAnswer;
  };
  /** Sets the most leverage that new risk may have in a market; it can only lower what the market allows. */
  positions_leverage: {
    path: undefined;
    query: undefined;
    body: LeverageRequest;
    answer: LeverageAnswer;
  };
  /** Lists the sources of market data: state, points, vote and faults, market by market. */
  sources_list: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: SourceList;
  };
  /** Says how the parts of the exchange are. */
  status: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: StatusAnswer;
  };
  /** Gives a ticket that opens one socket within 30 seconds. */
  stream_ticket: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: TicketAnswer;
  };
  /** Lists who may sign prices, by which an update can be verified. */
  trust_list: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: TrustList;
  };
  /** Lists withdrawals of an account, newest first. */
  withdrawals_list: {
    path: undefined;
    query: { account: number; limit?: number; before?: number };
    body: undefined;
    answer: WithdrawalPage;
  };
  /** Withdraws collateral to the owner's wallet. */
  withdrawals_ask: {
    path: undefined;
    query: undefined;
    body: WithdrawalRequest;
    answer: Withdrawal;
  };
  /** This process is alive. */
  health: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: HealthAnswer;
  };
  /** Measurements in Prometheus' text form, for operators. */
  metrics: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: undefined;
  };
  /** This process can do its job; 503 names what it lacks. */
  ready: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ReadyAnswer;
  };
}

/** Method and address of each operation. */
export const OPERATIONS: { readonly [name in keyof Operations]: readonly [method: string, path: string] } = {
  jwks: ["GET", "/.well-known/jwks.json"],
  accounts_list: ["GET", "/api/accounts"],
  api_keys_list: ["GET", "/api/accounts/api-keys"],
  api_keys_create: ["POST", "/api/accounts/api-keys"],
  api_keys_end: ["DELETE", "/api/accounts/api-keys/{key_id}"],
  accounts_referrer: ["POST", "/api/accounts/referrer"],
  accounts_balances: ["GET", "/api/accounts/{account}/balances"],
  delegates_list: ["GET", "/api/accounts/{account}/delegates"],
  accounts_settlement: ["GET", "/api/accounts/{account}/settlement"],
  accounts_views: ["GET", "/api/accounts/{account}/views"],
  auth_nonce: ["POST", "/api/auth/nonce"],
  auth_refresh: ["POST", "/api/auth/refresh"],
  auth_session: ["GET", "/api/auth/session"],
  auth_sessions: ["GET", "/api/auth/sessions"],
  auth_session_end: ["DELETE", "/api/auth/sessions/{session_id}"],
  auth_sign_in: ["POST", "/api/auth/sign-in"],
  auth_sign_out: ["POST", "/api/auth/sign-out"],
  deposits_list: ["GET", "/api/deposits"],
  docs_asset: ["GET", "/api/docs/assets/{name}"],
  docs_openapi: ["GET", "/api/docs/openapi.json"],
  docs_swagger: ["GET", "/api/docs/swagger"],
  fills_list: ["GET", "/api/fills"],
  markets_list: ["GET", "/api/markets"],
  markets_show: ["GET", "/api/markets/{symbol}"],
  markets_book: ["GET", "/api/markets/{symbol}/book"],
  markets_candles: ["GET", "/api/markets/{symbol}/candles"],
  markets_trades: ["GET", "/api/markets/{symbol}/trades"],
  moves_list: ["GET", "/api/moves"],
  network: ["GET", "/api/network"],
  changes: ["GET", "/api/network/changes"],
  oracle_show: ["GET", "/api/oracle/{symbol}"],
  oracle_indices: ["GET", "/api/oracle/{symbol}/indices"],
  orders_list: ["GET", "/api/orders"],
  orders_place: ["POST", "/api/orders"],
  orders_cancel_all: ["DELETE", "/api/orders"],
  orders_batch: ["POST", "/api/orders/batch"],
  orders_dead_man: ["POST", "/api/orders/dead-man"],
  orders_preview: ["POST", "/api/orders/preview"],
  orders_wait: ["POST", "/api/orders/waiting"],
  orders_show: ["GET", "/api/orders/{order_id}"],
  orders_shrink: ["PATCH", "/api/orders/{order_id}"],
  orders_cancel: ["DELETE", "/api/orders/{order_id}"],
  orders_replace: ["POST", "/api/orders/{order_id}/replace"],
  positions_list: ["GET", "/api/positions"],
  positions_isolation: ["POST", "/api/positions/isolation"],
  positions_leverage: ["POST", "/api/positions/leverage"],
  sources_list: ["GET", "/api/sources"],
  status: ["GET", "/api/status"],
  stream_ticket: ["POST", "/api/stream/ticket"],
  trust_list: ["GET", "/api/trust"],
  withdrawals_list: ["GET", "/api/withdrawals"],
  withdrawals_ask: ["POST", "/api/withdrawals"],
  health: ["GET", "/health"],
  metrics: ["GET", "/metrics"],
  ready: ["GET", "/ready"],
};
