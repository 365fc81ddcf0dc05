/** Orders that hang together, sent in one command: each has its row, and each its own outcome. */
import { type Api, ApiRefused } from "../../api/client.ts";
import type { BatchResult, OrderRequest, OrderResult, WaitingRequest } from "../../api/schema_gen.ts";
import type { OrderBody, OrderDraft, Together } from "../../core/order-signer.ts";
import type { SentOrders } from "./sent-orders.ts";

interface Parts {
  api: Api;
  account: number;
  orders: SentOrders;
  sign: (drafts: OrderDraft[], tie: Together) => Promise<OrderBody[]>;
  /** Tells a refusal of all, with the row of the first. */
  refused: (id: number, error: unknown) => void;
}

/** What became of each, null where a leg was refused; null: the first was not taken, and so none. */
export async function tiedSend(
  parts: Parts,
  drafts: OrderDraft[],
  tie: Together,
): Promise<(OrderResult | null)[] | null> {
  const { api, account, orders } = parts;
  const rows = drafts.map((draft) => ({ draft, id: orders.begin(draft, null) }));
  const alone = (): void => {
    for (const { id } of rows.slice(1)) orders.forget(id);
  };
  const unsure = (): void => {
    for (const { id } of rows) orders.change(id, { state: "unknown" });
  };
  try {
    const bodies = await parts.sign(drafts, tie);
    for (const [at, { id }] of rows.entries())
      orders.change(id, { clientOrderId: bodies[at]?.client_order_id ?? null });
    const items = bodies.map((body, at) =>
      drafts[at]?.waits ? { wait: body as WaitingRequest } : { place: body as OrderRequest },
    );
    const body = { account, items, whole: tie === "whole" };
    const answer = await orders.surely(() => api.ask("orders_batch", { body }), unsure);
    // Nothing is left to tie the others to, and of a whole none is taken: the one reason says it all.
    const reasons = answer.results.map(({ problem }) => problem ?? null);
    const problem = reasons[0] && (reasons.find((one) => one && one.code !== "batch_whole") ?? reasons[0]);
    if (problem) throw new ApiRefused(422, problem.code, problem.detail, null);
    return rows.map(({ draft, id }, at) => told(orders, id, draft, answer.results[at]));
  } catch (error) {
    alone();
    parts.refused(rows[0]?.id ?? 0, error);
    return null;
  }
}

function told(orders: SentOrders, id: number, draft: OrderDraft, result: BatchResult | undefined): OrderResult | null {
  if (result?.placed) {
    orders.placed(id, draft, result.placed, null);
    return result.placed;
  }
  const reason = result?.problem?.detail ?? "The exchange did not say why.";
  orders.change(id, { state: "refused", reason, code: result?.problem?.code ?? null });
  return null;
}
