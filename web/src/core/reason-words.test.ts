import { expect, test } from "vitest";
import { endWords, reasonWords } from "./reason-words.ts";
import { CancelReasonName, ReasonName } from "./records_gen.ts";

const refusals = Object.values(ReasonName).filter((name) => name !== "none");

test.each(refusals)("%s is said in words of its own", (name) => {
  expect(reasonWords(name)).toMatch(/^[A-Z].*\.$/);
  expect(reasonWords(name)).not.toContain(`(${name})`);
});

test.each(Object.values(CancelReasonName))("an order that ended by %s says why", (name) => {
  expect(endWords(name)).toMatch(/^[A-Z].*\.$/);
  expect(endWords(name)).not.toContain(`(${name})`);
});

test("no two reasons are told by the same words", () => {
  expect(new Set(refusals.map(reasonWords)).size).toBe(refusals.length);
});

test("a code of a newer exchange is shown, not hidden", () => {
  expect(reasonWords("toString")).toContain("(toString)");
  expect(endWords("moon")).toContain("(moon)");
});
