/** The ticket of Simple: a market order in plain words; a limit order is one choice away. */
import { useLayoutEffect, useRef } from "react";
import type { Market } from "../../feed/markets.ts";
import { useMarket } from "../../feed/use-market.ts";
import { figure } from "../../lib/format.ts";
import { DecimalField } from "../../ui/decimal-field.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import { PreviewBox, SideSwitch } from "./parts.tsx";
import { ShareSlider } from "./share-slider.tsx";
import { usePicks } from "./ticket-panel.tsx";
import { PLAIN, useTicket } from "./ticket-store.ts";
import { useOrder } from "./use-order.ts";
import { useSubmit } from "./use-submit.ts";

export function SimpleTicket() {
  const symbol = useSettings((settings) => settings.market);
  const market = useMarket(symbol);
  return market ? <Ticket key={symbol} market={market} /> : <Skeleton />;
}

function Ticket({ market }: { market: Market }) {
  const form = useRef<HTMLFormElement>(null);
  usePicks(market, form);
  const ticket = useTicket();
  const order = useOrder(market);
  const submit = useSubmit(market, order);
  const base = market.market.split("-")[0] ?? "";
  const { write } = ticket;
  // Pro writes the same draft: what stays of it there must not be sent from here, where nobody sees it.
  useLayoutEffect(() => write(PLAIN), [write]);
  return (
    <>
      <div className="stitle">
        <h2>Trade {market.market}</h2>
        <select
          className="sel"
          aria-label="Kind of order"
          value={ticket.type}
          onChange={(event) => write({ type: event.target.value as "limit" })}
        >
          <option value="market">Market order</option>
          <option value="limit">Limit order</option>
        </select>
      </div>
      <form
        className="tbody"
        ref={form}
        aria-label={`Order in ${market.market}`}
        onSubmit={(event) => {
          event.preventDefault();
          if (!submit.disabled) submit.press();
        }}
      >
        <SideSwitch />
        <p className="i3 low">
          {ticket.side === "buy"
            ? "Buy when you think the price will rise."
            : "Sell when you think the price will fall."}{" "}
          You can close at any time.
        </p>
        {ticket.type === "limit" ? (
          <DecimalField label="Your price" value={ticket.price} unit="USDC" onChange={(price) => write({ price })} />
        ) : null}
        <DecimalField
          label="Amount"
          name="size"
          value={ticket.size}
          unit={ticket.unit === "base" ? base : "USDC"}
          onChange={(size) => write({ size })}
        >
          <button
            className="mini"
            type="button"
            onClick={() => write({ unit: ticket.unit === "base" ? "quote" : "base", size: "" })}
          >
            {ticket.unit === "base" ? "in USDC" : `in ${base}`}
          </button>
        </DecimalField>
        <ShareSlider market={market} order={order} />
        <PreviewBox order={order} market={market} />
        <div className="tfoot">
          <p className="ferr" role="status">
            {submit.why}
          </p>
          <button className={`submit ${ticket.side === "sell" ? "sell" : ""}`} type="submit" disabled={submit.disabled}>
            {submit.label}
          </button>
        </div>
        {ticket.type === "market" && order.price ? (
          <p className="xs i3">
            {ticket.side === "buy" ? "Never above" : "Never below"} {figure(order.price)}.
          </p>
        ) : null}
      </form>
    </>
  );
}
