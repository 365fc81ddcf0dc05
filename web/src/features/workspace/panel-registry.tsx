/** Every panel that there is: its title, what it shows, and what a person types to open it. Dock, command bar and phone read it. */
import type { ComponentType } from "react";
import { BookPanel } from "../book/book-panel.tsx";
import { ChartPanel } from "../chart/chart-panel.tsx";
import { DepthPanel } from "../depth/depth-panel.tsx";
import { MarketList } from "../market/market-menu.tsx";
import { StatusPanel } from "../status/status-panel.tsx";
import { TapePanel } from "../tape/tape-panel.tsx";

export interface PanelKind {
  title: string;
  component: ComponentType;
  mnemonic: string;
}

export const PANELS = {
  chart: { title: "Chart", component: ChartPanel, mnemonic: "CHART" },
  book: { title: "Book", component: BookPanel, mnemonic: "BOOK" },
  depth: { title: "Depth", component: DepthPanel, mnemonic: "DEPTH" },
  tape: { title: "Trades", component: TapePanel, mnemonic: "FLOW" },
  markets: { title: "Markets", component: MarketList, mnemonic: "QM" },
  status: { title: "Status", component: StatusPanel, mnemonic: "STATUS" },
} satisfies Record<string, PanelKind>;

export type PanelType = keyof typeof PANELS;

export function panelKind(type: string): PanelKind | null {
  return Object.hasOwn(PANELS, type) ? PANELS[type as PanelType] : null;
}
