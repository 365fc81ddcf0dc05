/** What has just happened, told once: politely for what went well, at once for what did not. */
import { useEffect } from "react";
import { Icon } from "./icon.tsx";

export interface NoticeText {
  id: number;
  kind: "good" | "bad" | "note";
  title: string;
  detail: string;
  undo: (() => void) | null;
}

const STAYS_MS = { good: 5_000, note: 6_000, bad: 12_000 };

export function Notices({ notices, dismiss }: { notices: NoticeText[]; dismiss: (id: number) => void }) {
  return (
    <div className="notices" role="region" aria-label="Notices">
      {notices.map((notice) => (
        <One key={notice.id} notice={notice} dismiss={dismiss} />
      ))}
    </div>
  );
}

function One({ notice, dismiss }: { notice: NoticeText; dismiss: (id: number) => void }) {
  const { id, kind, title, detail, undo } = notice;
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), STAYS_MS[kind]);
    return () => clearTimeout(timer);
  }, [id, kind, dismiss]);
  return (
    <div className={`notice float ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      <Icon name={kind === "bad" ? "warn" : kind === "good" ? "check" : "info"} />
      <div className="grow">
        <b>{title}</b>
        <p>{detail}</p>
      </div>
      {undo ? (
        <button
          className="btn sm"
          type="button"
          onClick={() => {
            undo();
            dismiss(id);
          }}
        >
          Undo
        </button>
      ) : null}
      <button className="icon" type="button" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
