/** How well the page hears the exchange: live, reconnecting or silent, and how old the newest data is. */
import { useFeed } from "../../feed/feed.ts";
import type { HubStatus } from "../../feed/connection.ts";
import { useStoreValue } from "../../lib/use-store.ts";

export interface Live {
  word: "Live" | "Connecting" | "Reconnecting" | "Stale";
  ageMs: number | null;
  retryInMs: number | null;
  status: HubStatus;
}

const STALE_MS = 3_000;
export function useLive(): Live {
  const feed = useFeed();
  const status = useStoreValue(feed.hub.status);
  const now = useStoreValue(feed.clock);
  const last = feed.hub.lastMs();
  const ageMs = last === null ? null : Math.max(0, now - last);
  const retryInMs = status.retryAtMs === null ? null : Math.max(0, status.retryAtMs - now);
  let word: Live["word"] = "Live";
  if (status.state !== "open") word = last === null && status.attempt === 0 ? "Connecting" : "Reconnecting";
  else if (ageMs !== null && ageMs > STALE_MS) word = "Stale";
  return { word, ageMs, retryInMs, status };
}
