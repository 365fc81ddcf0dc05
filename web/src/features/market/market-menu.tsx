/** All markets with their prices, to choose one from: filtered by typing, chosen by Enter or a click. */
import { useMemo, useState } from "react";
import { useFeed } from "../../feed/feed.ts";
import { useMarkets } from "../../feed/use-market.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failed, Skeleton } from "../../ui/states.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import { MarketRows } from "./market-rows.tsx";

export function MarketMenu({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} title="Markets" onClose={onClose} className="menu-markets">
      <MarketList onChosen={onClose} />
    </Dialog>
  );
}

export function MarketList({ onChosen }: { onChosen?: () => void }) {
  const feed = useFeed();
  const markets = useMarkets();
  const [typed, setTyped] = useState("");
  const change = useSettings((settings) => settings.change);
  const shown = useMemo(
    () =>
      markets.state === "ready"
        ? markets.list.filter((market) => market.market.includes(typed.trim().toUpperCase()))
        : [],
    [markets, typed],
  );
  function choose(symbol: string): void {
    change({ market: symbol });
    onChosen?.();
  }
  if (markets.state === "loading") return <Skeleton />;
  if (markets.state === "error") {
    return (
      <Failed what="Markets could not be loaded" detail={markets.detail} retry={() => void feed.markets.refresh()} />
    );
  }
  return (
    <div className="panel">
      <form
        className="pbar"
        onSubmit={(event) => {
          event.preventDefault();
          if (shown[0]) choose(shown[0].market);
        }}
      >
        <input
          className="find"
          data-first
          aria-label="Find a market"
          placeholder="Find a market"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
      <MarketRows markets={shown} choose={choose} />
      {markets.unnamed ? (
        <p className="pmore warn" role="status">
          {markets.unnamed} more {markets.unnamed === 1 ? "market has a name" : "markets have names"} that the exchange
          does not give: not shown.
        </p>
      ) : null}
    </div>
  );
}
