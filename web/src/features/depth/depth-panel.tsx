/** The depth of the book: how much stands within each distance of the touch, on a canvas of the market worker. */
import { useDeferredValue, useRef } from "react";
import type { Market } from "../../feed/markets.ts";
import { useMarket } from "../../feed/use-market.ts";
import { useView } from "../../feed/use-view.ts";
import { Skeleton } from "../../ui/states.tsx";
import { useSettings } from "../workspace/settings-store.ts";

export function DepthPanel() {
  const symbol = useDeferredValue(useSettings((settings) => settings.market));
  const market = useMarket(symbol);
  return market ? <Depth key={symbol} market={market} /> : <Skeleton />;
}

function Depth({ market }: { market: Market }) {
  const host = useRef<HTMLDivElement>(null);
  const look = useSettings((settings) => `${settings.theme} ${settings.preset}`);
  useView(host, { kind: "depth", market, look, rows: () => 1, told: () => undefined });
  return <div className="seen" ref={host} role="img" aria-label={`Depth of the book of ${market.market}`} />;
}
