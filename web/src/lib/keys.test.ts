import { expect, test } from "vitest";
import { chordIs, type Pressed } from "./keys.ts";

const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key,
  code: `Key${key.toUpperCase()}`,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test("a chord is its key with exactly its modifiers", () => {
  expect(chordIs("Ctrl+K", press("k", { ctrlKey: true }))).toBe(true);
  expect(chordIs("Ctrl+K", press("k", { metaKey: true }))).toBe(true);
  expect(chordIs("Ctrl+K", press("k"))).toBe(false);
  expect(chordIs("Ctrl+K", press("k", { ctrlKey: true, shiftKey: true }))).toBe(false);
});

test("a letter under Alt is meant by its place, whatever it types", () => {
  expect(chordIs("Alt+M", press("µ", { code: "KeyM", altKey: true }))).toBe(true);
  expect(chordIs("Alt+1", press("¡", { code: "Digit1", altKey: true }))).toBe(true);
});

test("a sign is itself, with or without the shift that it needs on some keyboards", () => {
  expect(chordIs("?", press("?", { code: "Slash", shiftKey: true }))).toBe(true);
  expect(chordIs("?", press("?", { code: "Minus" }))).toBe(true);
  expect(chordIs("`", press("`", { code: "Backquote" }))).toBe(true);
});
