/** The markets and one of them, for components. */
import { useStoreValue } from "../lib/use-store.ts";
import { useFeed } from "./feed.ts";
import type { Market, Markets } from "./markets.ts";
import type { Ticker } from "./ticker.ts";

export function useMarkets(): Markets {
  return useStoreValue(useFeed().markets.store);
}

/** A market by its symbol; null while it is not known. */
export function useMarket(symbol: string): Market | null {
  const markets = useMarkets();
  return markets.state === "ready" ? (markets.list.find((market) => market.market === symbol) ?? null) : null;
}

export function useTicker(symbol: string): Ticker | null {
  return useStoreValue(useFeed().ticker(symbol));
}
