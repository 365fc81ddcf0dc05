/** The workspace to begin with: chart and book of one market, and nothing else. */
import { BookPanel } from "../features/book/book-panel.tsx";
import { ChartPanel } from "../features/chart/chart-panel.tsx";
import { MarketBar } from "../features/market/market-bar.tsx";
import { TapePanel } from "../features/tape/tape-panel.tsx";
import { Boundary } from "../ui/boundary.tsx";

export function SimpleWorkspace() {
  return (
    <div className="simple">
      <MarketBar />
      <Place name="Chart" area="s-chart">
        <ChartPanel />
      </Place>
      <Place name="Book" area="s-ticket">
        <BookPanel />
      </Place>
      <Place name="Trades" area="s-account">
        <TapePanel />
      </Place>
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
