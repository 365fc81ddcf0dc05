/** Changes of the exchange that wait for their time: who does not like one leaves before it applies. */
import type { ChangeLine, ChangesAnswer } from "../../api/schema_gen.ts";
import { moment, plain } from "../../lib/format.ts";

const WHAT_MAX = 512;

function exits({ exits: waiting }: ChangeLine): string {
  if (waiting === 0) return "";
  return waiting === 1 ? ", when 1 exit is paid" : `, when ${waiting} exits are paid`;
}

/** told: null while the chain is not known. */
export function ChangeRows({ told }: { told: ChangesAnswer | null }) {
  if (!told?.changes) return <p className="i3 sm">Changes that wait: not told.</p>;
  if (!told.changes.length) return <p className="i3 sm">No change of the exchange waits.</p>;
  return told.changes.map((row) => (
    <p className="sm" key={row.change}>
      Change {row.change}: {plain(row.what, WHAT_MAX)}
      <span className="i3">
        {" "}
        applies from {moment(row.due_ms)}
        {exits(row)}
      </span>
    </p>
  ));
}
