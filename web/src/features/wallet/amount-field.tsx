/** A field for an amount of an asset, with what there is of it and what is wrong with the text. */
import { useId } from "react";
import { figure, UNKNOWN } from "../../lib/format.ts";

interface Props {
  label: string;
  unit: string;
  value: string;
  /** What there is, as a decimal text; null: not known. */
  most: string | null;
  mostLabel: string;
  flaw: string | null;
  onChange: (value: string) => void;
}

/** A decimal text without zeros at its end. */
export function plain(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export function AmountField({ label, unit, value, most, mostLabel, flaw, onChange }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className="amount">
      <div className="between lbl">
        <label className="m" htmlFor={id}>
          {label}
        </label>
        <span className="i3">
          {mostLabel} {most === null ? UNKNOWN : figure(plain(most))} {unit}
        </span>
      </div>
      <div className={`field big ${flaw ? "bad" : ""}`}>
        <input
          id={id}
          value={value}
          inputMode="decimal"
          autoComplete="off"
          maxLength={32}
          aria-invalid={flaw !== null}
          aria-describedby={noteId}
          onChange={(event) => onChange(event.target.value.trim())}
        />
        <span className="unit">{unit}</span>
        <button
          className="mini"
          type="button"
          disabled={most === null}
          onClick={() => most !== null && onChange(plain(most))}
        >
          Max
        </button>
      </div>
      <p id={noteId} className="xs danger note">
        {flaw ?? ""}
      </p>
    </div>
  );
}
