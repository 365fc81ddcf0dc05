/**
 * What a person types into the command bar, read: mnemonics of panels and markets, and the order language. Reading changes nothing;
 * what cannot be read says what was expected.
 */
import { type Interval, intervalNamed } from "../../lib/intervals.ts";

export type Command =
  | { kind: "market"; market: string }
  | { kind: "panel"; panel: string; market: string | null }
  | { kind: "chart"; market: string | null; interval: Interval | null }
  | { kind: "workspace"; name: string }
  | { kind: "do"; verb: string }
  | { kind: "order"; order: TypedOrder }
  | { kind: "fault"; expected: string };

export interface TypedOrder {
  side: "buy" | "sell";
  size: string;
  market: string;
  /** Null: at once, at the market. */
  price: string | null;
  postOnly: boolean;
  reduceOnly: boolean;
  validity: "gtc" | "ioc" | "fok";
}

export interface Words {
  /** All symbols. */
  markets: string[];
  /** Mnemonic to panel. */
  panels: Record<string, string>;
  workspaces: string[];
  /** Verbs that do something by themselves. */
  verbs: string[];
  /** The market in hand. */
  market: string;
}

const DECIMAL = /^\d+(\.\d+)?$/;
const fault = (expected: string): Command => ({ kind: "fault", expected });

/** A market by its symbol or its base: SOL is SOL-PERP. */
export function marketNamed(word: string | undefined, markets: string[]): string | null {
  if (!word) return null;
  const upper = word.toUpperCase();
  return markets.find((one) => one === upper) ?? markets.find((one) => one.split("-")[0] === upper) ?? null;
}

function orderRead(words: string[], known: Words): Command {
  const [verb, size = "", ...rest] = words;
  if (!DECIMAL.test(size) || !/[1-9]/.test(size)) return fault("a size after the side, such as BUY 0.1 BTC");
  const order: TypedOrder = {
    side: verb?.toUpperCase() === "BUY" ? "buy" : "sell",
    size,
    market: known.market,
    price: null,
    postOnly: false,
    reduceOnly: false,
    validity: "gtc",
  };
  const named = marketNamed(rest[0], known.markets);
  if (named) {
    order.market = named;
    rest.shift();
  }
  while (rest.length) {
    const word = rest.shift()?.toUpperCase() ?? "";
    const price = word === "@" ? rest.shift() : word.startsWith("@") ? word.slice(1) : undefined;
    if (word.startsWith("@")) {
      if (!price || !DECIMAL.test(price)) return fault("a price after @, such as @ 60000");
      order.price = price;
    } else if (word === "POST") order.postOnly = true;
    else if (word === "REDUCE") order.reduceOnly = true;
    else if (word === "GTC" || word === "IOC" || word === "FOK") order.validity = word.toLowerCase() as "gtc";
    else if (word === "TP" || word === "SL") return fault("no TP or SL: orders with a trigger are not in this version");
    else return fault(`@ PRICE, POST, REDUCE, IOC or FOK, found ${word}`);
  }
  if (order.postOnly && order.price === null) return fault("a price for a post-only order: @ PRICE POST");
  return { kind: "order", order };
}

export function commandRead(text: string, known: Words): Command | null {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const first = words[0]?.toUpperCase();
  if (!first) return null;
  if (first === "BUY" || first === "SELL") return orderRead(words, known);
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
  return fault("a market, a panel such as BOOK, or an order such as BUY 0.1 BTC @ 60000");
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
