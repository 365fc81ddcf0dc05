/** The first order: a small purchase at the market, previewed by the core while the book moves. */
import { useEffect, useState } from "react";
import type { OrderResult } from "../../api/schema_gen.ts";
import { type Door, useDoor } from "../../api/door.ts";
import type { Flaw, Preview } from "../../core/preview.ts";
import type { Level } from "../../core/sight.ts";
import { useStoreValue } from "../../lib/use-store.ts";

export interface FirstOrder {
  market: string;
  size: string | null;
  price: string | null;
  preview: Preview | null;
  /** Why it cannot be placed now; null: it can. */
  obstacle: string | null;
  busy: boolean;
  failure: string | null;
  place: () => void;
}

const SPENT_USDC = "100";
const SLIPPAGE_PPM = 10_000;
const BOOK_EVERY_MS = 1_000;
const DEPTH = 50;
const AGAIN_MS = 2_000;

interface Around {
  bids: Level[];
  asks: Level[];
}

/** The book of a market, asked again every second while somebody looks. */
function useBook(door: Door, market: string | null): Around | null {
  const [around, setAround] = useState<Around | null>(null);
  useEffect(() => {
    if (market === null) return;
    let over = false;
    const look = async (): Promise<void> => {
      try {
        const book = await door.api.ask("markets_book", { path: { symbol: market }, query: { depth: DEPTH } });
        const levels = (side: { price: string; size: string }[]): Level[] =>
          side.map(({ price, size }) => [price, size]);
        if (!over) setAround({ bids: levels(book.bids), asks: levels(book.asks) });
      } catch {
        if (!over) setAround(null);
      }
    };
    void look();
    const timer = setInterval(() => void look(), BOOK_EVERY_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [door, market]);
  return around;
}

function isFlaw(answer: Preview | Flaw | null): answer is Flaw {
  return answer !== null && "flaw" in answer;
}

export function useFirstOrder(placed: (order: OrderResult) => void): FirstOrder {
  const door = useDoor();
  const { trader } = door;
  const state = useStoreValue(trader);
  const sight = useStoreValue(trader.sight);
  const market = sight?.markets.keys().next().value ?? null;
  const around = useBook(door, market);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const best = around?.asks[0]?.[0] ?? null;
  const price = market && best ? trader.priceWorst(market, "buy", best, SLIPPAGE_PPM) : null;
  const size = market && price ? trader.sizeOfQuote(market, price, SPENT_USDC) : null;
  const ticket = market && price && size ? ({ market, side: "buy", type: "market", price, size } as const) : null;
  const answer = ticket && around ? trader.preview(ticket, around) : null;
  const preview = isFlaw(answer) ? null : answer;
  let obstacle: string | null = null;
  if (state.state !== "ready" || !ticket || !answer) obstacle = "Waiting for the market";
  else if (isFlaw(answer)) obstacle = `The ${answer.field} does not fit the market`;
  else if (answer.refusal) obstacle = `The exchange would refuse it: ${answer.refusal.replaceAll("_", " ")}`;

  // What the exchange would refuse now it may take as soon as the price or the money is there.
  const waits = obstacle !== null;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => trader.refresh(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [waits, trader]);

  async function send(): Promise<void> {
    if (!ticket) return;
    setBusy(true);
    setFailure(null);
    try {
      placed(await trader.place(ticket));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return { market: market ?? "", size, price, preview, obstacle, busy, failure, place: () => void send() };
}
