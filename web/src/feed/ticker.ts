/** Prices of one market as the stream tells them; null: not known. */
export interface Ticker {
  market: string;
  bid: string | null;
  ask: string | null;
  last_price: string | null;
  mark_price: string | null;
  index_price: string | null;
  open_interest: string;
  /** Of the hour that runs, as it stands, a fraction: positive, longs pay. */
  funding_rate?: string | null;
  next_funding_ms?: number | null;
}
