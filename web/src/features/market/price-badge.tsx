/** Tier of a market's price and its cause, where it is not valid (ORC-3). */
import { tierWords } from "../../core/tier-words.ts";
import type { Ticker } from "../../feed/ticker.ts";

export function PriceBadge({ price, short = false }: { price: Ticker | null | undefined; short?: boolean }) {
  const words = tierWords(price);
  if (!words) return null;
  const emergency = price?.price_tier !== "slow" && price?.price_tier !== "stale";
  return (
    <span className={`badge ${emergency ? "d" : "w"}`} role="status" title={words} data-testid="price-tier">
      PRICE {price?.price_tier?.toUpperCase()}
      {short ? null : `: ${price?.price_cause?.toUpperCase()}`}
    </span>
  );
}
