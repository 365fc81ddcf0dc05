/** Changes price and size of an open order: a newly signed order takes its place. */
import { useState } from "react";
import type { OpenOrder } from "../../feed/own-orders.ts";
import { useMarket } from "../../feed/use-market.ts";
import { onGrid } from "../../lib/units.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DecimalField } from "../../ui/decimal-field.tsx";
import { useTrade } from "../trade/trade-store.ts";

export function EditOrder({ order, onClose }: { order: OpenOrder; onClose: () => void }) {
  const trade = useTrade();
  const market = useMarket(order.market);
  const [price, setPrice] = useState(order.price);
  const [size, setSize] = useState(order.left);
  const faults = {
    price:
      market && !onGrid(price, market.tick_size) ? `Expected a whole number of steps of ${market.tick_size}.` : null,
    size: market && !onGrid(size, market.lot_size) ? `Expected a whole number of steps of ${market.lot_size}.` : null,
  };
  const same = price === order.price && size === order.left;
  return (
    <Dialog open title={`Edit order in ${order.market}`} onClose={onClose}>
      <form
        className="tbody"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          void trade.replace(order, price, size);
        }}
      >
        <DecimalField label="Price" value={price} unit="USDC" onChange={setPrice} fault={faults.price} />
        <DecimalField label="Size" value={size} onChange={setSize} fault={faults.size} />
        <p className="i3">A newly signed order takes its place in one step; it goes to the end of its price.</p>
        <button
          className={`submit ${order.side === "sell" ? "sell" : ""}`}
          type="submit"
          disabled={same || faults.price !== null || faults.size !== null}
        >
          Replace
        </button>
      </form>
    </Dialog>
  );
}
