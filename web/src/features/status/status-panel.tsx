/** How the parts of the exchange are, as they say themselves, and how this page hears them. */
import type { ChangesAnswer, SourceList } from "../../api/schema_gen.ts";
import { useFeed } from "../../feed/feed.ts";
import { useTold } from "../../feed/use-told.ts";
import { age, figure, UNKNOWN } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { useSettings } from "../workspace/settings-store.ts";
import { ChangeRows } from "./change-rows.tsx";
import { SourceRows } from "./source-rows.tsx";
import { useLive } from "./use-live.ts";
import { againMs, settlementWord, useStatus } from "./use-status.ts";

/** What waits for days is asked for now and then. */
const CHANGES_MS = 60_000;
const changesMs = (): number => CHANGES_MS;

function pausedWord(told: ChangesAnswer | null): string {
  if (!told?.paused) return UNKNOWN;
  return told.paused.length ? told.paused.join(", ") : "nothing";
}

export function StatusPanel() {
  const feed = useFeed();
  const live = useLive();
  const told = useStatus();
  const sources = useTold<SourceList>("/api/sources", againMs);
  const changes = useTold<ChangesAnswer>("/api/network/changes", changesMs);
  const { market } = useSettings();
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
    ["Last command", told?.seq === null || told === null ? "--" : figure(String(told.seq))],
    ["Settlement on the chain", settlementWord(told)],
    ["Not settled yet", told?.settlement ? String(told.settlement.pending) : "--"],
    ["Paused on the chain", pausedWord(changes)],
    ["Network", feed.config.network],
    ["Version", told?.version ?? "--"],
  ];
  return (
    <div className="told">
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div className="kv" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <SourceRows sources={sources?.sources ?? null} market={market} />
      <ChangeRows told={changes} />
    </div>
  );
}
