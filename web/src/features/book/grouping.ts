/** Steps into which a book's prices can be gathered: the tick and its round multiples. */
import { decimalsOf, textOf, unitsOf } from "../../lib/units.ts";

const MULTIPLES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

export interface Grouping {
  /** Whole price units. */
  units: number;
  text: string;
  decimals: number;
}

export function groupings(tick: string, priceDecimals: number): Grouping[] {
  const unit = unitsOf(tick, priceDecimals) ?? 1;
  return MULTIPLES.map((times) => {
    const text = textOf(unit * times, priceDecimals);
    return {
      units: unit * times,
      text: text.includes(".") ? text.replace(/\.?0+$/, "") : text,
      decimals: decimalsOf(text),
    };
  });
}
