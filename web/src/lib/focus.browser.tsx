import { afterEach, beforeEach, expect, test } from "vitest";
import { focusKeep, focusNear, holdersOf } from "./focus.ts";

let end: () => void;
let main: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = `<main><section><button id="before">before</button><ul><li id="row">
    <button id="gone">gone</button></li></ul><input id="field" /></section></main>`;
  main = document.querySelector("main")!;
  end = focusKeep();
});
afterEach(() => {
  end();
  document.body.innerHTML = "";
});

const at = (id: string): HTMLElement => document.getElementById(id)!;
const focused = (): string => document.activeElement?.id ?? "";

test("what leaves the page leaves the focus to what is nearest, a field before a button", async () => {
  at("gone").focus();
  at("row").remove();
  await expect.poll(focused).toBe("field");
  at("field").remove();
  await expect.poll(focused).toBe("before");
});

test("what can no longer be used gives the focus to its neighbour", async () => {
  at("before").focus();
  (at("before") as HTMLButtonElement).disabled = true;
  await expect.poll(focused).toBe("field");
});

test("a click beside everything gives the focus up, and it stays so", async () => {
  at("before").focus();
  main.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  (document.activeElement as HTMLElement).blur();
  await new Promise((done) => setTimeout(done, 400));
  expect(document.activeElement).toBe(document.body);
});

test("of holders that are gone the first that is left is taken", () => {
  const holders = holdersOf(at("gone"));
  at("gone").remove();
  expect(focusNear(holders)).toBe(true);
  expect(focused()).toBe("field");
});

test("whoever was in nothing but the page is in its main part, in none of its fields", () => {
  document.body.innerHTML =
    '<div><header><select id="colours"></select></header><main><input id="size" /></main></div>';
  const dialog = document.createElement("div");
  dialog.innerHTML = '<input id="asked" />';
  document.body.firstElementChild?.append(dialog);
  const holders = holdersOf(at("asked"));
  dialog.remove();
  expect(focusNear(holders)).toBe(true);
  expect(document.activeElement?.tagName).toBe("MAIN");
});
