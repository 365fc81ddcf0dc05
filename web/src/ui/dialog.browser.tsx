import axe from "axe-core";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, test, vi } from "vitest";
import "../styles/all.css";
import { Dialog } from "./dialog.tsx";

const place = document.createElement("main");
document.body.append(place);
const root = createRoot(place);
(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

afterEach(async () => act(async () => root.render(null)));

test("a dialog takes the focus, keeps it, and gives it back", async () => {
  const before = document.createElement("button");
  before.textContent = "before";
  place.before(before);
  before.focus();
  const closed = vi.fn();
  await act(async () =>
    root.render(
      <Dialog open title="Keys" onClose={closed}>
        <button type="button">inside</button>
      </Dialog>,
    ),
  );
  const dialog = document.querySelector("dialog")!;
  expect(dialog.matches(":modal")).toBe(true);
  expect(dialog.contains(document.activeElement)).toBe(true);
  const found = await axe.run(dialog);
  expect(found.violations.map((one) => one.id)).toEqual([]);
  await act(async () => root.render(null));
  expect(document.activeElement).toBe(before);
  before.remove();
});

test("a dialog that is typed into has the focus in its field, not on the way out", async () => {
  await act(async () =>
    root.render(
      <Dialog open title="Markets" onClose={() => undefined}>
        <input aria-label="Find" data-first />
      </Dialog>,
    ),
  );
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Find");
});

test("Escape closes it", async () => {
  const closed = vi.fn();
  await act(async () =>
    root.render(
      <Dialog open title="Keys" onClose={closed}>
        <p>text</p>
      </Dialog>,
    ),
  );
  document.querySelector("dialog")!.dispatchEvent(new Event("cancel"));
  expect(closed).toHaveBeenCalled();
});
