import { expect, test } from "vitest";
import { csvOf } from "./csv.ts";

test("cells with commas, quotes and lines stay one cell", () => {
  expect(csvOf(["a", "b"], [['x,"y"', "1\n2"]])).toBe('a,b\r\n"x,""y""","1\n2"\r\n');
});

test.each(["=1+1", "+A1", "@sum", "-cmd"])("%s is no formula in a spreadsheet", (text) => {
  expect(csvOf(["a"], [[text]])).toBe(`a\r\n'${text}\r\n`);
});

test("a negative figure stays a figure", () => {
  expect(csvOf(["a"], [["-12.5"]])).toBe("a\r\n-12.5\r\n");
});
