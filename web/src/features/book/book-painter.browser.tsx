import { expect, test } from "vitest";
import { createSidePainter } from "./book-painter.ts";

const FORMAT = () => ({ priceDecimals: 1, sizeDecimals: 3, shownDecimals: 1 });

test("rows are made once and only their texts change", () => {
  const root = document.createElement("div");
  const side = createSidePainter(root, "bid", FORMAT);
  side.resize(3);
  const rows = [...root.children];
  side.paint([{ price: 1000, size: 1500, total: 1500 }], 3000, new Map());
  expect(rows[0]?.textContent).toBe("100.01.5001.500");
  expect(rows[0]!.querySelector<HTMLElement>(".bar")!.style.transform).toBe("scaleX(0.5)");
  side.paint([{ price: 990, size: 1, total: 1 }], 1, new Map());
  expect([...root.children]).toEqual(rows);
  expect(rows[0]?.textContent).toBe("99.00.0010.001");
  expect(rows[1]?.textContent).toBe("");
});

test("one's own order is marked with its size, and the mark goes with it", () => {
  const root = document.createElement("div");
  const side = createSidePainter(root, "ask", FORMAT);
  side.resize(1);
  side.paint([{ price: 1000, size: 500, total: 500 }], 500, new Map([[1000, 200]]));
  expect(root.querySelector(".own em")?.textContent).toBe("0.200");
  side.paint([{ price: 1000, size: 500, total: 500 }], 500, new Map());
  expect(root.querySelector(".own")).toBeNull();
});

test("asks stand best at the bottom, bids best at the top", () => {
  const [asks, bids] = [document.createElement("div"), document.createElement("div")];
  const rows = [
    { price: 10, size: 1, total: 1 },
    { price: 20, size: 1, total: 2 },
  ];
  for (const [root, side] of [
    [asks, "ask"],
    [bids, "bid"],
  ] as const) {
    const painter = createSidePainter(root, side, FORMAT);
    painter.resize(2);
    painter.paint(rows, 2, new Map());
  }
  expect([...asks.children].map((row) => row.getAttribute("data-price"))).toEqual(["2.0", "1.0"]);
  expect([...bids.children].map((row) => row.getAttribute("data-price"))).toEqual(["1.0", "2.0"]);
});
