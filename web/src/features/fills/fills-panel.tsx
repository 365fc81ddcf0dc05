/** What was traded: the records of the exchange, and what has come since, each match once. */
import { useEffect, useState } from "react";
import { useDoor } from "../../api/door.ts";
import { useFeed } from "../../feed/feed.ts";
import type { UserFill } from "../../feed/user.ts";
import { change, figure, moment, tone } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { Failed, Skeleton } from "../../ui/states.tsx";
import { type Column, CsvButton, Table } from "../../ui/table.tsx";
import { NeedsAccount } from "../workspace/needs-account.tsx";

const COLUMNS: Column<UserFill>[] = [
  {
    head: "Time UTC",
    cell: (row) => <span className="i2">{moment(row.ts_ms)}</span>,
    text: (row) => moment(row.ts_ms),
  },
  {
    head: "Trade",
    cell: (row) => (
      <span className="lng">
        <span className={row.side === "buy" ? "up" : "down"}>{row.side === "buy" ? "Bought" : "Sold"}</span>
        <b>{row.market}</b>
      </span>
    ),
    text: (row) => `${row.side} ${row.market}`,
  },
  { head: "Size", num: true, cell: (row) => figure(row.size), text: (row) => row.size },
  { head: "Price", num: true, cell: (row) => figure(row.price), text: (row) => row.price },
  { head: "Fee USDC", num: true, cell: (row) => figure(row.fee, 4), text: (row) => row.fee },
  {
    head: "Realised",
    num: true,
    cell: (row) => <span className={tone(row.realized)}>{change(row.realized, 2)}</span>,
    text: (row) => row.realized,
  },
  { head: "Role", cell: (row) => <span className="i3">{row.role}</span>, text: (row) => row.role },
];

type Recorded = { state: "loading" } | { state: "ready"; fills: UserFill[] } | { state: "error"; detail: string };

export function FillsPanel() {
  const feed = useFeed();
  const account = useStoreValue(feed.user.account);
  const [turn, setTurn] = useState(0);
  return (
    <NeedsAccount what="fills" loading={account === null}>
      {account === null ? null : <Fills key={`${account}:${turn}`} account={account} retry={() => setTurn(turn + 1)} />}
    </NeedsAccount>
  );
}

function Fills({ account, retry }: { account: number; retry: () => void }) {
  const door = useDoor();
  const feed = useFeed();
  const live = useStoreValue(feed.user.fills);
  const [recorded, setRecorded] = useState<Recorded>({ state: "loading" });

  useEffect(() => {
    const ending = new AbortController();
    door.api
      .ask("fills_list", { query: { account, limit: 200 }, signal: ending.signal })
      .then((page) => setRecorded({ state: "ready", fills: page.fills as UserFill[] }))
      .catch((error: unknown) => {
        if (!ending.signal.aborted) setRecorded({ state: "error", detail: String(error) });
      });
    return () => ending.abort();
  }, [door, account]);

  if (recorded.state === "loading") return <Skeleton />;
  if (recorded.state === "error") {
    return <Failed what="Fills could not be loaded" detail={recorded.detail} retry={retry} />;
  }
  const ids = new Set(live.map((fill) => fill.fill_id));
  const rows = [...live, ...recorded.fills.filter((fill) => !ids.has(fill.fill_id))];
  return (
    <>
      <div className="pbar">
        <span className="i3">Newest first</span>
        <span className="grow" />
        <CsvButton name="fills" columns={COLUMNS} rows={rows} />
      </div>
      {rows.length ? (
        <Table label="Fills" columns={COLUMNS} rows={rows} id={(row) => row.fill_id} />
      ) : (
        <p className="mid">Nothing traded yet.</p>
      )}
    </>
  );
}
