/** What became of an order that was sent, in a line for the person who sent it. */
import { endWords } from "./reason-words.ts";
import type { OrderDraft } from "./order-signer.ts";
import type { OrderResult } from "../api/schema_gen.ts";
import { figure } from "../lib/format.ts";

export interface Outcome {
  kind: "good" | "note";
  title: string;
  detail: string;
  undo: null;
}

const some = (size: string): boolean => /[1-9]/.test(size);

/** decimals: of the market's prices. */
export function outcome(draft: OrderDraft, result: OrderResult, decimals: number): Outcome {
  const base = draft.market.split("-")[0] ?? draft.market;
  const buys = draft.side === "buy";
  const rests = result.status === "resting";
  const parts: string[] = [];
  if (some(result.filled)) {
    parts.push(`${figure(result.filled)} ${base} at ${figure(result.average_price, decimals)} on average.`);
  }
  if (rests) parts.push(`${figure(result.left)} ${base} at ${figure(draft.price)} in the book.`);
  else if (some(result.left)) {
    parts.push(
      `${figure(result.left)} ${base} did not fill. ${result.cancel_reason ? endWords(result.cancel_reason) : ""}`,
    );
  }
  if (result.status === "waiting") {
    return { kind: "good", title: "Order waits", detail: "It starts when its price comes.", undo: null };
  }
  const title = some(result.filled) ? (buys ? "Bought" : "Sold") : rests ? "Order rests" : "Nothing filled";
  return { kind: some(result.filled) || rests ? "good" : "note", title, detail: parts.join(" ").trim(), undo: null };
}
