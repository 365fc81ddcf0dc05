/**
 * The keyboard's place. Invariant: when what has the focus leaves the page or can no longer be used, the focus goes to what is nearest
 * to it, never to nobody; a click beside everything is the one way to give it up.
 */
const LOOK_MS = 100;
const USABLE = ":not(:disabled, [tabindex='-1'], [hidden])";
const FIELDS = `input${USABLE}, select${USABLE}`;
const OTHERS = `button${USABLE}, a[href], [tabindex='0']`;

/** An element with all that holds it, from itself upwards: known also when it has left the page. */
export function holdersOf(element: Element | null): Element[] {
  const found: Element[] = [];
  for (let one = element; one && one !== document.body; one = one.parentElement) found.push(one);
  return found;
}

const had = (): boolean => document.activeElement !== null && document.activeElement !== document.body;

/** Whoever was nowhere in particular is in the page's main part, in none of its fields: keys keep their meaning. */
function focusMain(main: HTMLElement): boolean {
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
  return had();
}

/** Gives the focus to the first of `holders` that is still there, or to a field or button in it, a field first. */
export function focusNear(holders: readonly Element[]): boolean {
  for (const holder of holders) {
    if (!holder.isConnected || !holder.checkVisibility()) continue;
    const main = holder.querySelector("main");
    if (main && !document.querySelector("dialog[open]")) return focusMain(main);
    const inside = [...holder.querySelectorAll(FIELDS), ...holder.querySelectorAll(OTHERS)];
    for (const one of [holder, ...inside]) {
      if (!(one instanceof HTMLElement) || !one.checkVisibility()) continue;
      one.focus();
      if (had()) return true;
    }
  }
  return false;
}

/** Keeps the place for as long as the page lives; returns what ends it. */
export function focusKeep(): () => void {
  let holders: Element[] = [];
  const taken = (event: FocusEvent): void => {
    if (event.target instanceof Element) holders = holdersOf(event.target);
  };
  const given = (event: PointerEvent): void => {
    const usable = event.target instanceof Element && event.target.closest(`${FIELDS}, ${OTHERS}, label, [role=tab]`);
    if (!usable) holders = [];
  };
  const look = (): void => {
    if (had() || !holders.length || document.hidden) return;
    focusNear([...holders, ...document.querySelectorAll("dialog[open], main")]);
  };
  document.addEventListener("focusin", taken);
  document.addEventListener("pointerdown", given, true);
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    document.removeEventListener("focusin", taken);
    document.removeEventListener("pointerdown", given, true);
  };
}
