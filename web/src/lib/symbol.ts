/** Names of markets as the exchange gives them: letters, digits and single dashes, at most 16. */
const SYMBOL = /^[A-Z0-9]+(-[A-Z0-9]+)*$/;
const SYMBOL_MAX = 16;

/** Whether a text can be a market's name. Past this edge a symbol is trusted wherever it is shown. */
export function isSymbol(text: unknown): text is string {
  return typeof text === "string" && text.length <= SYMBOL_MAX && SYMBOL.test(text);
}
