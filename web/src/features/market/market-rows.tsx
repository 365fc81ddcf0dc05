/** One line a market: its prices as they come, and what its last day was. */
import type { Market } from "../../feed/markets.ts";
import { useMarket, useTicker } from "../../feed/use-market.ts";
import { change, figure, percent, tone, UNKNOWN } from "../../lib/format.ts";
import { moved } from "../../lib/moved.ts";
import { useSettings } from "../workspace/settings-store.ts";
import { seldom, useDay } from "./use-day.ts";

export function MarketRows({ markets, choose }: { markets: Market[]; choose: (symbol: string) => void }) {
  return (
    <div className="tbl sized">
      <table>
        <thead>
          <tr>
            <th>Market</th>
            <th className="num">Mark</th>
            <th className="num">Last</th>
            <th className="num">24 h</th>
            <th className="num c0">24 h volume</th>
            <th className="num c0">Funding</th>
            <th className="num c0">Open interest</th>
          </tr>
        </thead>
        <tbody>
          {markets.map((market) => (
            <Row key={market.market} market={market} choose={choose} />
          ))}
        </tbody>
      </table>
      {markets.length ? null : <p className="mid">No market has this name.</p>}
    </div>
  );
}

function Row({ market, choose }: { market: Market; choose: (symbol: string) => void }) {
  const ticker = useTicker(market.market);
  const day = useDay(useMarket(market.market), seldom);
  const last = ticker?.last_price ?? market.last_price;
  const told = day && last ? moved(day.open, last, market.priceDecimals) : null;
  const chosen = useSettings((settings) => settings.market === market.market);
  return (
    <tr className={chosen ? "chosen" : ""}>
      <td>
        <button
          type="button"
          className="lnk"
          aria-current={chosen ? "true" : undefined}
          onClick={() => choose(market.market)}
        >
          <i className="coin s" aria-hidden="true" data-glyph={market.market[0]} />
          {market.market}
        </button>
      </td>
      <td className="num">{figure(ticker?.mark_price ?? market.mark_price, market.priceDecimals)}</td>
      <td className="num">{figure(last, market.priceDecimals)}</td>
      <td className={`num ${tone(told?.by)}`}>{told ? `${change(told.percent)} %` : UNKNOWN}</td>
      <td className="num c0">{figure(day?.volume)}</td>
      <td className="num c0">{percent(ticker?.funding_rate, 4)}</td>
      <td className="num c0">{figure(ticker?.open_interest ?? market.open_interest)}</td>
    </tr>
  );
}
