/** The workspace for a first trade: chart, a ticket in plain words, one's position, and nothing else. */
import { AccountPanel } from "../features/account/account-panel.tsx";
import { ChartPanel } from "../features/chart/chart-panel.tsx";
import { MarketBar } from "../features/market/market-bar.tsx";
import { OrdersPanel } from "../features/orders/orders-panel.tsx";
import { PositionCard } from "../features/positions/position-card.tsx";
import { useDoor } from "../api/door.ts";
import { BeginPanel } from "../features/wallet/begin-panel.tsx";
import { useStoreValue } from "../lib/use-store.ts";
import { SimpleTicket } from "../features/ticket/simple-ticket.tsx";
import { Boundary } from "../ui/boundary.tsx";

export function SimpleWorkspace() {
  const isStranger = useStoreValue(useDoor().trader).state === "none";
  return (
    <div className="simple">
      <MarketBar />
      <Place name="Chart" area="s-chart">
        <ChartPanel />
      </Place>
      <Place name="Trade" area="s-ticket">
        <SimpleTicket />
      </Place>
      {isStranger ? (
        <Place name="Getting started" area="s-begin">
          <BeginPanel />
        </Place>
      ) : (
        <>
          <Place name="Your position" area="s-position">
            <PositionCard />
          </Place>
          <Place name="Orders" area="s-orders">
            <OrdersPanel />
          </Place>
          <Place name="Account" area="s-account">
            <AccountPanel />
          </Place>
        </>
      )}
    </div>
  );
}

function Place({ name, area, children }: { name: string; area: string; children: React.ReactNode }) {
  return (
    <section className={`panel ${area}`} aria-label={name}>
      <Boundary name={name}>{children}</Boundary>
    </section>
  );
}
