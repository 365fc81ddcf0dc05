/** How the parts of the exchange are, as they say themselves, and how this page hears them. */
import { useEffect, useState } from "react";
import { useFeed } from "../../feed/feed.ts";
import { age } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { useLive } from "./use-live.ts";

interface Told {
  version: string;
  engine: string;
  database: string;
  cache: string;
  seq: number | null;
}

const EVERY_MS = 5_000;

function useTold(): Told | null {
  const feed = useFeed();
  const [told, setTold] = useState<Told | null>(null);
  useEffect(() => {
    let ended = false;
    async function ask(): Promise<void> {
      try {
        const answer = await fetch(`${feed.config.gateway}/api/status`);
        if (!ended) setTold(answer.ok ? ((await answer.json()) as Told) : null);
      } catch {
        if (!ended) setTold(null);
      }
    }
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, [feed]);
  return told;
}

export function StatusPanel() {
  const feed = useFeed();
  const live = useLive();
  const told = useTold();
  const own = useStoreValue(feed.user.hub);
  const rows: [string, string][] = [
    ["Market data", live.word],
    ["Newest data", live.ageMs === null ? "--" : age(live.ageMs)],
    ["Socket, there and back", live.status.latencyMs === null ? "--" : `${live.status.latencyMs} ms`],
    ["Gaps mended", String(live.status.gaps)],
    ["Own orders and money", own ? own.status.get().state : "not signed in"],
    ["Painters that wait", String(feed.waiting() + feed.scheduler.waiting())],
    ["Engine", told?.engine ?? "--"],
    ["Records", told?.database ?? "--"],
    ["Fan-out", told?.cache ?? "--"],
    ["Last command", told?.seq === null || told === null ? "--" : String(told.seq)],
    ["Network", feed.config.network],
    ["Version", told?.version ?? "--"],
  ];
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div className="kv" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
