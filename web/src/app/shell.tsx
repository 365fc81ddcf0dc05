/** The page on a wide screen: header, market, workspace, status. */
import { ConnectionBanner } from "../features/status/connection-banner.tsx";
import { StatusBar } from "../features/status/status-bar.tsx";
import { MarketBar } from "../features/market/market-bar.tsx";
import { WorkspaceHost } from "../features/workspace/workspace-host.tsx";
import { Header } from "./header.tsx";

export function Shell() {
  return (
    <div className="app">
      <Header />
      <main className="work">
        <ConnectionBanner />
        <MarketBar />
        <WorkspaceHost />
      </main>
      <StatusBar />
    </div>
  );
}
