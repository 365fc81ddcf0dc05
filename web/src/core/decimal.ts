/**
 * Decimal texts and whole numbers of a unit, exactly: the same reading as the gateway's (UNIT-5). No float.
 * A grid is its step in 1e-9 of a whole unit; a count is how many steps.
 */
const TEXT = /^(-?)(0|[1-9][0-9]{0,18})(?:\.([0-9]{1,18}))?$/;
const E9_DIGITS = 9;
const E9 = 1_000_000_000n;
export const ATOM_E9 = 1_000n;
const ATOM_DIGITS = 6;
const MTICK_DIGITS = 3;
const MTICKS = 1_000n;

/** Steps of a decimal text; null: no decimal, or between two steps. */
export function stepsOf(text: string, stepE9: bigint): bigint | null {
  const match = TEXT.exec(text);
  if (!match || stepE9 <= 0n) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const scaled = BigInt(whole + fraction) * E9;
  const unit = stepE9 * 10n ** BigInt(fraction.length);
  if (scaled % unit !== 0n) return null;
  return sign === "-" ? -(scaled / unit) : scaled / unit;
}

/** A price text in 1/1000 tick, rounded down where it lies between two. null: no decimal. */
export function mticksOf(text: string, tickE9: bigint): bigint | null {
  const match = TEXT.exec(text);
  if (!match || tickE9 <= 0n) return null;
  const [, sign, whole = "", fraction = ""] = match;
  if (sign === "-") return null;
  return (BigInt(whole + fraction) * E9 * MTICKS) / (tickE9 * 10n ** BigInt(fraction.length));
}

/** A whole number of 10^-digits as a text with exactly that many decimals. */
export function decimalText(value: bigint, digits: number): string {
  const sign = value < 0n ? "-" : "";
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Fewest decimals that write every multiple of a step, 0 to 9. */
export function digitsOf(stepE9: bigint): number {
  let digits = E9_DIGITS;
  for (let rest = stepE9; digits > 0 && rest % 10n === 0n; rest /= 10n) digits -= 1;
  return digits;
}

/** A count of steps as a text, exact. */
export function stepsText(count: bigint, stepE9: bigint): string {
  const digits = digitsOf(stepE9);
  return decimalText((count * stepE9) / 10n ** BigInt(E9_DIGITS - digits), digits);
}

/** A price in 1/1000 tick as a text, three decimals more than a price of the market; null for 0: not known. */
export function mticksText(mticks: bigint, tickE9: bigint): string | null {
  if (mticks === 0n) return null;
  const digits = digitsOf(tickE9) + MTICK_DIGITS;
  return decimalText((mticks * tickE9 * 10n ** BigInt(digits)) / (MTICKS * E9), digits);
}

/** USDC with six decimals. */
export function atomsText(atoms: bigint): string {
  return decimalText(atoms, ATOM_DIGITS);
}

/** Atoms of a USDC text; null: no decimal, or finer than an atom. */
export function atomsOf(text: string): bigint | null {
  return stepsOf(text, ATOM_E9);
}
