/** The start of the page: asks where the doors are, opens the feed, shows the shell. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "flexlayout-react/style/dark.css";
import "../styles/all.css";
import { configRead } from "../feed/config.ts";
import { createFeed, FeedContext } from "../feed/feed.ts";
import { settingsShow } from "../features/workspace/settings-store.ts";
import { Failed } from "../ui/states.tsx";
import { Shell } from "./shell.tsx";

async function start(place: HTMLElement): Promise<void> {
  settingsShow();
  const root = createRoot(place);
  try {
    const feed = createFeed(await configRead());
    void feed.markets.refresh();
    root.render(
      <StrictMode>
        <FeedContext value={feed}>
          <Shell />
        </FeedContext>
      </StrictMode>,
    );
  } catch (error) {
    root.render(<Failed what="The terminal could not start" detail={String(error)} retry={() => location.reload()} />);
  }
}

const place = document.getElementById("root");
if (place) void start(place);
