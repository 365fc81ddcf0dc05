/** How a market has moved in the last 24 hours, as the exchange says it; null while it does not say. */
export interface Day {
  change: string;
  fraction: string;
}

export function useDay(_symbol: string): Day | null {
  return null;
}
