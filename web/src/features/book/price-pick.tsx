/**
 * The book by keys: one stop of Tab, the arrow keys go from price to price, Enter puts the one that is named into the ticket. The price
 * that is named stays the same while the book moves beneath it.
 */
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { figure } from "../../lib/format.ts";

const STEPS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -5, PageDown: 5 };

const FOLLOW_MS = 100;

interface Shown {
  price: string;
  row: HTMLElement;
}

/** Rows that show a price, highest first. */
function rowsOf(host: HTMLElement | null): Shown[] {
  const rows = [...(host?.querySelectorAll<HTMLElement>(".asks [data-price], .bids [data-price]") ?? [])];
  return rows.flatMap((row) => (row.dataset["price"] ? [{ price: row.dataset["price"], row }] : []));
}

/** The row of a price, or the one below where it would be. */
const placeOf = (rows: Shown[], price: string): number => {
  const at = rows.findIndex((one) => Number(one.price) <= Number(price));
  return at < 0 ? rows.length - 1 : at;
};

/** The best bid; without one the lowest ask. */
const firstOf = (rows: Shown[]): Shown | undefined => rows.find(({ row }) => row.closest(".bids")) ?? rows.at(-1);

/** The mark is where the price is now; nowhere while no row shows it. */
function put(mark: RefObject<HTMLElement | undefined>, row: HTMLElement | undefined): void {
  if (row === mark.current) return;
  mark.current?.classList.remove("named");
  mark.current?.closest(".words")?.classList.remove("keyed");
  mark.current = row;
  row?.classList.add("named");
  row?.closest(".words")?.classList.add("keyed");
}

export function PricePick({ host, pick }: { host: RefObject<HTMLElement | null>; pick: (price: string) => void }) {
  const [price, setPrice] = useState<string | null>(null);
  const [held, setHeld] = useState(false);
  const mark = useRef<HTMLElement>(undefined);

  function name(one: Shown | undefined): void {
    put(mark, one?.row);
    setPrice(one?.price ?? null);
  }

  // The book of a market that was just chosen may come after the focus.
  useEffect(() => {
    if (!held) return;
    const turn = setInterval(() => {
      const rows = rowsOf(host.current);
      const one = price === null ? firstOf(rows) : rows.find((row) => row.price === price);
      put(mark, one?.row);
      if (price === null && one) setPrice(one.price);
    }, FOLLOW_MS);
    return () => clearInterval(turn);
  }, [held, price, host]);

  function begin(): void {
    setHeld(true);
    name(firstOf(rowsOf(host.current)));
  }

  function end(): void {
    setHeld(false);
    name(undefined);
  }

  function keyed(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const rows = rowsOf(host.current);
    if (!rows.length) return;
    const at = price === null ? 0 : placeOf(rows, price);
    // Where its price is gone, a step down leads to the next one below, which is there already.
    const next = price !== null && rows[at]?.price !== price && step > 0 ? at + step - 1 : at + step;
    name(rows[Math.min(rows.length - 1, Math.max(0, next))]);
  }

  return (
    <button
      type="button"
      className="btn quiet sm pick-price"
      title="Arrow keys choose a price of the book, Enter puts it into the ticket"
      onFocus={begin}
      onBlur={end}
      onKeyDown={keyed}
      onClick={() => {
        if (price !== null) pick(price);
      }}
    >
      Pick{price === null ? "" : ` ${figure(price)}`}
    </button>
  );
}
