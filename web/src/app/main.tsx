/** The start of the page: asks where the doors are, opens feed and door, shows the shell. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../styles/all.css";
import { createDoor, DoorContext } from "../api/door.ts";
import { configRead } from "../feed/config.ts";
import { createFeed, FeedContext } from "../feed/feed.ts";
import { settingsShow } from "../features/workspace/settings-store.ts";
import { Failed } from "../ui/states.tsx";
import { Shell } from "./shell.tsx";

async function start(place: HTMLElement): Promise<void> {
  settingsShow();
  const root = createRoot(place);
  try {
    const config = await configRead();
    const [feed, door] = [createFeed(config), createDoor(config)];
    void feed.markets.refresh();
    // Whoever was signed in is again, while the cookie lives; nobody else is told anything.
    void door.session.resume().catch(() => undefined);
    root.render(
      <StrictMode>
        <FeedContext value={feed}>
          <DoorContext value={door}>
            <Shell />
          </DoorContext>
        </FeedContext>
      </StrictMode>,
    );
  } catch (error) {
    root.render(<Failed what="The terminal could not start" detail={String(error)} retry={() => location.reload()} />);
  }
}

const place = document.getElementById("root");
if (place) void start(place);
