/** Paints trades into a fixed pool of rows; B and S double the colour of the taker's side. */
import type { Market } from "../../feed/markets.ts";
import type { Trade } from "../../feed/tape.ts";
import { clock, figure } from "../../lib/format.ts";

interface Cells {
  root: HTMLElement;
  price: HTMLElement;
  size: HTMLElement;
  time: HTMLElement;
  id: string;
}

export interface TapePainter {
  paint(trades: Trade[]): void;
  resize(rows: number): void;
  rows(): number;
}

function cellsMake(): Cells {
  const root = document.createElement("div");
  root.setAttribute("role", "row");
  root.className = "lv";
  const [price, size, time] = ["p", "sz", "tm"].map((name) => {
    const cell = document.createElement("span");
    cell.className = name;
    cell.setAttribute("role", "cell");
    root.append(cell);
    return cell;
  }) as [HTMLElement, HTMLElement, HTMLElement];
  return { root, price, size, time, id: "" };
}

export function createTapePainter(root: HTMLElement, market: Market): TapePainter {
  let pool: Cells[] = [];
  return {
    rows: () => pool.length,
    resize(rows) {
      while (pool.length < rows) {
        const cells = cellsMake();
        pool.push(cells);
        root.append(cells.root);
      }
      for (const cells of pool.slice(rows)) cells.root.remove();
      pool = pool.slice(0, rows);
    },
    paint(trades) {
      // Rows move down with their trades: only those that are new are written.
      const first = pool[0]?.id;
      const come = first ? trades.findIndex((trade) => trade.trade_id === first) : 0;
      if (come > 0 && come < pool.length) {
        const moved = pool.splice(pool.length - come, come);
        pool.unshift(...moved);
        root.prepend(...moved.map((cells) => cells.root));
      }
      for (const [at, cells] of pool.entries()) {
        const trade = trades[at];
        const id = trade?.trade_id ?? "";
        if (cells.id === id) continue;
        cells.id = id;
        const buys = trade?.side === "buy";
        cells.price.textContent = trade ? `${buys ? "B" : "S"} ${figure(trade.price, market.priceDecimals)}` : "";
        cells.price.className = `p ${buys ? "up" : "down"}`;
        cells.size.textContent = trade ? figure(trade.size) : "";
        cells.time.textContent = trade ? clock(trade.ts_ms) : "";
      }
    },
  };
}
