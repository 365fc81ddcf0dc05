/** Figures as people read them: grouped thousands, a true minus, a plus only on changes, `--` for what is not known. */
const MINUS = "\u2212";
export const UNKNOWN = "--";

/** What the exchange writes for a number: a plain decimal that fits where figures stand. Anything else is not known. */
const DECIMAL = /^-?\d{1,24}(\.\d{0,24})?$/;

/** Groups the whole part of a decimal text by thousands; null, and what is no decimal, is unknown. decimals: cut or fill the fraction to this many. */
export function figure(text: string | null | undefined, decimals?: number): string {
  if (typeof text !== "string" || !DECIMAL.test(text)) return UNKNOWN;
  const negative = text.startsWith("-");
  const [whole = "0", fraction = ""] = (negative ? text.slice(1) : text).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const shown = decimals === undefined ? fraction : fraction.slice(0, decimals).padEnd(decimals, "0");
  const zero = /^[0,]*$/.test(grouped) && /^0*$/.test(shown);
  return `${negative && !zero ? MINUS : ""}${grouped}${shown ? `.${shown}` : ""}`;
}

/** A change: with its sign, also plus. */
export function change(text: string | null | undefined, decimals?: number): string {
  const shown = figure(text, decimals);
  return shown === UNKNOWN || shown.startsWith(MINUS) || /^[0.,]*$/.test(shown) ? shown : `+${shown}`;
}

/** Rising, falling or neither, for colour and arrow together. */
export function tone(text: string | null | undefined): "up" | "down" | "flat" {
  if (typeof text !== "string" || /^-?[0.]*$/.test(text)) return "flat";
  return text.startsWith("-") ? "down" : "up";
}

/** A fraction such as 0.0125 as percent text with two decimals, by moving the point: no arithmetic on binary fractions. */
export function percent(fraction: string | null | undefined, decimals = 2): string {
  if (typeof fraction !== "string" || !DECIMAL.test(fraction)) return UNKNOWN;
  const negative = fraction.startsWith("-");
  const [whole = "0", rest = ""] = (negative ? fraction.slice(1) : fraction).split(".");
  const digits = rest.padEnd(2, "0");
  const moved = `${whole}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, "");
  return `${figure(`${negative ? "-" : ""}${moved}.${digits.slice(2)}`, decimals)} %`;
}

/** An age in words: "0.2 s", "12 s", "4 min". */
export function age(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.floor(ms / 1000)} s`;
  return `${Math.floor(ms / 60_000)} min`;
}

/** The last moment that a date can be of. */
const DAY_LAST_MS = 8.64e15;

/** Hours, minutes and seconds of the day in UTC. */
export function clock(ms: number): string {
  if (typeof ms !== "number" || !(Math.abs(ms) <= DAY_LAST_MS)) return UNKNOWN;
  return new Date(ms).toISOString().slice(11, 19);
}

/** Day and time in UTC, as tables show it. */
export function moment(ms: number): string {
  if (typeof ms !== "number" || !(Math.abs(ms) <= DAY_LAST_MS)) return UNKNOWN;
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A name that came from somebody else: what cannot be seen is shown, what reorders text is taken out, length is bounded. */
export function plain(name: string, max = 48): string {
  const shown = name.replace(INVISIBLE, "\u25a1");
  return shown.length > max ? `${shown.slice(0, max - 1)}\u2026` : shown;
}
