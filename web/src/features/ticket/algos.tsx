/**
 * The part of the ticket for orders that are more than one price: an iceberg, one that follows a price, one in slices, a ladder.
 * Invariant: what such an order needs is asked for here and nowhere else; the price beside it is the worst that any of it takes.
 */
import type { OrderDraft, Waits } from "../../core/order-signer.ts";
import { figure } from "../../lib/format.ts";
import { DecimalField } from "../../ui/decimal-field.tsx";
import { type Algo, type Draft, isAlgo, RUNGS, SLICES, useTicket } from "./ticket-store.ts";

interface Kind {
  type: OrderDraft["type"];
  waits?: Waits;
}

const SLICES_A_MINUTE = 2;
const MINUTES_AN_HOUR = 60;

/** The kind that a draft asks for, and what rides beside it; null: something is not written yet. */
export function algoOf(start: Algo, ticket: Draft): Kind | null {
  const { side, away, source, display, slices, last } = ticket;
  if (start === "iceberg") return display ? { type: "iceberg", waits: { source: "mark", display } } : null;
  if (start === "pegged") {
    const offset = away ? `${side === "buy" ? "-" : ""}${away}` : "0";
    return { type: "pegged", waits: { source, offset } };
  }
  if (start === "twap") return { type: "twap", waits: { source: "mark", slices } };
  return last ? { type: "limit" } : null;
}

function lasts(slices: number): string {
  const minutes = slices / SLICES_A_MINUTE;
  return minutes < MINUTES_AN_HOUR ? `${minutes} min` : `${minutes / MINUTES_AN_HOUR} h`;
}

/** How an order goes, in the words of its button; "": as any. */
export function algoWords(ticket: Pick<Draft, "start" | "display" | "source" | "slices" | "rungs" | "last">): string {
  if (ticket.start === "iceberg") return `, ${figure(ticket.display)} shown`;
  if (ticket.start === "pegged") return `, pegged to ${ticket.source}`;
  if (ticket.start === "twap") return `, over ${lasts(ticket.slices)}`;
  if (ticket.start === "scale") return ` to ${figure(ticket.last)}, in ${ticket.rungs} orders`;
  return "";
}

const HINTS: Record<Algo, string> = {
  iceberg:
    "The book shows a part at a time, at most twenty in all; the next one stands behind the others of its price.",
  pegged: "It follows as the price moves, never takes, and never passes the price below.",
  twap: "Taken in even slices, one each half minute, none at a price worse than the one below. What was missed is caught up.",
  scale: "Orders that never take, evenly from the price below to the last one. All of them rest, or none.",
};

export function AlgoFields({ base }: { base: string }) {
  const { start, display, away, source, slices, last, rungs, write } = useTicket();
  if (!isAlgo(start)) return null;
  return (
    <>
      {start === "iceberg" ? (
        <DecimalField
          label="Shown at a time"
          value={display}
          unit={base}
          onChange={(text) => write({ display: text })}
        />
      ) : null}
      {start === "pegged" ? (
        <>
          <OneOf
            label="Follows"
            value={source}
            choices={[
              ["mark", "Mark"],
              ["index", "Index"],
            ]}
            pick={(next) => write({ source: next === "index" ? "index" : "mark" })}
          />
          <DecimalField label="Away from it" value={away} unit="USDC" onChange={(text) => write({ away: text })} />
        </>
      ) : null}
      {start === "twap" ? (
        <OneOf
          label="Over"
          value={String(slices)}
          choices={SLICES.map((count) => [String(count), lasts(count)])}
          pick={(next) => write({ slices: Number(next) })}
        />
      ) : null}
      {start === "scale" ? (
        <>
          <DecimalField label="Last price" value={last} unit="USDC" onChange={(text) => write({ last: text })} />
          <OneOf
            label="Orders"
            value={String(rungs)}
            choices={RUNGS.map((count) => [String(count), String(count)])}
            pick={(next) => write({ rungs: Number(next) })}
          />
        </>
      ) : null}
      <p className="i3 xs">{HINTS[start]}</p>
    </>
  );
}

interface OneOfParts {
  label: string;
  value: string;
  choices: [string, string][];
  pick: (next: string) => void;
}

function OneOf({ label, value, choices, pick }: OneOfParts) {
  const id = `algo-${label.toLowerCase()}`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="sel grow" value={value} onChange={(event) => pick(event.target.value)}>
        {choices.map(([key, face]) => (
          <option key={key} value={key}>
            {face}
          </option>
        ))}
      </select>
    </div>
  );
}
