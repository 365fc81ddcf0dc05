/** What was traded, and what moved beside the book: the records of the exchange, and what has come since; while some may be missing it says so. */
import { useMemo } from "react";
import { useFeed } from "../../feed/feed.ts";
import { age, change, figure, moment, tone, UNKNOWN } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { Failed } from "../../ui/states.tsx";
import { type Column, CsvButton, Table } from "../../ui/table.tsx";
import { NeedsAccount } from "../workspace/needs-account.tsx";
import { type Traded, tradedOf } from "./traded.ts";

const COLUMNS: Column<Traded>[] = [
  {
    head: "Time UTC",
    cell: (row) => <span className="i2">{moment(row.ts_ms)}</span>,
    text: (row) => moment(row.ts_ms),
  },
  {
    head: "Trade",
    cell: (row) => (
      <span className="lng">
        <span className={row.tone} {...(row.why === null ? {} : { title: row.why })}>
          {row.what}
        </span>
        <b>{row.market}</b>
      </span>
    ),
    text: (row) => `${row.what} ${row.market}`,
  },
  {
    head: "Size",
    num: true,
    cell: (row) => (row.money === null ? figure(row.size) : `${figure(row.money, 2)} USDC`),
    text: (row) => row.size ?? `${row.money} USDC`,
  },
  { head: "Price", num: true, cell: (row) => figure(row.price), text: (row) => row.price ?? "" },
  { head: "Fee USDC", num: true, cell: (row) => figure(row.fee, 4), text: (row) => row.fee },
  {
    head: "Realised",
    num: true,
    cell: (row) =>
      row.realized === null ? UNKNOWN : <span className={tone(row.realized)}>{change(row.realized, 2)}</span>,
    text: (row) => row.realized ?? "",
  },
  {
    head: "Settled",
    num: true,
    cell: (row) =>
      row.settled_ms === null ? (
        <span className="warn" title="The chain does not have it yet.">
          pending
        </span>
      ) : (
        <span className="i2" title={`On the chain at ${moment(row.settled_ms)} UTC`}>
          after {age(row.settled_ms - row.ts_ms)}
        </span>
      ),
    text: (row) => (row.settled_ms === null ? "pending" : moment(row.settled_ms)),
  },
  { head: "Role", cell: (row) => <span className="i3">{row.role}</span>, text: (row) => row.role },
];

export function FillsPanel() {
  const feed = useFeed();
  const account = useStoreValue(feed.user.account);
  const fills = useStoreValue(feed.user.fills);
  const moves = useStoreValue(feed.user.moves);
  const rows = useMemo(() => tradedOf(fills, moves ?? []), [fills, moves]);
  const known = useStoreValue(feed.user.fillsState);
  return (
    <NeedsAccount what="fills" loading={account === null || known.state === "loading"}>
      {known.state === "error" && !rows.length ? (
        <Failed what="Fills could not be loaded" detail={known.detail} retry={feed.user.fillsRetry} />
      ) : (
        <>
          <div className="pbar">
            {known.state === "whole" && moves !== null ? (
              <span className="i3">Newest first</span>
            ) : (
              <span className="warn" role="status">
                Some may be missing: the records are being read again
              </span>
            )}
            <span className="grow" />
            <CsvButton name="fills" columns={COLUMNS} rows={rows} />
          </div>
          {rows.length ? (
            <Table label="Fills" columns={COLUMNS} rows={rows} id={(row) => row.id} />
          ) : (
            <p className="mid">Nothing traded yet.</p>
          )}
        </>
      )}
    </NeedsAccount>
  );
}
