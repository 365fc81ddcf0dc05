/** Says when a market's price is recorded or made up by this desk, and no verified one of the world outside. */
import { useEffect, useState } from "react";
import type { OracleAnswer } from "../../api/schema_gen.ts";
import { useFeed } from "../../feed/feed.ts";

const AGAIN_MS = 60_000;
const SOON_MS = 5_000;

const WORDS: Record<string, [string, string]> = {
  replay: ["REPLAY", "Prices are a recording that this desk plays again and signs with its own key."],
  synthetic: ["SYNTHETIC", "Prices are made up by this desk, which signs them with its own key."],
  local: ["LOCAL", "Prices are signed by this desk's own key."],
};

export function OriginBadge({ symbol }: { symbol: string }) {
  const { gateway } = useFeed().config;
  const [known, setKnown] = useState<{ symbol: string; origin: OracleAnswer["origin"] } | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const gone = new AbortController();
    async function ask(): Promise<void> {
      let origin: OracleAnswer["origin"] = null;
      try {
        const answer = await fetch(`${gateway}/api/oracle/${encodeURIComponent(symbol)}`, { signal: gone.signal });
        if (answer.ok) ({ origin } = (await answer.json()) as OracleAnswer);
      } catch {
        // Not known now: asked again.
      }
      if (gone.signal.aborted) return;
      setKnown({ symbol, origin });
      timer = setTimeout(() => void ask(), origin ? AGAIN_MS : SOON_MS);
    }
    void ask();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [gateway, symbol]);
  const words = known?.symbol === symbol && known.origin ? WORDS[known.origin] : undefined;
  return words ? (
    <span className="badge i" title={words[1]} data-testid="price-origin">
      {words[0]}
    </span>
  ) : null;
}
