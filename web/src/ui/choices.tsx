/** One of several, as radio buttons are: a single stop for Tab, the arrow keys choose, the chosen one is told and shown. */
import { type KeyboardEvent, type ReactNode, useRef } from "react";

export interface Choice<T> {
  value: T;
  face: ReactNode;
  /** How it looks while it is the chosen one, besides `on`. */
  look?: string;
}

interface Props<T> {
  label: string;
  className: string;
  choices: readonly Choice<T>[];
  /** One that is not among the choices: none is chosen. */
  value: T;
  choose: (value: T) => void;
  disabled?: boolean;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function Choices<T extends string | number>({
  label,
  className,
  choices,
  value,
  choose,
  disabled = false,
}: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const chosen = choices.findIndex((one) => one.value === value);

  function keyed(event: KeyboardEvent, at: number): void {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = (at + step + choices.length) % choices.length;
    const choice = choices[next];
    if (!choice) return;
    choose(choice.value);
    (box.current?.children[next] as HTMLElement | undefined)?.focus();
  }

  return (
    <div className={className} role="radiogroup" aria-label={label} ref={box}>
      {choices.map((one, at) => (
        <button
          key={one.value}
          type="button"
          role="radio"
          aria-checked={at === chosen}
          disabled={disabled}
          tabIndex={at === Math.max(chosen, 0) ? 0 : -1}
          className={at === chosen ? `on ${one.look ?? ""}` : ""}
          onClick={() => choose(one.value)}
          onKeyDown={(event) => keyed(event, at)}
        >
          {one.face}
        </button>
      ))}
    </div>
  );
}
