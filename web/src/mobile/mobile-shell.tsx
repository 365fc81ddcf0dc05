/** The page on a phone: five places at the thumb, the same panels and stores as the desk. */
import { useState } from "react";
import { AccountPanel } from "../features/account/account-panel.tsx";
import { BookPanel } from "../features/book/book-panel.tsx";
import { ChartPanel } from "../features/chart/chart-panel.tsx";
import { MarketList } from "../features/market/market-menu.tsx";
import { PriceBadge } from "../features/market/price-badge.tsx";
import { OrdersPanel } from "../features/orders/orders-panel.tsx";
import { PositionCards } from "../features/positions/position-card.tsx";
import { ConnectionBanner } from "../features/status/connection-banner.tsx";
import { LiveBadge } from "../features/status/live-badge.tsx";
import { TicketPanel } from "../features/ticket/ticket-panel.tsx";
import { useIntents } from "../features/workspace/intent-store.ts";
import { useMarket, useTicker } from "../feed/use-market.ts";
import { figure } from "../lib/format.ts";
import { useSettings } from "../features/workspace/settings-store.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { MobileMore } from "./mobile-more.tsx";

const PLACES = ["markets", "chart", "trade", "positions", "more"] as const;
type Place = (typeof PLACES)[number];

const FACES: Record<Place, [IconName, string]> = {
  markets: ["list", "Markets"],
  chart: ["chart", "Chart"],
  trade: ["bolt", "Trade"],
  positions: ["bag", "Positions"],
  more: ["more", "More"],
};

export function MobileShell() {
  const [place, setPlace] = useState<Place>("trade");
  return (
    <div className="mob" data-density="touch">
      <MobileHead />
      <ConnectionBanner />
      <main className="mplace">
        {/* The chart is never taken down: drawing it again takes longer than a thumb waits. */}
        <div className="mpanel" hidden={place !== "chart"}>
          <ChartPanel />
        </div>
        {place === "markets" ? <MarketList onChosen={() => setPlace("chart")} /> : null}
        {place === "trade" ? (
          <div className="mgrid">
            <section aria-label="Ticket">
              <TicketPanel />
            </section>
            <section aria-label="Book" className="mb">
              <BookPanel />
            </section>
          </div>
        ) : null}
        {place === "positions" ? (
          <div className="mlist">
            <section className="panel" aria-label="Positions">
              <PositionCards />
            </section>
            <section className="panel" aria-label="Orders">
              <OrdersPanel />
            </section>
          </div>
        ) : null}
        {place === "more" ? (
          <MobileMore>
            <AccountPanel />
          </MobileMore>
        ) : null}
      </main>
      <nav className="mnav" aria-label="Main">
        {PLACES.map((one) => (
          <button
            key={one}
            type="button"
            className={one === place ? "on" : ""}
            aria-current={one === place ? "page" : undefined}
            onClick={() => setPlace(one)}
          >
            <Icon name={FACES[one][0]} />
            <span>{FACES[one][1]}</span>
          </button>
        ))}
      </nav>
    </div>
  );
}

function MobileHead() {
  const symbol = useSettings((settings) => settings.market);
  const market = useMarket(symbol);
  const ticker = useTicker(symbol);
  const open = useIntents((intents) => intents.open);
  return (
    <header className="mtop">
      <button className="sym" type="button" aria-haspopup="dialog" onClick={() => open("markets")}>
        <span className="coin" aria-hidden="true">
          {symbol[0]}
        </span>
        <b>{symbol}</b>
        <Icon name="down" />
      </button>
      <h1 className="sr">QuantDesk</h1>
      <span className="grow" />
      <div className="mhead2">
        <b className="mmk">{figure(ticker?.mark_price, market?.priceDecimals)}</b>
        <PriceBadge price={ticker} short />
        <LiveBadge />
      </div>
    </header>
  );
}
