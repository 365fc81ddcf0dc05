/** A field for a decimal: only digits and one point get in, in every locale. */
import { type ReactNode, useId } from "react";

interface FieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  name?: string;
  unit?: string;
  fault?: string | null;
  children?: ReactNode;
  big?: boolean;
}

export function DecimalField({ label, value, onChange, name, unit, fault, children, big }: FieldProps) {
  const id = useId();
  return (
    <div>
      <div className={`field ${fault ? "bad" : ""} ${big ? "big" : ""}`}>
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          name={name}
          inputMode="decimal"
          autoComplete="off"
          value={value}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? `${id}-fault` : undefined}
          onChange={(event) =>
            onChange(
              event.target.value
                .replace(",", ".")
                .replace(/[^0-9.]/g, "")
                .slice(0, 24),
            )
          }
        />
        {unit ? <span className="unit">{unit}</span> : null}
        {children}
      </div>
      {fault ? (
        <p className="ferr" id={`${id}-fault`}>
          {fault}
        </p>
      ) : null}
    </div>
  );
}
