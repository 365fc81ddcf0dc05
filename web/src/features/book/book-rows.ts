/** The rows of one side in words, where the canvas shows them: for screen readers, for those who copy, for a click. Only changes are written. */
import type { RowShown } from "./book-shown.ts";

interface Cells {
  root: HTMLElement;
  price: Text;
  own: HTMLElement;
  size: Text;
  total: Text;
  shown: { at: string; price: string; size: string; total: string; own: string };
}

export interface SideRows {
  write(rows: RowShown[]): void;
  resize(rows: number): void;
}

const NOTHING = { at: "", price: "", size: "", total: "", own: "" };

function cellsMake(side: "bid" | "ask"): Cells {
  const part = (tag: string, name: string, role?: string): HTMLElement => {
    const made = document.createElement(tag);
    made.className = name;
    if (role) made.setAttribute("role", role);
    return made;
  };
  const root = part("div", `lv ${side}`, "row");
  const price = part("span", "p", "cell");
  const size = part("span", "q", "cell");
  const total = part("span", "t", "cell");
  const own = part("em", "own-size");
  own.hidden = true;
  const texts = [price, size, total].map((cell) => cell.appendChild(document.createTextNode("")));
  price.append(own);
  root.append(price, size, total);
  const [priceText, sizeText, totalText] = texts as [Text, Text, Text];
  return { root, price: priceText, own, size: sizeText, total: totalText, shown: { ...NOTHING } };
}

function rewrite(cells: Cells, row: RowShown | undefined): void {
  const { shown } = cells;
  const next = row ?? NOTHING;
  for (const key of ["price", "size", "total"] as const) {
    if (shown[key] === next[key]) continue;
    shown[key] = next[key];
    cells[key].data = next[key];
  }
  if (shown.at !== next.at) {
    shown.at = next.at;
    cells.root.dataset["price"] = next.at;
  }
  if (shown.own === next.own) return;
  shown.own = next.own;
  cells.own.textContent = next.own;
  cells.own.hidden = !next.own;
  cells.root.classList.toggle("own", next.own !== "");
}

export function createSideRows(root: HTMLElement, side: "bid" | "ask"): SideRows {
  let pool: Cells[] = [];
  return {
    resize(rows) {
      while (pool.length < rows) {
        const cells = cellsMake(side);
        pool.push(cells);
        if (side === "bid") root.append(cells.root);
        else root.prepend(cells.root);
      }
      for (const cells of pool.slice(rows)) cells.root.remove();
      pool = pool.slice(0, rows);
    },
    write(rows) {
      for (const [at, cells] of pool.entries()) rewrite(cells, rows[at]);
    },
  };
}
