/** What a panel shows when it has nothing else to show: size and place never change with the state. */
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="mid">
      <p>{text}</p>
      {children}
    </div>
  );
}

export function Failed({ what, detail, retry }: { what: string; detail: string; retry: () => void }) {
  return (
    <div className="mid" role="alert">
      <p className="danger row">
        <Icon name="warn" />
        {what}
      </p>
      <p>Your orders and money are not affected. {detail}</p>
      <button className="btn" type="button" onClick={retry}>
        <Icon name="again" />
        Try again
      </button>
    </div>
  );
}

const WIDTHS = ["w1", "w2", "w3", "w4"];

export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className="skt" role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at}>
          {WIDTHS.map((width) => (
            <i key={width} className={`sk ${width}`} />
          ))}
        </div>
      ))}
    </div>
  );
}
