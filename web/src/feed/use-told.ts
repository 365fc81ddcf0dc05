/**
 * What a public path of the exchange says, asked again and again while somebody looks. Invariant: null is "not known", also while the
 * exchange does not answer; what was told of another path is never shown.
 */
import { useEffect, useState } from "react";
import { useFeed } from "./feed.ts";

/** againMs: after what was told, how long until it is asked again; one function for as long as the caller is there. */
export function useTold<T>(path: string, againMs: (told: T | null) => number): T | null {
  const { gateway } = useFeed().config;
  const [known, setKnown] = useState<{ path: string; told: T | null } | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const gone = new AbortController();
    async function ask(): Promise<void> {
      if (document.hidden) {
        timer = setTimeout(() => void ask(), againMs(null));
        return;
      }
      let told: T | null = null;
      try {
        const answer = await fetch(gateway + path, { signal: gone.signal });
        if (answer.ok) told = (await answer.json()) as T;
      } catch {
        // Not known now: asked again.
      }
      if (gone.signal.aborted) return;
      setKnown({ path, told });
      timer = setTimeout(() => void ask(), againMs(told));
    }
    void ask();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [gateway, path, againMs]);
  return known?.path === path ? known.told : null;
}
