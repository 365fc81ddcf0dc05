/** The last line of the page: socket, age of data, gaps that were mended, network, time. */
import { useFeed } from "../../feed/feed.ts";
import { age, moment } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { useLive } from "./use-live.ts";
import { settlementWord, useStatus } from "./use-status.ts";

export function StatusBar({ children }: { children?: React.ReactNode }) {
  const feed = useFeed();
  const live = useLive();
  const status = useStatus();
  const now = useStoreValue(feed.clock);
  const { latencyMs, gaps, clockOffsetMs } = live.status;
  return (
    <footer className="stat" aria-label="Status">
      <span className="row">
        <i className={`dot ${live.word === "Live" ? "ok" : "w"}`} />
        Socket <b>{latencyMs === null ? "--" : `${latencyMs} ms`}</b>
      </span>
      <span>
        Newest data <b>{live.ageMs === null ? "--" : age(live.ageMs)}</b>
      </span>
      <span className="opt">
        Gaps mended <b>{gaps}</b>
      </span>
      <span className="opt" title="How old the oldest trade is that the chain does not have yet">
        Settlement <b>{settlementWord(status)}</b>
      </span>
      <span>{feed.config.network === "localnet" ? "Local chain" : feed.config.network}</span>
      <span className="grow" />
      {children}
      <span title="The exchange's clock">
        <b>{moment(now + clockOffsetMs)}</b> UTC
      </span>
    </footer>
  );
}
