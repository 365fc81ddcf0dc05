/** Orders in the book, those on their way, and those that have just ended with their reason. */
import { useState } from "react";
import { useFeed } from "../../feed/feed.ts";
import type { OpenOrder } from "../../feed/own-orders.ts";
import { figure } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { type Column, CsvButton, Table } from "../../ui/table.tsx";
import { useTrade } from "../trade/trade-store.ts";
import { NeedsAccount } from "../workspace/needs-account.tsx";
import { EditOrder } from "./edit-order.tsx";
import { orderLines, type OrderLine } from "./order-lines.ts";

const WORDS = { pending: "Pending", unknown: "Unknown", refused: "Refused", open: "Open", ended: "Ended" };

function Dot({ line }: { line: OrderLine }) {
  const kind = line.state === "refused" ? "x" : line.state === "open" ? "ok" : "hollow";
  return <i className={`dot ${kind}`} aria-hidden="true" />;
}

const COLUMNS: Column<OrderLine>[] = [
  {
    head: "Order",
    cell: (row) => (
      <span className="lng">
        <Dot line={row} />
        <span className={row.side === "buy" ? "up" : "down"}>{row.side === "buy" ? "Buy" : "Sell"}</span>
        <b>{row.market}</b>
      </span>
    ),
    text: (row) => `${row.side} ${row.market}`,
  },
  { head: "Type", rare: true, cell: (row) => <span className="i2">{row.terms}</span>, text: (row) => row.terms },
  { head: "Size", num: true, cell: (row) => figure(row.size), text: (row) => row.size },
  { head: "Filled", num: true, rare: true, cell: (row) => figure(row.filled), text: (row) => row.filled },
  { head: "Price", num: true, cell: (row) => figure(row.price), text: (row) => row.price },
  {
    head: "State",
    cell: (row) => (
      <span
        className={row.state === "refused" ? "danger" : row.state === "unknown" ? "warn" : ""}
        title={row.reason ?? ""}
      >
        {row.state === "ended" ? row.word : row.order?.status === "waiting" ? "Waiting" : WORDS[row.state]}
        {row.reason ? <span className="i3 why"> {row.reason}</span> : null}
      </span>
    ),
    text: (row) => `${row.word} ${row.reason ?? ""}`.trim(),
  },
  { head: "Actions", cell: (row) => <Actions line={row} /> },
];

function Actions({ line }: { line: OrderLine }) {
  const trade = useTrade();
  const [editing, setEditing] = useState(false);
  const [busy, setBusy] = useState(false);
  if (line.sentId !== null && line.state === "refused") {
    const id = line.sentId;
    return (
      <span className="acts">
        <button className="btn sm" type="button" onClick={() => trade.forget(id)}>
          Dismiss
        </button>
      </span>
    );
  }
  const { order } = line;
  if (!order || line.state !== "open") return null;
  async function cancel(given: OpenOrder): Promise<void> {
    setBusy(true);
    await trade.cancel(given);
    setBusy(false);
  }
  return (
    <span className="acts">
      {order.status === "waiting" ? null : (
        <button className="btn quiet sm" type="button" onClick={() => setEditing(true)}>
          Edit
        </button>
      )}
      <button className="btn sm" type="button" disabled={busy} onClick={() => void cancel(order)}>
        Cancel
      </button>
      {editing ? <EditOrder order={order} onClose={() => setEditing(false)} /> : null}
    </span>
  );
}

export function OrdersPanel() {
  const feed = useFeed();
  const trade = useTrade();
  const open = useStoreValue(feed.user.orders);
  const ended = useStoreValue(feed.user.ended);
  const sent = useStoreValue(trade.sent);
  const account = useStoreValue(feed.user.account);
  const [which, setWhich] = useState<"open" | "ended">("open");
  const rows = orderLines({ open, ended }, sent, which);
  return (
    <NeedsAccount what="orders" loading={account === null}>
      <div className="pbar">
        <select
          className="sel"
          aria-label="Which orders"
          value={which}
          onChange={(event) => setWhich(event.target.value as "open")}
        >
          <option value="open">Open {open.length}</option>
          <option value="ended">Ended here</option>
        </select>
        <span className="grow" />
        <CsvButton name="orders" columns={COLUMNS} rows={rows} />
        <button
          className="btn quiet sm"
          type="button"
          disabled={!open.length}
          onClick={() => void trade.cancelAll(null)}
        >
          Cancel all
        </button>
      </div>
      {rows.length ? (
        <Table label="Orders" columns={COLUMNS} rows={rows} id={(row) => row.id} />
      ) : (
        <p className="mid">
          {which === "open" ? "No open orders." : "None has ended here yet."}
          {which === "open" ? <span className="keyed">Write one in the ticket: Ctrl+B.</span> : null}
        </p>
      )}
    </NeedsAccount>
  );
}
