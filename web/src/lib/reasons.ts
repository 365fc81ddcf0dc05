/** Why the exchange would refuse an order, in plain words, by its reason's code: said before the order is sent. */
const WORDS: Record<string, string> = {
  margin_initial: "There is not enough margin for this size. Lower it, or deposit.",
  margin_maintenance: "The account is below its maintenance margin: only orders that reduce are taken.",
  margin_worse: "A reduction must not leave the account worse off. Use a better price.",
  market_paused: "The market is paused: only orders that reduce a position are taken, and cancels.",
  market_price_unknown: "The market has no mark price yet.",
  order_size: "The size is outside what the market takes.",
  order_price: "The price is outside what the market takes.",
  price_band: "The price is too far from the mark.",
  post_only_crosses: "It would trade at once, and post only forbids that. Use a price further away.",
  fok_unfillable: "Not all of it can fill now, and fill-or-kill takes nothing less.",
  reduce_only_nothing: "There is no position that this order would reduce.",
  order_limit: "The account has the most open orders that it may have. Cancel some first.",
  position_limit: "The position would be larger than the market allows.",
  open_interest_limit: "The market takes no more open interest: only reductions.",
  fee_cap: "The fee is above what the order allows.",
  order_kind: "This combination does not exist: a market order fills at once, a post-only order rests.",
};

export function reasonWords(code: string): string {
  return WORDS[code] ?? `The exchange would refuse this order (${code}).`;
}
