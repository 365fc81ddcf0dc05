/** The order book: asks above, bids below, whole rows only, painted by the market worker and never by React. */
import { useDeferredValue, useMemo, useState } from "react";
import { useMarket } from "../../feed/use-market.ts";
import type { Market } from "../../feed/markets.ts";
import { Failed, Skeleton } from "../../ui/states.tsx";
import { useMarkets } from "../../feed/use-market.ts";
import { useFeed } from "../../feed/feed.ts";
import { useIntents } from "../workspace/intent-store.ts";
import { useSettings } from "../workspace/settings-store.ts";
import { age } from "../../lib/format.ts";
import { type Grouping, groupings } from "./grouping.ts";
import { PricePick } from "./price-pick.tsx";
import { useBook } from "./use-book.ts";

export function BookPanel() {
  const symbol = useDeferredValue(useSettings((settings) => settings.market));
  const markets = useMarkets();
  const market = useMarket(symbol);
  const feed = useFeed();
  if (markets.state === "error") {
    return (
      <Failed what="The book could not be loaded" detail={markets.detail} retry={() => void feed.markets.refresh()} />
    );
  }
  return market ? <Book key={symbol} market={market} /> : <Skeleton rows={14} />;
}

function Book({ market }: { market: Market }) {
  const steps = useMemo(() => groupings(market.tick_size, market.priceDecimals), [market]);
  const [at, setAt] = useState(0);
  const parts = useBook(market, steps[at] ?? (steps[0] as Grouping));
  const pickPrice = useIntents((intents) => intents.pickPrice);
  const base = market.market.split("-")[0] ?? "";

  async function pick(event: React.MouseEvent): Promise<void> {
    const price = await parts.priceAt(event.clientY);
    if (price) pickPrice(market.market, price);
  }

  return (
    <div className={`book ${parts.stale.old ? "dim" : ""}`} ref={parts.root} data-testid="book">
      <div className="lv h">
        <span className="group">
          <label htmlFor={`group-${market.market}`}>
            Price<span className="sr"> grouping</span>
          </label>
          <select
            id={`group-${market.market}`}
            className="sel"
            value={at}
            onChange={(event) => setAt(Number(event.target.value))}
          >
            {steps.map((one, index) => (
              <option key={one.units} value={index}>
                {one.text}
              </option>
            ))}
          </select>
          <PricePick host={parts.host} pick={(price) => pickPrice(market.market, price, true)} />
        </span>
        <span aria-hidden="true">Size {base}</span>
        {parts.stale.old ? (
          <span>
            <span className="badge w">
              {parts.stale.ageMs === null ? "no data yet" : `stale ${age(parts.stale.ageMs)}`}
            </span>
          </span>
        ) : (
          <span aria-hidden="true">Total {base}</span>
        )}
      </div>
      {/* What a click does here, PricePick does for keys. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div className="seen" ref={parts.host} onClick={(event) => void pick(event)}>
        <div className="words">
          <div className="asks" role="table" aria-label="Asks" ref={parts.asks} />
          <div className="spread">
            <b ref={parts.last}>--</b>
            <span>
              Spread
              <i ref={parts.spread}>--</i>
            </span>
          </div>
          <div className="bids" role="table" aria-label="Bids" ref={parts.bids} />
          <div className="imb">
            <span className="up" ref={parts.bidShare}>
              --
            </span>
            <span className="down" ref={parts.askShare}>
              --
            </span>
          </div>
        </div>
      </div>
    </div>
  );
}
