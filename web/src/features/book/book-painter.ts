/**
 * Paints one side of a book into a fixed pool of rows. Rows are made once; a paint writes only the texts and widths that have
 * changed, reads no layout and starts no transition.
 */
import type { Row } from "../../feed/book.ts";
import { figure } from "../../lib/format.ts";
import { textOf } from "../../lib/units.ts";

export interface PaintedRow {
  root: HTMLElement;
  price: string;
}

interface Cells {
  root: HTMLElement;
  bar: HTMLElement;
  price: Text;
  own: HTMLElement;
  size: Text;
  total: Text;
  shown: { at: string; price: string; size: string; total: string; bar: string; own: string };
}

export interface SidePainter {
  paint(rows: Row[], most: number, own: ReadonlyMap<number, number>): void;
  resize(rows: number): void;
  rows(): number;
}

export interface BookFormat {
  priceDecimals: number;
  sizeDecimals: number;
  /** Decimals that the grouping leaves visible. */
  shownDecimals: number;
}

const STEPS = 200;

function cellsMake(side: "bid" | "ask"): Cells {
  const part = (tag: string, name: string, role?: string): HTMLElement => {
    const made = document.createElement(tag);
    made.className = name;
    if (role) made.setAttribute("role", role);
    return made;
  };
  const root = part("div", `lv ${side}`, "row");
  const bar = part("i", "bar");
  bar.setAttribute("aria-hidden", "true");
  const price = part("span", "p", "cell");
  const size = part("span", "q", "cell");
  const total = part("span", "t", "cell");
  const own = part("em", "own-size");
  own.hidden = true;
  const texts = [price, size, total].map((cell) => cell.appendChild(document.createTextNode("")));
  price.append(own);
  root.append(bar, price, size, total);
  const [priceText, sizeText, totalText] = texts as [Text, Text, Text];
  return {
    root,
    bar,
    price: priceText,
    own,
    size: sizeText,
    total: totalText,
    shown: { at: "", price: "", size: "", total: "", bar: "", own: "" },
  };
}

export function createSidePainter(root: HTMLElement, side: "bid" | "ask", format: () => BookFormat): SidePainter {
  let pool: Cells[] = [];

  function write(cells: Cells, row: Row | undefined, most: number, own: ReadonlyMap<number, number>): void {
    const { priceDecimals, sizeDecimals, shownDecimals } = format();
    const shown = cells.shown;
    const put = (key: "price" | "size" | "total", text: string): void => {
      if (shown[key] === text) return;
      shown[key] = text;
      cells[key].data = text;
    };
    const price = row ? textOf(row.price, priceDecimals) : "";
    if (shown.at !== price) {
      shown.at = price;
      cells.root.dataset["price"] = price;
    }
    put("price", row ? figure(price, shownDecimals) : "");
    put("size", row ? figure(textOf(row.size, sizeDecimals)) : "");
    put("total", row ? figure(textOf(row.total, sizeDecimals)) : "");
    const width = row && most > 0 ? Math.ceil((row.total / most) * STEPS) / STEPS : 0;
    const bar = `scaleX(${width})`;
    if (shown.bar !== bar) {
      shown.bar = bar;
      cells.bar.style.transform = bar;
    }
    const mine = row ? own.get(row.price) : undefined;
    const ownText = mine ? figure(textOf(mine, sizeDecimals)) : "";
    if (shown.own !== ownText) {
      shown.own = ownText;
      cells.own.textContent = ownText;
      cells.own.hidden = !ownText;
      cells.root.classList.toggle("own", ownText !== "");
    }
  }

  return {
    rows: () => pool.length,
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
    paint(rows, most, own) {
      for (const [at, cells] of pool.entries()) write(cells, rows[at], most, own);
    },
  };
}
