/**
 * Decimal texts as whole numbers of a grid. The book, its grouping and its sums are counted in these units, so no binary
 * fraction ever stands for a price or a size. A unit is 10^-decimals; all values here stay below 2^53 by the API's bounds.
 */
const TEXT = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Decimals that a grid step has: "0.10" has one, "5" none. */
export function decimalsOf(step: string): number {
  const fraction = step.split(".")[1]?.replace(/0+$/, "") ?? "";
  return fraction.length;
}

/** Whole units of a decimal text, cut towards zero beyond the grid's decimals; null for anything that is no decimal. */
export function unitsOf(text: string, decimals: number): number | null {
  // What comes from outside may be of any type.
  const match = typeof text === "string" ? TEXT.exec(text) : null;
  if (!match) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const units = Number(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  if (!Number.isSafeInteger(units)) return null;
  return sign === "-" && units !== 0 ? -units : units;
}

/** The plain decimal text of whole units, as the API takes it. */
export function textOf(units: number, decimals: number): string {
  const digits = String(Math.abs(units)).padStart(decimals + 1, "0");
  const body = decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
  return units < 0 ? `-${body}` : body;
}

/** Whether a text is a decimal on the grid of a step: a whole multiple of it. */
export function onGrid(text: string, step: string): boolean {
  const decimals = Math.max(decimalsOf(step), text.split(".")[1]?.length ?? 0);
  const value = unitsOf(text, decimals);
  const unit = unitsOf(step, decimals);
  return value !== null && unit !== null && unit > 0 && value % unit === 0;
}
