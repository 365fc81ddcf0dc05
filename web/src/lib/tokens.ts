/**
 * Colours of the tokens as they are now, for what is drawn on a canvas: a canvas does not follow CSS by itself.
 * look: theme and preset in hand; readers read again when it changes.
 */
const NAMES = {
  panel: "--bg-panel",
  line: "--line-subtle",
  control: "--line-control",
  ink1: "--ink-1",
  ink2: "--ink-2",
  ink3: "--ink-3",
  up: "--up",
  down: "--down",
  accent: "--accent",
  danger: "--danger",
} as const;

/** Mixed of others: the browser says what they come to. */
const MIXED = { depthUp: "--depth-up", depthDown: "--depth-down", own: "--own", well: "--well" } as const;

export type Tokens = Record<keyof typeof NAMES | keyof typeof MIXED, string>;

export function tokensRead(_look: string): Tokens {
  const style = getComputedStyle(document.documentElement);
  const probe = document.documentElement.appendChild(document.createElement("i"));
  probe.hidden = true;
  const mixed = Object.entries(MIXED).map(([name, property]) => {
    probe.style.color = `var(${property})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  const plain = Object.entries(NAMES).map(([name, property]) => [name, style.getPropertyValue(property).trim()]);
  return Object.fromEntries([...plain, ...mixed]) as Tokens;
}

/** A colour of a token with less of it: share from 0 to 255. */
export function faded(colour: string, share: number): string {
  return `${colour}${Math.round(share).toString(16).padStart(2, "0")}`;
}
