/** The market in hand: its name, its mark, and what else is known of it. What the exchange does not know yet is shown as unknown. */
import { useState } from "react";
import { useMarket, useTicker } from "../../feed/use-market.ts";
import { change, clock, figure, moment, percent, tone, UNKNOWN } from "../../lib/format.ts";
import { moved } from "../../lib/moved.ts";
import { Icon } from "../../ui/icon.tsx";
import { OriginBadge } from "./origin-badge.tsx";
import { PriceBadge } from "./price-badge.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import { MarketMenu } from "./market-menu.tsx";
import { type Day, rangeWith } from "./day.ts";
import { often, useDay } from "./use-day.ts";

export function MarketBar() {
  const symbol = useSettings((settings) => settings.market);
  const market = useMarket(symbol);
  const ticker = useTicker(symbol);
  const [open, setOpen] = useState(false);
  const day = useDay(market, often);
  const decimals = market?.priceDecimals;
  const range = day ? rangeWith(day, ticker?.last_price, decimals ?? 0) : [];
  const base = symbol.split("-")[0];
  return (
    <section className="mkt" aria-label="Market">
      <button className="sym" type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span className="coin" aria-hidden="true">
          {symbol[0]}
        </span>
        <b>{symbol}</b>
        <Icon name="down" />
      </button>
      <div className="mk">
        <span data-testid="mark">{figure(ticker?.mark_price, decimals)}</span>
        <small>Mark</small>
      </div>
      {/* In the order of what is missed most: what does not fit is not shown, and badges always are. */}
      <div className="factline">
        <Change24h day={day} last={ticker?.last_price} decimals={decimals ?? 0} />
        <Fact name="Index" value={figure(ticker?.index_price, decimals)} />
        <Fact name="Funding" value={percent(ticker?.funding_rate, 4)} unit={fundingTime(ticker?.next_funding_ms)} />
        <Fact name="Open interest" value={figure(ticker?.open_interest)} unit={base} />
        <Fact name="24 h volume" value={figure(day?.volume)} unit={base} />
        <Fact
          name="24 h low to high"
          value={day ? range.map((price) => figure(price, decimals)).join(" to ") : UNKNOWN}
        />
        <Fact name="Last" value={figure(ticker?.last_price, decimals)} />
        <Fact name="Margin" value={percent(market?.initial_margin_fraction)} unit="initial" />
      </div>
      <OriginBadge symbol={symbol} />
      <PriceBadge price={ticker} />
      {market?.status === "paused" ? <span className="badge w">PAUSED</span> : null}
      <MarketMenu open={open} onClose={() => setOpen(false)} />
    </section>
  );
}

/** What the price has moved since a day ago, or since the first trade of a market that is younger. */
function Change24h({ day, last, decimals }: { day: Day | null; last: string | null | undefined; decimals: number }) {
  const told = day && last ? moved(day.open, last, decimals) : null;
  return (
    <dl className="st" title={day ? `Since ${moment(day.sinceMs)} UTC, ${figure(day.open, decimals)}` : undefined}>
      <dt>24 h change</dt>
      <dd className={tone(told?.by)}>{told ? `${change(told.by, decimals)} (${change(told.percent)} %)` : UNKNOWN}</dd>
    </dl>
  );
}

/** When the running hour's funding is paid, UTC. */
function fundingTime(ms: number | null | undefined): string | undefined {
  return ms ? `at ${clock(ms).slice(0, 5)}` : undefined;
}

interface FactProps {
  name: string;
  value: string;
  unit?: string | undefined;
}

function Fact({ name, value, unit }: FactProps) {
  return (
    <dl className="st">
      <dt>{name}</dt>
      <dd>
        {value}
        {unit && value !== "--" ? <small>{unit}</small> : null}
      </dd>
    </dl>
  );
}
