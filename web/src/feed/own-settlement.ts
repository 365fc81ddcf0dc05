/**
 * How much of one's account is on the chain, as the records say. Invariant: after the exchange has told that more has settled, or that
 * something was traded, the records are asked until they are as new; and on, less often, while something is open: that the chain
 * stands still is known by the records alone. Not more often than once in a period.
 */
import type { SettlementAnswer } from "../api/schema_gen.ts";
import { createStore, type Store } from "../lib/store.ts";
import type { Frame } from "./frames.ts";

export interface OwnSettlement {
  /** null: not known. */
  told: Store<SettlementAnswer | null>;
  /** A message after which it may be another. */
  take(frame: Frame): void;
}

const PERIOD_MS = 2_000;
/** Of so many periods one, once the records are as new as what was heard. */
const CALM_PERIODS = 5;

/** seen: called when more has settled; ended: tells that nobody reads this any more. */
export function createOwnSettlement(
  ask: () => Promise<SettlementAnswer>,
  seen: () => Promise<unknown>,
  ended: () => boolean,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => void setTimeout(done, ms)),
): OwnSettlement {
  const told = createStore<SettlementAnswer | null>(null);
  let [due, at] = [-1, -1];
  let reading = false;

  const late = (): boolean => at < due;
  function open(): boolean {
    const now = told.get();
    return now !== null && now.settled < now.items;
  }

  async function readAll(): Promise<void> {
    while ((late() || open()) && !ended()) {
      try {
        const answer = await ask();
        if (ended()) return;
        if (answer.settled !== told.get()?.settled) await seen();
        told.set(answer);
        at = answer.seq;
      } catch {
        // Not known now: asked again.
      }
      await wait(PERIOD_MS);
      for (let waited = 1; waited < CALM_PERIODS && !late() && open() && !ended(); waited += 1) await wait(PERIOD_MS);
    }
  }

  return {
    told,
    take(frame) {
      due = Math.max(due, frame.seq);
      if (reading) return;
      reading = true;
      void readAll().finally(() => (reading = false));
    },
  };
}
