/**
 * What moved of one's account beside the book: the newest records. Invariant: after each message of the channel, its first one too, the
 * records are asked until they are as new as it.
 */
import type { AccountMove, MovePage } from "../api/schema_gen.ts";
import { createStore, type Store } from "../lib/store.ts";
import type { Frame } from "./frames.ts";

export interface OwnMoves {
  /** Newest first; null: not known. */
  moves: Store<AccountMove[] | null>;
  /** A message after which there may be more. */
  take(frame: Frame): void;
  /** More has settled: the records are read again where one is not known to be. */
  settledRead(): Promise<void>;
}

const PERIOD_MS = 500;

/** ended: tells that nobody reads these any more. */
export function createOwnMoves(
  ask: () => Promise<MovePage>,
  ended: () => boolean,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => void setTimeout(done, ms)),
): OwnMoves {
  const moves = createStore<AccountMove[] | null>(null);
  let [due, at] = [-1, -1];
  let reading = false;

  async function read(): Promise<void> {
    const page = await ask();
    if (ended() || page.seq < at) return;
    moves.set(page.moves);
    at = page.seq;
  }

  async function readAll(): Promise<void> {
    while (at < due && !ended()) {
      try {
        await read();
      } catch {
        // Not known now: asked again.
      }
      if (at < due) await wait(PERIOD_MS);
    }
  }

  return {
    moves,
    async settledRead() {
      if (moves.get()?.some((move) => move.settled_ms === null)) await read();
    },
    take(frame) {
      due = Math.max(due, frame.seq);
      if (reading) return;
      reading = true;
      void readAll().finally(() => (reading = false));
    },
  };
}
