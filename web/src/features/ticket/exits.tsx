/** The two prices of orders that hang together: where a profit is taken, and where a loss is stopped. */
import { DecimalField } from "../../ui/decimal-field.tsx";
import { Check } from "./parts.tsx";
import { isAlgo, useTicket } from "./ticket-store.ts";
import { exitSide } from "./ties.ts";
import type { Order } from "./use-order.ts";

export function ExitFields({ order }: { order: Order }) {
  const { start, side, exits, profit, loss, source, write } = useTicket();
  const pair = start === "pair";
  if (isAlgo(start)) return null;
  const fault = (field: "profit" | "loss"): string | null => (order.fault?.field === field ? order.fault.text : null);
  const [up, down] = exitSide({ start, side }) === "sell" ? ["rises", "falls"] : ["falls", "rises"];
  return (
    <>
      {pair ? null : (
        <Check label="Take profit and stop loss" on={exits} set={(on) => write({ exits: on, profit: "", loss: "" })} />
      )}
      {pair || exits ? (
        <>
          <DecimalField
            label="Take profit"
            value={profit}
            unit="USDC"
            onChange={(text) => write({ profit: text })}
            fault={fault("profit")}
          />
          <DecimalField
            label="Stop loss"
            value={loss}
            unit="USDC"
            onChange={(text) => write({ loss: text })}
            fault={fault("loss")}
          />
          <p className="i3 xs">
            {pair ? `${side === "buy" ? "Buys" : "Sells"} at market` : "Closes what this order opens, at market,"} when
            the {source} {up} to the one or {down} to the other. When one of them starts, the other is cancelled.
          </p>
        </>
      ) : null}
    </>
  );
}
