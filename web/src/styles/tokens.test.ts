/** Every text can be read: each colour of text against each surface that it stands on, in both themes and all presets. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Colour = [number, number, number];

/** WCAG 2.2, 1.4.3: the least contrast of text of these sizes. */
const LEAST = 4.5;
const TEXTS = ["ink-1", "ink-2", "ink-3", "up", "down", "accent", "warn", "danger", "info"];
const SURFACES = ["bg-canvas", "bg-panel", "bg-raised", "well"];
const FILLS = ["up", "down", "accent"];

const sheet = (name: string): string =>
  readFileSync(new URL(`./${name}`, import.meta.url), "utf8").replace(/\/\*[^]*?\*\//g, "");
const rules = [...sheet("tokens.css").matchAll(/([^{}]+)\{([^}]*)\}/g)].map(([, selectors = "", body = ""]) => ({
  selectors: selectors.split(",").map((one) => one.trim()),
  tokens: [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value] as const),
}));

/** The tokens as the cascade leaves them; the more of a selector, the later. */
function tokens(theme: string, preset: string): Map<string, string> {
  const [themed, chosen] = [`[data-theme="${theme}"]`, `[data-preset="${preset}"]`];
  const found = new Map<string, string>();
  for (const groups of [[":root", "[data-theme]", "[data-preset]"], [themed], [chosen], [themed + chosen]]) {
    for (const rule of rules) {
      if (rule.selectors.some((one) => groups.includes(one)))
        rule.tokens.forEach(([name, value]) => found.set(name, value));
    }
  }
  return found;
}

const mixed = (over: Colour, under: Colour, part: number): Colour =>
  over.map((value, at) => value * part + under[at]! * (1 - part)) as Colour;

/** The colour of a token; one that is partly transparent lies over `under`. */
function colour(all: Map<string, string>, name: string, under: Colour = [0, 0, 0]): Colour {
  const value = all.get(name) ?? "";
  const hex = /^#([0-9a-f]{6})$/.exec(value)?.[1];
  if (hex) return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Colour;
  const mix = /^color-mix\(in srgb, var\(--([\w-]+)\) (\d+)%, (?:var\(--([\w-]+)\)|transparent)\)$/.exec(value);
  if (!mix?.[1]) throw new Error(`${name}: expected a hex colour or a mix of two, found "${value}"`);
  return mixed(colour(all, mix[1]), mix[3] ? colour(all, mix[3]) : under, Number(mix[2]) / 100);
}

function light(of: Colour): number {
  const [r, g, b] = of.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Colour;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Colour, other: Colour): number {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const LOOKS = ["dark", "light"].flatMap((theme) =>
  ["default", "blue-orange", "red-up"].map((preset) => [theme, preset]),
);

describe.each(LOOKS)("in %s with %s", (theme = "", preset = "") => {
  const all = tokens(theme, preset);
  const wanting: string[] = [];
  const read = (text: string, what: string, on: Colour): void => {
    const ratio = contrast(colour(all, text), on);
    if (ratio < LEAST) wanting.push(`${text} on ${what}: ${ratio.toFixed(2)}`);
  };

  test("text is read on every surface, also under the pointer, and on a tint of its own colour", () => {
    for (const name of SURFACES) {
      const surface = colour(all, name);
      for (const text of TEXTS) {
        read(text, name, surface);
        read(text, `${name} under the pointer`, colour(all, "hover", surface));
        if (all.has(`${text}-08`) && name !== "well")
          read(text, `${text}-08 over ${name}`, colour(all, `${text}-08`, surface));
      }
    }
    expect(wanting).toEqual([]);
  });

  test("a level of the book is read over its bar, a button's words over its fill, a banner's over its tint", () => {
    const panel = colour(all, "bg-panel");
    for (const side of ["up", "down"]) {
      for (const text of [side, "ink-1", "ink-2"]) read(text, `depth-${side}`, colour(all, `depth-${side}`, panel));
    }
    for (const fill of FILLS) read("on-fill", fill, colour(all, fill));
    for (const tint of ["warn-16", "danger-16"]) read("ink-1", tint, colour(all, tint, panel));
    expect(wanting).toEqual([]);
  });
});

test("no rule writes a colour on a stronger tint of itself than is read", () => {
  const found: string[] = [];
  for (const name of sheet("all.css").matchAll(/"\.\/([\w-]+\.css)"/g)) {
    for (const [rule, , body = ""] of sheet(name[1]!).matchAll(/([^{}]+)\{([^}]*)\}/g)) {
      const text = /(?:^|[\s;])color:\s*var\(--([\w-]+)\)/.exec(body)?.[1];
      if (text && new RegExp(`background:[^;]*var\\(--${text}-(16|24)\\)`).test(body)) found.push(rule.trim());
    }
  }
  expect(found).toEqual([]);
});
