/** The connection in the header: a word and the age of the newest data. */
import { age } from "../../lib/format.ts";
import { useLive } from "./use-live.ts";

export function LiveBadge() {
  const live = useLive();
  const kind = live.word === "Live" ? "ok" : live.word === "Reconnecting" ? "x" : "w";
  return (
    <div className="link" title="Connection and age of the newest data">
      <i className={`dot ${kind}`} />
      <b>{live.word}</b>
      <span className="i3 agew">{live.ageMs === null ? "no data yet" : `data ${age(live.ageMs)}`}</span>
    </div>
  );
}
