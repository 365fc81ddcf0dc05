/**
 * Orders that hang together, as a person writes them: an entry with its exits (a bracket), or a pair of which one ends the other (OCO).
 * Invariant: prices that no leg can be started at are told before anything is sent, in the words of what they are for.
 */
import type { OrderDraft, Together } from "../../core/order-signer.ts";
import type { Market } from "../../feed/markets.ts";
import { figure } from "../../lib/format.ts";
import { onGrid, unitsOf } from "../../lib/units.ts";
import type { Draft } from "./ticket-store.ts";

export interface TieFault {
  field: "profit" | "loss" | "order";
  text: string;
}

export interface Ties {
  tie: Together;
  /** What is sent with the first order, tied to it. */
  legs: OrderDraft[];
  fault: TieFault | null;
}

type Written = Pick<Draft, "side" | "start" | "source" | "exits" | "profit" | "loss" | "reduceOnly">;

/** What ends the position when the price goes as hoped, and when it does not. */
export type Exit = "profit" | "loss";
const NAMES = { profit: "take-profit", loss: "stop" } as const;
const KINDS = { profit: "take_profit_market", loss: "stop_market" } as const;
const EXITS = ["profit", "loss"] as const;

/** The side of the orders that the two prices start. */
export function exitSide(ticket: Pick<Draft, "side" | "start">): "buy" | "sell" {
  if (ticket.start === "pair") return ticket.side;
  return ticket.side === "buy" ? "sell" : "buy";
}

/** Why a price can not be the one of its leg. near: the price that it must lie beyond; null: not known. */
function faultOf(exit: Exit, ticket: Written, market: Market, near: string | null): TieFault | null {
  const text = ticket[exit];
  if (!text) return null;
  if (!onGrid(text, market.tick_size)) {
    return { field: exit, text: `Expected a whole number of steps of ${market.tick_size}.` };
  }
  const [at, from] = [unitsOf(text, market.priceDecimals), near && unitsOf(near, market.priceDecimals)];
  if (at === null || typeof from !== "number") return null;
  const sells = exitSide(ticket) === "sell";
  const above = sells === (exit === "profit");
  if (above ? at > from : at < from) return null;
  const whose = ticket.start === "pair" ? `that ${sells ? "sells" : "buys"}` : `of a ${ticket.side} order`;
  return {
    field: exit,
    text: `The ${NAMES[exit]} ${whose} lies ${above ? "above" : "below"} ${figure(near ?? "")}.`,
  };
}

/**
 * The legs beside the first order; null: it stands alone. near: where the first order enters, or for a pair the price that both wait for;
 * worst: the worst price that a leg takes when it starts at a price.
 */
export function tiesOf(
  ticket: Written,
  first: OrderDraft,
  market: Market,
  near: string | null,
  worst: (side: "buy" | "sell", trigger: string) => string | null,
): Ties | null {
  const pair = ticket.start === "pair";
  if (!pair && !ticket.exits) return null;
  const fault = EXITS.map((exit) => faultOf(exit, ticket, market, near)).find((one) => one !== null) ?? null;
  const alone: TieFault = { field: "order", text: "An order that only reduces opens nothing that exits could close." };
  const side = exitSide(ticket);
  const legs: OrderDraft[] = [];
  // Of a pair the first order is the take-profit itself.
  for (const exit of pair ? (["loss"] as const) : EXITS) {
    const trigger = ticket[exit];
    const price = trigger ? worst(side, trigger) : null;
    if (price === null) continue;
    legs.push({
      market: first.market,
      side,
      type: KINDS[exit],
      price,
      size: first.size,
      time_in_force: "ioc",
      reduce_only: pair ? ticket.reduceOnly : true,
      waits: { source: ticket.source, trigger },
    });
  }
  return { tie: pair ? "oco" : "child", legs, fault: !pair && ticket.reduceOnly ? alone : fault };
}

/** The orders of a scale, all of them or none; the first in the place of the one that was asked for. null: no such ladder. */
export function scaleOf(first: OrderDraft, rungs: { price: string; size: string }[] | null): [OrderDraft, Ties] | null {
  const [own, ...legs] = (rungs ?? []).map((rung) => ({ ...first, ...rung }));
  return own ? [own, { tie: "whole", legs, fault: null }] : null;
}
