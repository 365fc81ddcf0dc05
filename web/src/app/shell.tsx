/** The page on a wide screen: header, market, workspace, status; and the dialogs that anything may ask for. */
import { lazy, Suspense, useDeferredValue, useEffect } from "react";
import { useKeys } from "../features/command/use-keys.ts";
import { MarketBar } from "../features/market/market-bar.tsx";
import { useKnownMarket } from "../features/market/use-known-market.ts";
import { ConnectionBanner } from "../features/status/connection-banner.tsx";
import { StatusBar } from "../features/status/status-bar.tsx";
import { useLayouts } from "../features/workspace/layout-store.ts";
import { useSettings } from "../features/workspace/settings-store.ts";
import { MobileShell } from "../mobile/mobile-shell.tsx";
import { focusKeep } from "../lib/focus.ts";
import { useWide } from "../lib/use-wide.ts";
import { Skeleton } from "../ui/states.tsx";
import { Dialogs } from "./dialogs.tsx";
import { Header } from "./header.tsx";
import { SimpleWorkspace } from "./simple-workspace.tsx";

// The dock is the heaviest part of the page and not of the first screen.
const WorkspaceHost = lazy(async () => ({
  default: (await import("../features/workspace/workspace-host.tsx")).WorkspaceHost,
}));

export function Shell() {
  useKeys();
  useKnownMarket();
  useEffect(focusKeep, []);
  return (
    <>
      {useWide() ? <WideShell /> : <MobileShell />}
      <Dialogs />
    </>
  );
}

function WideShell() {
  // The choice is shown at once; its panels come in a render that a key may interrupt.
  const workspace = useDeferredValue(useSettings((settings) => settings.workspace));
  const known = useLayouts((layouts) => layouts.layouts.some((one) => one.name === workspace));
  return (
    <div className="app">
      <Header />
      <main className="work">
        <ConnectionBanner />
        {known ? (
          <>
            <MarketBar />
            <Suspense fallback={<Skeleton rows={16} />}>
              <WorkspaceHost key={workspace} name={workspace} />
            </Suspense>
          </>
        ) : (
          <SimpleWorkspace />
        )}
      </main>
      <StatusBar />
    </div>
  );
}
