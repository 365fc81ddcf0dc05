/** The trades of the tape in words, where the canvas shows them. Only what has changed is written. */
import type { TradeShown } from "./tape-view.ts";

interface Cells {
  root: HTMLElement;
  parts: [price: Text, size: Text, time: Text];
  id: string;
}

export interface TapeRows {
  write(trades: TradeShown[]): void;
  resize(rows: number): void;
}

function cellsMake(): Cells {
  const root = document.createElement("div");
  root.setAttribute("role", "row");
  root.className = "lv";
  const parts = ["p", "sz", "tm"].map((name) => {
    const cell = document.createElement("span");
    cell.className = name;
    cell.setAttribute("role", "cell");
    root.append(cell);
    return cell.appendChild(document.createTextNode(""));
  }) as Cells["parts"];
  return { root, parts, id: "" };
}

export function createTapeRows(root: HTMLElement): TapeRows {
  let pool: Cells[] = [];
  return {
    resize(rows) {
      while (pool.length < rows) {
        const cells = cellsMake();
        pool.push(cells);
        root.append(cells.root);
      }
      for (const cells of pool.slice(rows)) cells.root.remove();
      pool = pool.slice(0, rows);
    },
    write(trades) {
      // Rows move down with their trades: only those that are new are written.
      const first = pool[0]?.id;
      const come = first ? trades.findIndex((trade) => trade.id === first) : 0;
      if (come > 0 && come < pool.length) {
        const moved = pool.splice(pool.length - come, come);
        pool.unshift(...moved);
        root.prepend(...moved.map((cells) => cells.root));
      }
      for (const [at, cells] of pool.entries()) {
        const trade = trades[at];
        const id = trade?.id ?? "";
        if (cells.id === id) continue;
        cells.id = id;
        const [price, size, time] = cells.parts;
        price.data = trade?.price ?? "";
        size.data = trade?.size ?? "";
        time.data = trade?.time ?? "";
      }
    },
  };
}
