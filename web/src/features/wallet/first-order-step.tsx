/** The last step of the first minute: a small order that is filled at once, and what came of it. */
import type { OrderResult } from "../../api/schema_gen.ts";
import { figure } from "../../lib/format.ts";
import { plain } from "./amount-field.tsx";
import { useFirstOrder } from "./use-first-order.ts";

/** A figure with as many decimals as it has, and no more. */
const shown = (text: string | null | undefined): string | null => (text ? figure(plain(text)) : null);

function Row({ name, value }: { name: string; value: string | null | undefined }) {
  return (
    <div className="kv">
      <span>{name}</span>
      <span className="num">{value ?? "--"}</span>
    </div>
  );
}

export function FirstOrderStep({ placed }: { placed: (order: OrderResult) => void }) {
  const order = useFirstOrder(placed);
  const base = order.market.split("-")[0] ?? "";
  const preview = order.preview;
  return (
    <>
      <h2>Place your first trade</h2>
      <p className="i2 lead">
        A market order for about 100 USDC of {base || "the first market"}. It is signed by this browser&apos;s key; your
        wallet is not asked.
      </p>
      <div className="prev">
        <Row name="You buy" value={order.size ? `${figure(order.size)} ${base}` : null} />
        <Row name="Average fill" value={shown(preview?.average_price)} />
        <Row name="Highest price you accept" value={shown(order.price)} />
        <Row name="Fee" value={preview ? `${figure(preview.fee, 4)} USDC` : null} />
        <Row name="Margin" value={preview ? `${figure(preview.initial_margin, 2)} USDC` : null} />
        <Row name="Liquidation after" value={shown(preview?.liquidation_price) ?? (preview ? "none" : null)} />
      </div>
      <p className="ofail danger" role="alert">
        {order.failure}
      </p>
      <div className="ofoot">
        <span className="i3">{order.obstacle}</span>
        <span className="grow" />
        <button
          className="btn lg accent"
          type="button"
          disabled={order.busy || order.obstacle !== null}
          onClick={order.place}
        >
          {order.busy ? "Placing" : `Buy ${order.size ?? ""} ${base}`}
        </button>
      </div>
    </>
  );
}

interface DoneProps {
  order: OrderResult | null;
  seconds: number;
  onClose: () => void;
}

export function DoneStep({ order, seconds, onClose }: DoneProps) {
  const filled = order !== null && order.average_price !== null;
  return (
    <>
      <h2>{filled ? "Your first trade is done" : "Your first order is in"}</h2>
      <p className="i2 lead">
        {filled
          ? `From nothing to a position in ${seconds} seconds. Close it or reverse it in Positions at any time.`
          : "It is with the exchange; Orders shows what becomes of it."}
      </p>
      <div className="prev">
        <Row name="State" value={order?.status} />
        <Row name="Filled" value={order?.filled} />
        <Row name="Average price" value={shown(order?.average_price)} />
        <Row name="Order" value={order ? `${order.order_id.slice(0, 8)}…` : null} />
      </div>
      <div className="ofoot">
        <span className="grow" />
        <button className="btn lg accent" type="button" onClick={onClose}>
          Start trading
        </button>
      </div>
    </>
  );
}
