/**
 * One's own matches: the records of the exchange and what the stream has told since, each once, newest first. Invariant: the stream's
 * first message holds no match, so after each one (the beginning, a gap, a stream that was started anew) the records are read until they
 * are as new as that message: no match is missing between them. What has settled is a record too, and stays known.
 */
import type { AccountFill, FillPage } from "../api/schema_gen.ts";
import { createStore, type Store } from "../lib/store.ts";
import type { Frame } from "./frames.ts";

export type UserFill = AccountFill;

/** whole: nothing is missing before the newest; behind: records are still being read; error: they cannot be, and are asked again. */
export type FillsState = { state: "loading" | "whole" | "behind" } | { state: "error"; detail: string };

export interface OwnFills {
  fills: Store<UserFill[]>;
  state: Store<FillsState>;
  take(frame: Frame): void;
  /** More has settled: matches that are not known to be are read again from the records. */
  settledRead(): Promise<void>;
  /** Asks again at once. */
  retry(): void;
}

const KEPT = 500;
const LAG_MS = 250;
const AGAIN_FIRST_MS = 500;
const AGAIN_LAST_MS = 15_000;

const ROLES = ["maker", "taker"];

/** Where a match stands: command, place in it, and the role in a match with oneself. */
function place(id: string): number[] {
  const [seq = "0", index = "0", role = ""] = id.split(".");
  return [Number(seq), Number(index), ROLES.indexOf(role)];
}

/** Newest first, each once. */
export function fillsJoined(known: UserFill[], come: UserFill[]): UserFill[] {
  const byId = new Map<string, { fill: UserFill; at: number[] }>();
  for (const fill of [...known, ...come]) {
    // The stream tells a match before it has settled, also when it tells it again.
    const settled_ms = fill.settled_ms ?? byId.get(fill.fill_id)?.fill.settled_ms ?? null;
    byId.set(fill.fill_id, { fill: { ...fill, settled_ms }, at: place(fill.fill_id) });
  }
  const order = (a: number[], b: number[]): number =>
    (b[0] ?? 0) - (a[0] ?? 0) || (b[1] ?? 0) - (a[1] ?? 0) || (b[2] ?? 0) - (a[2] ?? 0);
  return [...byId.values()]
    .sort((a, b) => order(a.at, b.at))
    .slice(0, KEPT)
    .map(({ fill }) => fill);
}

/** ended: tells that nobody reads these any more. */
export function createOwnFills(
  ask: (before: string | null) => Promise<FillPage>,
  ended: () => boolean,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => void setTimeout(done, ms)),
): OwnFills {
  const fills = createStore<UserFill[]>([]);
  const state = createStore<FillsState>({ state: "loading" });
  /** As new as this the records must be. */
  let due = 0;
  let heard = 0;
  /** No match up to this command is missing; null: nothing was read yet, and only the newest page is. */
  let whole: number | null = null;
  let reading = false;
  let wake = (): void => undefined;

  /** The newest page, and older ones as far as this command; how new the records were. */
  async function read(from: number | null): Promise<number> {
    const first = await ask(null);
    let [page, come] = [first, first.fills];
    const reaches = (): boolean => from === null || page.fills.some((fill) => (place(fill.fill_id)[0] ?? 0) <= from);
    while (!reaches() && page.next_cursor !== null && come.length < KEPT) {
      page = await ask(page.next_cursor);
      come = [...come, ...page.fills];
    }
    if (!ended()) fills.set(fillsJoined(fills.get(), come));
    return first.seq;
  }

  const pause = (ms: number): Promise<unknown> =>
    Promise.race([wait(ms), new Promise<void>((resolve) => (wake = resolve))]);

  async function readAll(): Promise<void> {
    let again = AGAIN_FIRST_MS;
    while (!ended()) {
      try {
        // As far as matches may be missing.
        if ((await read(whole)) >= due) break;
        again = AGAIN_FIRST_MS;
        state.set({ state: "behind" });
        await pause(LAG_MS);
      } catch (error) {
        if (ended()) return;
        state.set({ state: "error", detail: error instanceof Error ? error.message : String(error) });
        await pause(again);
        again = Math.min(AGAIN_LAST_MS, again * 2);
      }
    }
    if (ended()) return;
    whole = heard;
    state.set({ state: "whole" });
  }

  return {
    fills,
    state,
    retry: () => wake(),
    async settledRead() {
      const open = fills.get().filter((fill) => fill.settled_ms === null);
      if (open.length) await read(Math.min(...open.map((fill) => place(fill.fill_id)[0] ?? 0)));
    },
    take(frame) {
      const come = frame.data as UserFill[];
      if (come.length) fills.set(fillsJoined(fills.get(), come));
      heard = frame.seq;
      if (state.get().state === "whole" && frame.type !== "snapshot") whole = heard;
      if (frame.type !== "snapshot") return;
      due = frame.seq;
      if (state.get().state === "whole") state.set({ state: "behind" });
      if (reading) return;
      reading = true;
      void readAll().finally(() => (reading = false));
    },
  };
}
