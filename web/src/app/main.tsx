/** The start of the page: asks where the doors are, opens feed and door, shows the shell. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../styles/all.css";
import { createDoor, type Door, DoorContext } from "../api/door.ts";
import { configRead } from "../feed/config.ts";
import { createFeed, type Feed, FeedContext } from "../feed/feed.ts";
import type { Market } from "../feed/markets.ts";
import { createTradeStore, TradeContext, type TradeStore } from "../features/trade/trade-store.ts";
import { settingsShow } from "../features/workspace/settings-store.ts";
import { Failed } from "../ui/states.tsx";
import { Shell } from "./shell.tsx";
import { marketLine } from "./market-line.ts";
import { useOwnFeed } from "./use-own-feed.ts";

function Page({ feed, door, trade }: { feed: Feed; door: Door; trade: TradeStore }) {
  useOwnFeed(feed, door);
  return (
    <FeedContext value={feed}>
      <DoorContext value={door}>
        <TradeContext value={trade}>
          <Shell />
        </TradeContext>
      </DoorContext>
    </FeedContext>
  );
}

const marketOf = (feed: Feed, symbol: string): Market | undefined => {
  const markets = feed.markets.store.get();
  return markets.state === "ready" ? markets.list.find((one) => one.market === symbol) : undefined;
};

async function start(place: HTMLElement): Promise<void> {
  settingsShow();
  const root = createRoot(place);
  try {
    const config = await configRead();
    const [feed, door] = [createFeed(config, marketLine(config)), createDoor(config)];
    const trade = createTradeStore({ ...door, told: feed.user.told, gridOf: (symbol) => marketOf(feed, symbol) });
    void feed.markets.refresh();
    void door.session.resume().catch(() => undefined);
    root.render(
      <StrictMode>
        <Page feed={feed} door={door} trade={trade} />
      </StrictMode>,
    );
  } catch (error) {
    root.render(<Failed what="The terminal could not start" detail={String(error)} retry={() => location.reload()} />);
  }
}

const place = document.getElementById("root");
if (place) void start(place);
