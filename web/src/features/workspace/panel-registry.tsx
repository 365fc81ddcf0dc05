/** Every panel that there is: its title, what it shows, and whether it needs an account. Dock, command bar and phone read it. */
import type { ComponentType } from "react";
import { BookPanel } from "../book/book-panel.tsx";
import { MarketList } from "../market/market-menu.tsx";
import { TapePanel } from "../tape/tape-panel.tsx";

export interface PanelKind {
  title: string;
  component: ComponentType;
  /** What a person types to open it. */
  mnemonic: string;
}

export const PANELS = {
  book: { title: "Book", component: BookPanel, mnemonic: "BOOK" },
  tape: { title: "Trades", component: TapePanel, mnemonic: "FLOW" },
  markets: { title: "Markets", component: MarketList, mnemonic: "QM" },
} satisfies Record<string, PanelKind>;

export type PanelType = keyof typeof PANELS;

export function panelKind(type: string): PanelKind | null {
  return Object.hasOwn(PANELS, type) ? PANELS[type as PanelType] : null;
}
