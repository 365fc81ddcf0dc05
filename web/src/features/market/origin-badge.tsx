/** Says when a market's price is recorded or made up by this desk, and no verified one of the world outside. */
import type { OracleAnswer } from "../../api/schema_gen.ts";
import { useTold } from "../../feed/use-told.ts";

const AGAIN_MS = 60_000;
const SOON_MS = 5_000;
const againMs = (told: OracleAnswer | null): number => (told?.origin ? AGAIN_MS : SOON_MS);

const WORDS: Record<string, [string, string]> = {
  replay: ["REPLAY", "Prices are a recording that this desk plays again and signs with its own key."],
  synthetic: ["SYNTHETIC", "Prices are made up by this desk, which signs them with its own key."],
  local: ["LOCAL", "Prices are signed by this desk's own key."],
};

export function OriginBadge({ symbol }: { symbol: string }) {
  const told = useTold(`/api/oracle/${encodeURIComponent(symbol)}`, againMs);
  const words = told?.origin ? WORDS[told.origin] : undefined;
  return words ? (
    <span className="badge i" title={words[1]} data-testid="price-origin">
      {words[0]}
    </span>
  ) : null;
}
