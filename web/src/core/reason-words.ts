/**
 * Why the exchange refuses or ends an order, in plain words and what to do, by the names of the core's reasons.
 * Invariant: every reason has words: a name that the core gains does not compile until it has some.
 */
import type { CancelReason, Reason } from "./records_gen.ts";
import { type PriceState, tierWords } from "./tier-words.ts";

type ReasonName = Exclude<keyof typeof Reason, "none">;

const REFUSED: Record<ReasonName, string> = {
  record_malformed: "The order could not be read. Reload the page and write it again.",
  exchange_not_open: "The exchange is not open yet. Try again when it is.",
  exchange_frozen:
    "The exchange was frozen on the chain, for good. The chain pays everybody out: see leaving without us.",
  exchange_open_already: "The exchange is open already.",
  service_forbidden: "This is not taken from here.",
  batch_too_large: "These are too many orders at once. Send fewer.",
  overflow: "The result would be larger than money can be. Ask for less.",
  account_unknown: "The exchange does not know this account yet. Deposit first.",
  account_exists: "This account exists already.",
  account_limit: "There are no more accounts for this owner. Use one of them.",
  delegate_exists: "This browser may sign for the account already.",
  delegate_unknown: "This browser may no longer sign for the account. Allow it again.",
  delegate_limit: "The account lets the most keys sign that it may. Remove one first.",
  delegate_expiry: "A key may sign for at most 180 days.",
  account_restricted:
    "This account is restricted. You can cancel, reduce positions and take your money out through the chain.",
  account_not_empty: "The account still has positions, orders or money.",
  floor_known: "Older orders were given up already.",
  market_unknown: "There is no such market.",
  market_exists: "This market exists already.",
  market_limit: "There are no more markets.",
  market_grid: "The market's grid does not divide into whole units of money.",
  market_parameters: "A parameter of the market is outside its bounds.",
  market_notional: "The market's limits allow more than money can be.",
  price_zero: "A price of zero is not taken.",
  price_range: "The price is above what the market takes.",
  market_price_unknown: "The market has no mark price yet. Try again when it has.",
  market_tier: "The market's price cannot be relied upon now: this order is not taken. Cancels always are.",
  market_paused: "The market is paused: only orders that reduce a position are taken, and cancels.",
  index_stale: "The index price is too old.",
  market_catching_up:
    "The mark follows a jump of the index: only orders that reduce a position are taken, and cancels.",
  backstop_exists: "There is a backstop already; it never changes.",
  market_deficit:
    "The market owes more than its fund holds: only orders that reduce a position are taken, and cancels.",
  message_domain: "It was signed for another network. Reload the page and sign again.",
  message_malformed: "The signed message could not be read. Reload the page and sign again.",
  message_account: "It was signed for another account. Reload the page and sign again.",
  signer_unknown: "This browser's key may not sign for the account. Allow it again.",
  nonce_used: "This signature was used already. Send the order again.",
  expired: "The signature is too old. Send the order again.",
  expiry_too_far: "The order would live longer than it may. Send it again.",
  client_order_id_reused: "Another order has this number. Send it again.",
  client_order_id_limit: "Too many numbered orders are open. Cancel some first.",
  order_unknown: "The order is not in the book any more.",
  order_final: "The order is filled or cancelled already.",
  order_size: "The size is outside what the market takes.",
  order_price: "The price is outside what the market takes.",
  order_kind: "This combination does not exist: a market order fills at once, a post-only order rests.",
  trigger_passed: "The price is there already. Use another trigger, or an order that enters at once.",
  link_invalid: "The order that it is tied to is not open any more.",
  batch_whole: "Another order of its group was refused, so none was taken.",
  order_waiting: "An order that waits is not changed: cancel it and write another.",
  timeout: "A dead-man switch takes 1 second to 24 hours, or is off.",
  post_only_crosses: "It would trade at once, and post only forbids that. Use a price further away.",
  fok_unfillable: "Not all of it can fill now, and fill-or-kill takes nothing less.",
  reduce_only_nothing: "There is no position that this order would reduce.",
  price_band: "The price is too far from the mark.",
  order_limit: "The account has the most open orders that it may have. Cancel some first.",
  position_limit: "The position would be larger than the market allows.",
  open_interest_limit: "The market takes no more open interest: only reductions.",
  fee_cap: "The fee is above what the order allows.",
  replace_grows: "An order can only shrink without a new signature.",
  replace_mismatch: "The new order is of another market or side than the old one.",
  delegate_market: "The account's owner does not let this browser's key trade this market.",
  delegate_day:
    "This is more than the account's owner lets this browser's key trade until midnight UTC. Lower the size.",
  nonce_too_far: "This machine's clock is ahead. Set it right and send the order again.",
  entries_full:
    "Your latest trades hold every entry that the chain has for this account. One frees five minutes after the time for which its order was signed; reducing is still open.",
  settlement_behind:
    "Settlement on the chain is more than a minute behind: until it has caught up only orders that reduce a position are taken, and cancels.",
  settlement_stopped:
    "Settlement on the chain is far behind: nothing trades until it has caught up. Cancels are taken.",
  margin_initial: "There is not enough margin for this size. Lower it, or deposit.",
  margin_maintenance: "The account is below its maintenance margin: only orders that reduce are taken.",
  borrow_parameters: "A parameter of borrowing is outside its bounds.",
  account_main: "A main account is never bound to one market: use a sub-account.",
  account_isolated: "This account is isolated: it trades in one market alone.",
  leverage: "The market does not allow so much leverage. Choose less.",
  margin_worse: "A reduction must not leave the account worse off. Use a better price.",
  withdrawable: "This is more than can leave the account now.",
  gate_closed: "A large loss is being settled: nothing leaves for an hour at most. It is then paid out by itself.",
  amount: "The amount must be above zero.",
  transfer_same_account: "Money moves between two different accounts.",
  transfer_owner: "Both accounts must belong to the same owner.",
  transfer_to_empty: "The account that is to receive holds nothing yet: its first money is a deposit.",
  transfer_limit: "No more transfers today: an owner has a few dozen a day.",
  asset_unknown: "The exchange does not know this asset.",
  credit_stale: "This deposit was counted already.",
  debit_stale: "This withdrawal was counted already.",
  request_known: "This request was taken already.",
  referrer_known: "Somebody is named as your referrer already.",
  referrer_unknown: "A referrer is another owner who has an account here.",
  share_none: "Nothing is set aside for you in this market.",
  settled_known: "It was known already to have settled on the chain.",
  insurance_source: "Insurance is funded by the backstop alone. Deposit to it first.",
  posted_known: "It was known already how far the chain has followed.",
  change_step: "A change goes further than one may.",
  change_known: "This change, or a later one, was taken already.",
  asset_parameters: "A parameter of the asset is outside its bounds.",
};

const ENDED: Record<keyof typeof CancelReason, string> = {
  user: "You cancelled it.",
  replaced: "A newer order took its place.",
  expired: "Its time ran out.",
  unfilled: "Nobody offered more at this price, and it was not to rest.",
  self_trade: "It would have traded with an order of your own.",
  reduce_only: "There was no position left to reduce.",
  margin: "The account no longer had the margin for it.",
  band: "Its price came too far from the mark.",
  open_interest: "The market takes no more open interest.",
  position_limit: "The position would have been larger than the market allows.",
  fee_cap: "The fee was above what the order allowed.",
  delegate: "The key that signed it may no longer sign.",
  overflow: "It was larger than money can be.",
  liquidation: "The account was liquidated.",
  deficit: "Losses in this market are not paid yet, and it would have raised risk.",
  restricted: "The account may only reduce its positions.",
  entries: "The account had no free entry on the chain for it.",
  delegate_day: "It would have taken the key that signed it above what its owner allows a day.",
  delegate_price:
    "It would have filled further from the index than the owner lets the key that signed it trade, or by an old one.",
  floor: "Older orders were given up.",
  dead_man: "The dead-man switch ran out.",
  linked: "The order that it was tied to filled, started or ended.",
  refused: "Its price came, and it was not taken then.",
  disconnected: "A connection that was to end the orders with it was lost.",
};

const words = (table: Record<string, string>, code: string): string | null =>
  Object.hasOwn(table, code) ? (table[code] ?? null) : null;

/** Why an order is refused; a code that is none of the core's is shown as it is. */
export function reasonWords(code: string): string {
  return words(REFUSED, code) ?? `The exchange would refuse this order (${code}).`;
}

/** The same, with tier and cause of the market's price where they are the reason (ORC-3). */
export function refusalWords(code: string, price: Partial<PriceState> | null | undefined): string {
  return (code === "market_tier" ? tierWords(price) : null) ?? reasonWords(code);
}

/** Why an order left the book. */
export function endWords(code: string): string {
  return words(ENDED, code) ?? `It ended (${code}).`;
}
