/**
 * What a public path of the exchange says, asked again and again while somebody looks. Invariant: null is "not known", also while the
 * exchange does not answer; what was told of another path is never shown; and a path is asked for once for all who look, however
 * often they come back: the allowance of an address is one.
 */
import { useEffect, useState } from "react";
import { useFeed } from "./feed.ts";

/** After what was told, how long until it is asked again; one function for as long as the caller is there. */
export type AgainMs<T> = (told: T | null) => number;

interface Asked {
  /** When it was told, until then when it was asked. */
  sinceMs: number;
  told: unknown;
  answer: Promise<unknown>;
}

const asked = new Map<string, Asked>();

/** An answer that has not come by then is none: who waits for ever would show for ever what was true once. */
const ASK_MS = 10_000;

async function ask(url: string, waitMs: number): Promise<unknown> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(waitMs) });
    return answer.ok ? ((await answer.json()) as unknown) : null;
  } catch {
    // Not known now: asked again.
    return null;
  }
}

/** What an address says, asked unless it was told lately enough for who asks now; and when it is to be asked again. */
export async function toldOf<T>(
  url: string,
  againMs: AgainMs<T>,
  waitMs = ASK_MS,
): Promise<{ told: T | null; dueMs: number }> {
  let one = asked.get(url);
  if (!one || Date.now() - one.sinceMs >= againMs(one.told as T | null)) {
    const begun: Asked = { sinceMs: Date.now(), told: null, answer: ask(url, waitMs) };
    begun.answer = begun.answer.then((told) => {
      [begun.sinceMs, begun.told] = [Date.now(), told];
      return told;
    });
    asked.set(url, begun);
    one = begun;
  }
  const told = (await one.answer) as T | null;
  return { told, dueMs: one.sinceMs + againMs(told) };
}

interface Known<T> {
  path: string;
  told: T | null;
  last: Last<T> | null;
}

/** What was told last, and when. */
export interface Last<T> {
  told: T;
  atMs: number;
}

function useKnown<T>(path: string | null, againMs: AgainMs<T>): Known<T> | null {
  const { gateway } = useFeed().config;
  const [known, setKnown] = useState<Known<T> | null>(null);
  useEffect(() => {
    if (path === null) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look(from: string): Promise<void> {
      let waitMs = againMs(null);
      if (!document.hidden) {
        const { told, dueMs } = await toldOf<T>(gateway + from, againMs);
        if (gone) return;
        const now = told === null ? null : { told, atMs: Date.now() };
        setKnown((before) => ({ path: from, told, last: now ?? (before?.path === from ? before.last : null) }));
        waitMs = Math.max(0, dueMs - Date.now());
      }
      timer = setTimeout(() => void look(from), waitMs);
    }
    void look(path);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [gateway, path, againMs]);
  return known?.path === path ? known : null;
}

export function useTold<T>(path: string, againMs: AgainMs<T>): T | null {
  return useKnown(path, againMs)?.told ?? null;
}

/** What was told last stays while the exchange does not answer. path: null while there is nothing to ask for. */
export function useLastTold<T>(path: string | null, againMs: AgainMs<T>): Last<T> | null {
  return useKnown(path, againMs)?.last ?? null;
}
