/** Chords such as Ctrl+K, and whether a key press is one. Keys that type are left alone while somebody types. */
export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Whether a press is a chord. A letter is meant by its place on the keyboard when Alt changes what it types. */
export function chordIs(chord: string, event: Pressed): boolean {
  const parts = chord.split("+");
  const key = parts.at(-1) ?? "";
  const wants = (name: string): boolean => parts.slice(0, -1).includes(name);
  if (wants("Ctrl") !== (event.ctrlKey || event.metaKey) || wants("Alt") !== event.altKey) return false;
  const symbol = !/^[a-zA-Z0-9]$/.test(key) && key.length === 1;
  if (!symbol && wants("Shift") !== event.shiftKey) return false;
  if (event.key.toLowerCase() === key.toLowerCase()) return true;
  return event.code === `Key${key.toUpperCase()}` || event.code === `Digit${key}`;
}

/** Whether a press would type into what has the focus. */
export function types(chord: string, target: EventTarget | null): boolean {
  if (/Ctrl|Alt|^F\d/.test(chord) || chord.startsWith("Shift+F")) return false;
  const element = target as HTMLElement | null;
  return element?.closest?.("input, textarea, select, [contenteditable]") != null;
}
