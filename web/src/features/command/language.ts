/**
 * What a person types into the command bar, read: markets, panels by mnemonic, verbs. Reading changes nothing;
 * what cannot be read says what was expected.
 */
import { type Interval, intervalNamed } from "../../lib/intervals.ts";

export type Command =
  | { kind: "market"; market: string }
  | { kind: "panel"; panel: string; market: string | null }
  | { kind: "chart"; market: string | null; interval: Interval | null }
  | { kind: "workspace"; name: string }
  | { kind: "do"; verb: string }
  | { kind: "fault"; expected: string };

export interface Words {
  /** All symbols. */
  markets: string[];
  /** Mnemonic to panel. */
  panels: Record<string, string>;
  workspaces: string[];
  /** Verbs that do something by themselves. */
  verbs: string[];
}

const fault = (expected: string): Command => ({ kind: "fault", expected });

/** A market by its symbol or its base: SOL is SOL-PERP. */
export function marketNamed(word: string | undefined, markets: string[]): string | null {
  if (!word) return null;
  const upper = word.toUpperCase();
  return markets.find((one) => one === upper) ?? markets.find((one) => one.split("-")[0] === upper) ?? null;
}

export function commandRead(text: string, known: Words): Command | null {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const first = words[0]?.toUpperCase();
  if (!first) return null;
  const market = marketNamed(first, known.markets);
  const rest = market ? words.slice(1) : words;
  const word = rest[0]?.toUpperCase();
  if (!word) return market ? { kind: "market", market } : null;
  if (word === "CHART") {
    const interval = rest[1] ? intervalNamed(rest[1]) : null;
    if (rest[1] && !interval) return fault(`a time frame such as 15 or 1h, found ${rest[1]}`);
    return { kind: "chart", market, interval };
  }
  const panel = known.panels[word];
  if (panel && rest.length === 1) return { kind: "panel", panel, market };
  const workspace = known.workspaces.find((one) => one.toUpperCase() === rest.join(" ").toUpperCase());
  if (workspace && !market) return { kind: "workspace", name: workspace };
  const verb = known.verbs.find((one) => one === rest.join(" ").toUpperCase());
  if (verb && !market) return { kind: "do", verb };
  return fault("a market, a panel such as BOOK, or a chart such as BTC CHART 15");
}

/** How well typed letters fit a name: all of them in this order; lower is better, null is not at all. */
export function fuzzy(typed: string, name: string): number | null {
  const [needle, hay] = [typed.toUpperCase(), name.toUpperCase()];
  let at = -1;
  let cost = 0;
  for (const letter of needle) {
    const next = hay.indexOf(letter, at + 1);
    if (next < 0) return null;
    cost += next - at - 1;
    at = next;
  }
  return cost;
}
