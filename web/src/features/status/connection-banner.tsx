/** Told across the page while the exchange is not heard: what is shown is old, and what is tried. */
import { useFeed } from "../../feed/feed.ts";
import { Icon } from "../../ui/icon.tsx";
import { useLive } from "./use-live.ts";

export function ConnectionBanner() {
  const live = useLive();
  const feed = useFeed();
  if (live.word !== "Reconnecting") return null;
  return (
    <div className="bann w" role="status">
      <Icon name="wifi" />
      <span>
        <b>Reconnecting</b>, attempt {live.status.attempt}
        {live.retryInMs === null ? "" : `, next in ${Math.ceil(live.retryInMs / 1000)} s`}. Figures below are the last
        ones heard.
      </span>
      <button className="btn sm" type="button" onClick={() => feed.hub.reconnect()}>
        Now
      </button>
    </div>
  );
}
