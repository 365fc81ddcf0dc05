/** What the browser keeps for a person: JSON under one prefix, with a version. What does not read back is set aside, not lost. */
const PREFIX = "quantdesk.";

export function kept<T>(name: string, version: number, check: (value: unknown) => value is T): T | null {
  const text = localStorage.getItem(PREFIX + name);
  if (text === null) return null;
  try {
    const body = JSON.parse(text) as { version?: unknown; value?: unknown };
    if (body.version === version && check(body.value)) return body.value;
  } catch {
    // Told below: the same as a value of another shape.
  }
  localStorage.setItem(`${PREFIX}${name}.unread`, text);
  localStorage.removeItem(PREFIX + name);
  return null;
}

export function keep(name: string, version: number, value: unknown): void {
  localStorage.setItem(PREFIX + name, JSON.stringify({ version, value }));
}
