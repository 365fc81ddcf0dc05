/** One line a market: its prices as they come. */
import type { Market } from "../../feed/markets.ts";
import { useTicker } from "../../feed/use-market.ts";
import { figure } from "../../lib/format.ts";
import { useSettings } from "../workspace/settings-store.ts";

export function MarketRows({ markets, choose }: { markets: Market[]; choose: (symbol: string) => void }) {
  return (
    <div className="tbl">
      <table>
        <thead>
          <tr>
            <th>Market</th>
            <th className="num">Mark</th>
            <th className="num">Last</th>
            <th className="num">Open interest</th>
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
  const chosen = useSettings((settings) => settings.market === market.market);
  return (
    <tr className={chosen ? "sel" : ""}>
      <td>
        <button
          type="button"
          className="lnk"
          aria-current={chosen ? "true" : undefined}
          onClick={() => choose(market.market)}
        >
          {market.market}
        </button>
      </td>
      <td className="num">{figure(ticker?.mark_price ?? market.mark_price, market.priceDecimals)}</td>
      <td className="num">{figure(ticker?.last_price ?? market.last_price, market.priceDecimals)}</td>
      <td className="num">{figure(ticker?.open_interest ?? market.open_interest)}</td>
    </tr>
  );
}
