/** Assets as the chain and the exchange number them. */
export const USDC = 0;
export const SOL = 1;
export const DECIMALS = { [USDC]: 6, [SOL]: 9 } as const;
