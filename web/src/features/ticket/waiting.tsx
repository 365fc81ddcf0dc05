/** The part of the ticket for orders that wait for a price: what starts them, by which price, at which distance. */
import type { OrderDraft, Waits } from "../../core/order-signer.ts";
import { DecimalField } from "../../ui/decimal-field.tsx";
import { AlgoFields, algoOf } from "./algos.tsx";
import { type Draft, isAlgo, type Source, type Start, TRAILS, useTicket } from "./ticket-store.ts";

const STARTS: Record<Start, string> = {
  now: "At once",
  stop: "Stop",
  take_profit: "Take profit",
  trailing: "Trailing stop",
  pair: "Take profit or stop (OCO)",
  iceberg: "Iceberg",
  pegged: "Pegged",
  twap: "TWAP",
  scale: "Scale",
};

/** The kind that a draft asks for, and what it waits for; of a pair the take-profit. null: a price is not written yet. */
export function waitsOf(ticket: Draft): { type: OrderDraft["type"]; waits?: Waits } | null {
  const { start, type, source } = ticket;
  if (isAlgo(start)) return algoOf(start, ticket);
  if (start === "now") return { type };
  if (start === "trailing") return { type: "trailing_stop", waits: { source, distance_ppm: ticket.trailPpm } };
  if (start === "pair") {
    if (!ticket.profit || !ticket.loss) return null;
    return { type: "take_profit_market", waits: { source, trigger: ticket.profit } };
  }
  if (!ticket.trigger) return null;
  return { type: `${start}_${type}`, waits: { source, trigger: ticket.trigger } };
}

export function StartFields({ fault, base }: { fault: string | null; base: string }) {
  const { start, trigger, source, trailPpm, write } = useTicket();
  return (
    <>
      <div className="between">
        <select
          className="sel"
          aria-label="Starts"
          value={start}
          onChange={(event) => write({ start: event.target.value as Start })}
        >
          {(Object.keys(STARTS) as Start[]).map((one) => (
            <option key={one} value={one}>
              {STARTS[one]}
            </option>
          ))}
        </select>
        {start === "now" || isAlgo(start) ? null : (
          <select
            className="sel"
            aria-label="By price"
            value={source}
            onChange={(event) => write({ source: event.target.value as Source })}
          >
            <option value="mark">By mark</option>
            <option value="index">By index</option>
            <option value="last">By last</option>
          </select>
        )}
        {start === "trailing" ? (
          <select
            className="sel"
            aria-label="Trailing distance"
            value={trailPpm}
            onChange={(event) => write({ trailPpm: Number(event.target.value) })}
          >
            {TRAILS.map((ppm) => (
              <option key={ppm} value={ppm}>
                {ppm / 10_000} % behind
              </option>
            ))}
          </select>
        ) : null}
      </div>
      {start === "stop" || start === "take_profit" ? (
        <DecimalField
          label="Trigger"
          value={trigger}
          unit="USDC"
          onChange={(next) => write({ trigger: next })}
          fault={fault}
        />
      ) : null}
      <AlgoFields base={base} />
    </>
  );
}
