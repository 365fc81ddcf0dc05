/** What one part asks of another, without knowing it: a price picked in the book, a dialog to open, a ticket to fill. */
import { create } from "zustand";

export interface Pick {
  market: string;
  price: string;
  /** Grows with each pick, so that the same price can be picked twice. */
  turn: number;
  /** By keys: the ticket has them from then on. */
  byKeys: boolean;
}

export type DialogName = "onboarding" | "deposit" | "withdraw" | "help" | "onchain" | "command" | "layouts" | "markets";

interface IntentStore {
  pick: Pick | null;
  dialog: DialogName | null;
  pickPrice(market: string, price: string, byKeys?: boolean): void;
  open(dialog: DialogName | null): void;
}

export const useIntents = create<IntentStore>((set, get) => ({
  pick: null,
  dialog: null,
  pickPrice(market, price, byKeys = false) {
    set({ pick: { market, price, byKeys, turn: (get().pick?.turn ?? 0) + 1 } });
  },
  open: (dialog) => set({ dialog }),
}));
