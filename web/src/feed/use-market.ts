/** The markets and one of them, for components. */
import { useState } from "react";
import { useStoreValue } from "../lib/use-store.ts";
import { useFeed } from "./feed.ts";
import { type Market, type Markets, termsOf } from "./markets.ts";
import type { Ticker } from "./ticker.ts";

export function useMarkets(): Markets {
  return useStoreValue(useFeed().markets.store);
}

/**
 * A market by its symbol; null while it is not known. It is the same object until one of its terms has changed, so that nobody
 * begins anew because the list was asked for again.
 */
export function useMarket(symbol: string): Market | null {
  const markets = useMarkets();
  const found = markets.state === "ready" ? (markets.list.find((market) => market.market === symbol) ?? null) : null;
  const [kept, keep] = useState(found);
  if (kept === found || (kept && found && termsOf(kept) === termsOf(found))) return kept;
  keep(found);
  return found;
}

export function useTicker(symbol: string): Ticker | null {
  return useStoreValue(useFeed().ticker(symbol));
}
