/** What one panel asks of another, without knowing it: a price picked in the book, a panel to open, an order to begin. */
import { create } from "zustand";

export interface Pick {
  market: string;
  price: string;
  side: "buy" | "sell" | null;
  /** Grows with each pick, so that the same price can be picked twice. */
  turn: number;
}

interface IntentStore {
  pick: Pick | null;
  pickPrice(market: string, price: string, side?: "buy" | "sell"): void;
}

export const useIntents = create<IntentStore>((set, get) => ({
  pick: null,
  pickPrice(market, price, side) {
    set({ pick: { market, price, side: side ?? null, turn: (get().pick?.turn ?? 0) + 1 } });
  },
}));
