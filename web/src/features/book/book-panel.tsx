/** The order book: asks above, bids below, whole rows only, painted from the stream and never by React. */
import { useState } from "react";
import { useMarket } from "../../feed/use-market.ts";
import type { Market } from "../../feed/markets.ts";
import { Failed, Skeleton } from "../../ui/states.tsx";
import { useMarkets } from "../../feed/use-market.ts";
import { useFeed } from "../../feed/feed.ts";
import { useIntents } from "../workspace/intent-store.ts";
import { useSettings } from "../workspace/settings-store.ts";
import { groupings } from "./grouping.ts";
import { useBookView } from "./use-book-view.ts";

export function BookPanel() {
  const symbol = useSettings((settings) => settings.market);
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
  const steps = groupings(market.tick_size, market.priceDecimals);
  const [at, setAt] = useState(0);
  const step = steps[at] ?? steps[0];
  const parts = useBookView(market, step);
  const pickPrice = useIntents((intents) => intents.pickPrice);
  const base = market.market.split("-")[0] ?? "";

  function pick(event: React.MouseEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-price]");
    const price = row?.dataset["price"];
    if (price) pickPrice(market.market, price);
  }

  return (
    <div className="book" ref={parts.root} data-testid="book">
      <div className="pbar">
        <label className="sr" htmlFor={`group-${market.market}`}>
          Price grouping
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
        <span className="grow" />
        <span className="badge w" ref={parts.stale} hidden />
      </div>
      <div className="lv h" aria-hidden="true">
        <span>Price</span>
        <span>Size {base}</span>
        <span>Total {base}</span>
      </div>
      {/* Prices are set in the ticket by its own field as well; a click here only saves typing. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <div className="asks" role="table" aria-label="Asks" ref={parts.asks} onClick={pick} />
      <div className="spread">
        <b ref={parts.last}>--</b>
        <span>
          Spread
          <i ref={parts.spread}>--</i>
        </span>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <div className="bids" role="table" aria-label="Bids" ref={parts.bids} onClick={pick} />
      <div className="imb">
        <span className="up" ref={parts.bidShare}>
          --
        </span>
        <span className="tr" aria-hidden="true">
          <i ref={parts.bidBar} />
          <i />
        </span>
        <span className="down" ref={parts.askShare}>
          --
        </span>
      </div>
    </div>
  );
}
