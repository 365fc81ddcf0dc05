/** Parts of the ticket that Simple, Pro and phone share: side, fields, switches, preview. */
import type { ReactNode } from "react";
import type { Market } from "../../feed/markets.ts";
import { change, figure, tone, UNKNOWN } from "../../lib/format.ts";
import { Choices } from "../../ui/choices.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Order } from "./use-order.ts";
import { isAlgo, useTicket } from "./ticket-store.ts";

const SIDES = [
  { value: "buy", look: "buy", face: <Side icon="rise" word="Buy" /> },
  { value: "sell", look: "sell", face: <Side icon="fall" word="Sell" /> },
] as const;

function Side({ icon, word }: { icon: "rise" | "fall"; word: string }) {
  return (
    <>
      <Icon name={icon} />
      {word}
    </>
  );
}

export function SideSwitch() {
  const { side, write } = useTicket();
  return <Choices label="Side" className="side" choices={SIDES} value={side} choose={(one) => write({ side: one })} />;
}

export function Check({
  label,
  on,
  set,
  disabled,
}: {
  label: string;
  on: boolean;
  set: (on: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <label className="tick">
      <input type="checkbox" checked={on} disabled={disabled} onChange={(event) => set(event.target.checked)} />
      {label}
    </label>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="kv">
      <span>{name}</span>
      <span>{children}</span>
    </div>
  );
}

/** An amount with its unit; what is not known has none. */
function Money({ amount, decimals }: { amount: string | null | undefined; decimals: number }) {
  const shown = figure(amount, decimals);
  return (
    <>
      {shown} {shown === UNKNOWN ? null : <span className="i3">USDC</span>}
    </>
  );
}

/** What the size is worth at the price that the order names: for a market order the worst that it takes. */
function valueWords(order: Order): string {
  if (order.draft?.type !== "market") return "Order value";
  return order.draft.side === "buy" ? "Costs at most" : "Brings at least";
}

export function PreviewBox({ order, market }: { order: Order; market: Market }) {
  const { preview } = order;
  const decimals = market.priceDecimals;
  const { start } = useTicket();
  // Nothing of an order that waits fills now: told is what this book would give it.
  const waits = start !== "now" && !isAlgo(start);
  const resting = preview && !/^0(\.0*)?$/.test(preview.resting);
  return (
    <div className="prev" role="group" aria-label="Preview">
      <Line name={valueWords(order)}>
        <Money amount={order.value} decimals={2} />
      </Line>
      <Line name={waits ? "Would fill now" : "Fills now"}>{preview ? figure(preview.filled) : "--"}</Line>
      <Line name={waits ? "Would rest now" : "Rests"}>{preview ? figure(preview.resting) : "--"}</Line>
      <Line name="Average fill">
        {preview?.average_price ? figure(preview.average_price, decimals) : resting ? "rests" : "--"}
      </Line>
      <Line name="Fee">
        <Money amount={preview?.fee} decimals={4} />
      </Line>
      <Line name="Account margin">
        <Money amount={preview?.initial_margin} decimals={2} />
      </Line>
      <Line name="Liquidation price">
        <b className="m">{preview?.liquidation_price ? figure(preview.liquidation_price, decimals) : "--"}</b>
      </Line>
      {order.outlook.map(({ name, value }) => (
        <Line key={name} name={name}>
          <span className={tone(value)}>{change(value, 2)}</span> <span className="i3">USDC</span>
        </Line>
      ))}
    </div>
  );
}
