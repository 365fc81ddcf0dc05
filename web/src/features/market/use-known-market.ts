/** Keeps the market in hand one that there is: a market that is gone, or was never there, gives way to the first. */
import { useEffect } from "react";
import { useMarkets } from "../../feed/use-market.ts";
import { useSettings } from "../workspace/settings-store.ts";

export function useKnownMarket(): void {
  const markets = useMarkets();
  const { market, change } = useSettings();
  const first = markets.state === "ready" ? markets.list[0]?.market : undefined;
  const known = markets.state !== "ready" || markets.list.some((one) => one.market === market);
  useEffect(() => {
    if (!known && first) change({ market: first });
  }, [known, first, change]);
}
