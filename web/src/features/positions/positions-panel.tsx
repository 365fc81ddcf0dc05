/** Open positions: what each is worth now, what it costs to hold, and the ways out of it. */
import { useState } from "react";
import { useDoor } from "../../api/door.ts";
import { useFeed } from "../../feed/feed.ts";
import { useMarket, useTicker } from "../../feed/use-market.ts";
import type { UserPosition } from "../../feed/user.ts";
import { change, figure, tone, UNKNOWN } from "../../lib/format.ts";
import { percentOf } from "../../lib/moved.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { type Column, CsvButton, Table } from "../../ui/table.tsx";
import { positionClose, positionReverse } from "../trade/close-position-store.ts";
import { profitOf } from "../../feed/profit.ts";
import { useTrade } from "../trade/trade-store.ts";
import { useSettings } from "../workspace/settings-store.ts";
import { NeedsAccount } from "../workspace/needs-account.tsx";

const SHARES = [25, 50, 100];

export const isOpen = (position: UserPosition): boolean => /[1-9]/.test(position.size);
export const isLong = (position: UserPosition): boolean => !position.size.startsWith("-");

function MarketCell({ position }: { position: UserPosition }) {
  const choose = useSettings((settings) => settings.change);
  // The market in hand is shown already: nothing is left to choose.
  const shown = useSettings((settings) => settings.market === position.market);
  return (
    <span className="lng">
      {shown ? (
        <b>{position.market}</b>
      ) : (
        <button className="lnk" type="button" onClick={() => choose({ market: position.market })}>
          {position.market}
        </button>
      )}
      <span className={isLong(position) ? "up" : "down"}>{isLong(position) ? "Long" : "Short"}</span>
    </span>
  );
}

function Price({ market, value }: { market: string; value: string | null }) {
  return <>{figure(value, useMarket(market)?.priceDecimals)}</>;
}

export function PositionActions({ position }: { position: UserPosition }) {
  const door = useDoor();
  const trade = useTrade();
  const market = useMarket(position.market);
  const ticker = useTicker(position.market);
  const [busy, setBusy] = useState(false);
  if (!market) return null;
  const parts = { trade, trader: door.trader, market, ticker };
  async function run(act: () => Promise<void>): Promise<void> {
    setBusy(true);
    await act();
    setBusy(false);
  }
  return (
    <span className="acts">
      <button
        className="btn quiet sm"
        type="button"
        disabled={busy}
        onClick={() => void run(() => positionReverse(parts, position))}
      >
        Reverse
      </button>
      {SHARES.map((share) => (
        <button
          key={share}
          className={`btn sm ${share === 100 ? "" : "quiet"}`}
          type="button"
          disabled={busy}
          aria-label={`Close ${share} % of ${position.market}`}
          onClick={() => void run(() => positionClose(parts, position, share))}
        >
          {share === 100 ? "Close" : `${share} %`}
        </button>
      ))}
    </span>
  );
}

/** Profit in percent of the margin that the position takes. */
export function ofMargin(position: UserPosition): string {
  const percent = percentOf(profitOf(position), position.initial_margin);
  return percent === null ? UNKNOWN : `${change(percent)} %`;
}

const COLUMNS: Column<UserPosition>[] = [
  { head: "Market", cell: (row) => <MarketCell position={row} />, text: (row) => row.market },
  { head: "Size", num: true, cell: (row) => figure(row.size.replace("-", "")), text: (row) => row.size },
  {
    head: "Entry",
    num: true,
    cell: (row) => <Price market={row.market} value={row.entry_price} />,
    text: (row) => row.entry_price ?? "",
  },
  {
    head: "Mark",
    num: true,
    cell: (row) => <Price market={row.market} value={row.mark_price} />,
    text: (row) => row.mark_price ?? "",
  },
  {
    head: "Liquidation",
    num: true,
    cell: (row) => <Price market={row.market} value={row.liquidation_price} />,
    text: (row) => row.liquidation_price ?? "",
  },
  {
    head: "PnL USDC",
    num: true,
    cell: (row) => <span className={`m ${tone(profitOf(row))}`}>{change(profitOf(row), 2)}</span>,
    text: profitOf,
  },
  {
    head: "of margin",
    num: true,
    rare: true,
    cell: (row) => <span className={tone(profitOf(row))}>{ofMargin(row)}</span>,
    text: ofMargin,
  },
  {
    head: "Margin",
    num: true,
    rare: true,
    cell: (row) => figure(row.initial_margin, 2),
    text: (row) => row.initial_margin,
  },
  { head: "Actions", cell: (row) => <PositionActions position={row} /> },
];

export function PositionsPanel() {
  const feed = useFeed();
  const all = useStoreValue(feed.user.positions);
  const rows = (all ?? []).filter(isOpen);
  return (
    <NeedsAccount what="positions" loading={all === null}>
      <div className="pbar">
        <span className="i3">{rows.length === 1 ? "1 position" : `${rows.length} positions`}</span>
        <span className="grow" />
        <CsvButton name="positions" columns={COLUMNS} rows={rows} />
      </div>
      {rows.length ? (
        <Table label="Positions" columns={COLUMNS} rows={rows} id={(row) => row.market} />
      ) : (
        <p className="mid">No open positions.</p>
      )}
    </NeedsAccount>
  );
}
