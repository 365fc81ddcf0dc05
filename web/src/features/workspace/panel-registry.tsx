/** Every panel that there is: its title, what it shows, and what a person types to open it. Dock, command bar and phone read it. */
import type { ComponentType } from "react";
import { AccountPanel } from "../account/account-panel.tsx";
import { BookPanel } from "../book/book-panel.tsx";
import { ChartPanel } from "../chart/chart-panel.tsx";
import { DepthPanel } from "../depth/depth-panel.tsx";
import { FillsPanel } from "../fills/fills-panel.tsx";
import { MarketList } from "../market/market-menu.tsx";
import { OrdersPanel } from "../orders/orders-panel.tsx";
import { PositionsPanel } from "../positions/positions-panel.tsx";
import { StatusPanel } from "../status/status-panel.tsx";
import { TapePanel } from "../tape/tape-panel.tsx";
import { TicketPanel } from "../ticket/ticket-panel.tsx";

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
  ticket: { title: "Ticket", component: TicketPanel, mnemonic: "ORDER" },
  positions: { title: "Positions", component: PositionsPanel, mnemonic: "POSITIONS" },
  orders: { title: "Orders", component: OrdersPanel, mnemonic: "ORDERS" },
  fills: { title: "Fills", component: FillsPanel, mnemonic: "FILLS" },
  account: { title: "Account", component: AccountPanel, mnemonic: "PF" },
  markets: { title: "Markets", component: MarketList, mnemonic: "QM" },
  status: { title: "Status", component: StatusPanel, mnemonic: "STATUS" },
} satisfies Record<string, PanelKind>;

export type PanelType = keyof typeof PANELS;

export function panelKind(type: string): PanelKind | null {
  return Object.hasOwn(PANELS, type) ? PANELS[type as PanelType] : null;
}
