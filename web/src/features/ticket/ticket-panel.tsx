/** The ticket of Pro: every choice in sight, what it would do beneath, one button. */
import { type RefObject, useEffect, useRef } from "react";
import type { Market } from "../../feed/markets.ts";
import { useMarket, useTicker } from "../../feed/use-market.ts";
import { figure } from "../../lib/format.ts";
import { Choices } from "../../ui/choices.tsx";
import { DecimalField } from "../../ui/decimal-field.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { useIntents } from "../workspace/intent-store.ts";
import { useSettings } from "../workspace/settings-store.ts";
import { ExitFields } from "./exits.tsx";
import { Check, PreviewBox, SideSwitch } from "./parts.tsx";
import { ShareSlider } from "./share-slider.tsx";
import { isFixed, SLIPPAGES, type Unit, useTicket, type Validity } from "./ticket-store.ts";
import { useOrder } from "./use-order.ts";
import { useSubmit } from "./use-submit.ts";
import { StartFields } from "./waiting.tsx";

const TYPES = [
  { value: "limit", face: "Limit" },
  { value: "market", face: "Market" },
] as const;

export function TicketPanel() {
  const symbol = useSettings((settings) => settings.market);
  const market = useMarket(symbol);
  return market ? <Ticket key={symbol} market={market} /> : <Skeleton />;
}

/** Takes prices that are picked elsewhere; after one that was picked by keys the size is written. */
export function usePicks(market: Market, form: RefObject<HTMLFormElement | null>): void {
  const pick = useIntents((intents) => intents.pick);
  const write = useTicket((ticket) => ticket.write);
  useEffect(() => {
    if (!pick || pick.market !== market.market) return;
    write({ type: "limit", price: pick.price });
    if (pick.byKeys) form.current?.querySelector<HTMLInputElement>("input[name=size]")?.focus();
  }, [pick, market.market, write, form]);
}

function Ticket({ market }: { market: Market }) {
  const form = useRef<HTMLFormElement>(null);
  usePicks(market, form);
  const ticket = useTicket();
  const order = useOrder(market);
  const submit = useSubmit(market, order);
  const base = market.market.split("-")[0] ?? "";
  const { write } = ticket;
  return (
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
      <Choices
        label="Order type"
        className="seg"
        choices={TYPES}
        value={ticket.type}
        choose={(type) => write({ type })}
        disabled={isFixed(ticket.start, "type")}
      />
      <StartFields fault={fault(order, "trigger")} base={base} />
      {ticket.type === "limit" ? <PriceField market={market} fault={fault(order, "price")} /> : <Slippage />}
      <DecimalField
        label="Size"
        name="size"
        value={ticket.size}
        onChange={(size) => write({ size })}
        fault={fault(order, "size")}
      >
        <select
          className="mini"
          aria-label="Unit of size"
          value={ticket.unit}
          onChange={(event) => write({ unit: event.target.value as Unit, size: "" })}
        >
          <option value="base">{base}</option>
          <option value="quote">USDC</option>
        </select>
      </DecimalField>
      <ShareSlider market={market} order={order} />
      <ExitFields order={order} />
      <div className="between">
        <Check
          label="Post only"
          on={ticket.postOnly}
          set={(postOnly) => write({ postOnly })}
          disabled={isFixed(ticket.start, "postOnly")}
        />
        <Check label="Reduce only" on={ticket.reduceOnly} set={(reduceOnly) => write({ reduceOnly })} />
        <select
          className="sel"
          aria-label="Time in force"
          disabled={isFixed(ticket.start, "validity")}
          value={ticket.type === "market" && ticket.validity === "gtc" ? "ioc" : ticket.validity}
          onChange={(event) => write({ validity: event.target.value as Validity })}
        >
          {ticket.type === "limit" ? <option value="gtc">GTC</option> : null}
          <option value="ioc">IOC</option>
          <option value="fok">FOK</option>
        </select>
      </div>
      <PreviewBox order={order} market={market} />
      <div className="tfoot">
        <p className="ferr" role="status">
          {submit.why && order.fault?.field === "order" ? submit.why : ""}
          <UseMost order={order} />
        </p>
        <button className={`submit ${ticket.side === "sell" ? "sell" : ""}`} type="submit" disabled={submit.disabled}>
          {submit.label}
        </button>
      </div>
    </form>
  );
}

function fault(order: ReturnType<typeof useOrder>, field: "price" | "size" | "trigger"): string | null {
  const found = order.fault;
  return found?.field === field ? found.text : null;
}

function UseMost({ order }: { order: ReturnType<typeof useOrder> }) {
  const write = useTicket((ticket) => ticket.write);
  const { most, preview } = order;
  if (preview?.refusal !== "margin_initial" || !most || !/[1-9]/.test(most)) return null;
  return (
    <button className="btn sm" type="button" onClick={() => write({ unit: "base", size: most })}>
      Use {figure(most)}
    </button>
  );
}

function PriceField({ market, fault: text }: { market: Market; fault: string | null }) {
  const { price, side, write } = useTicket();
  const ticker = useTicker(market.market);
  const best = side === "buy" ? ticker?.bid : ticker?.ask;
  return (
    <DecimalField label="Price" value={price} unit="USDC" onChange={(next) => write({ price: next })} fault={text}>
      <button
        type="button"
        className="mini"
        disabled={!best}
        title={side === "buy" ? "Set to the best bid" : "Set to the best ask"}
        onClick={() => write({ price: best ?? "" })}
      >
        {side === "buy" ? "Bid" : "Ask"}
      </button>
    </DecimalField>
  );
}

function Slippage() {
  const { slippagePpm, write } = useTicket();
  return (
    <div className="field">
      <label htmlFor="slippage">Slippage at most</label>
      <select
        id="slippage"
        className="sel grow"
        value={slippagePpm}
        onChange={(event) => write({ slippagePpm: Number(event.target.value) })}
      >
        {SLIPPAGES.map((ppm) => (
          <option key={ppm} value={ppm}>
            {ppm / 10_000} %
          </option>
        ))}
      </select>
    </div>
  );
}
