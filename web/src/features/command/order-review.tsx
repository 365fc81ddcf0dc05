/** An order as it was read from the bar, with what the core says that it would do. */
import { useDoor } from "../../api/door.ts";
import { useMarket, useTicker } from "../../feed/use-market.ts";
import { figure } from "../../lib/format.ts";
import { refusalWords } from "../../core/reason-words.ts";
import { Icon } from "../../ui/icon.tsx";
import type { TypedOrder } from "./language.ts";
import { draftOf } from "./typed-draft.ts";

export function OrderReview({ order, reviewed }: { order: TypedOrder; reviewed: boolean }) {
  const door = useDoor();
  const market = useMarket(order.market);
  const ticker = useTicker(order.market);
  if (!market) return null;
  const draft = draftOf(order, market, ticker, door.trader);
  const around = ticker
    ? {
        bids: ticker.bid ? ([[ticker.bid, draft?.size ?? "0"]] as [string, string][]) : [],
        asks: ticker.ask ? ([[ticker.ask, draft?.size ?? "0"]] as [string, string][]) : [],
      }
    : { bids: [], asks: [] };
  const told = draft ? door.trader.preview(draft, around) : null;
  const preview = told && !("flaw" in told) ? told : null;
  const word = order.side === "buy" ? "buy" : "sell";
  const kind = order.price ? `Limit ${word}` : `Market ${word}`;
  const base = order.market.split("-")[0];
  return (
    <div className="cprev" role="status">
      <div className="between">
        <b>
          {kind} {figure(order.size)} {base}{" "}
          {order.price ? `at ${figure(order.price)}` : `no worse than ${figure(draft?.price)}`}
        </b>
        <span className="i3">{reviewed ? "Enter signs and places it" : "Read, not sent"}</span>
      </div>
      <div className="cgrid">
        <Fact name="Fee" value={figure(preview?.fee, 4)} />
        <Fact name="Account margin" value={figure(preview?.initial_margin, 2)} />
        <Fact name="Liquidation" value={figure(preview?.liquidation_price, market.priceDecimals)} />
        <Fact name="Position after" value={figure(preview?.position)} />
      </div>
      {told && "flaw" in told ? <Note text={`The ${told.field} does not fit the market's grid.`} /> : null}
      {preview?.refusal ? <Note text={refusalWords(preview.refusal, ticker)} /> : null}
      {draft ? null : <Note text="Nobody offers the other side now." />}
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <dl>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </dl>
  );
}

function Note({ text }: { text: string }) {
  return (
    <p className="cnote">
      <Icon name="info" />
      {text}
    </p>
  );
}
