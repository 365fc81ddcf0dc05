/** All keys and typed words, searchable; and whose work the terminal stands on. */
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { PANELS } from "../workspace/panel-registry.tsx";
import { fuzzy } from "./language.ts";
import { VERBS } from "./verbs.ts";

interface Line {
  label: string;
  word: string;
  chord: string;
}

const LINES: Line[] = [
  ...VERBS.map((verb) => ({ label: verb.label, word: verb.word ?? "", chord: verb.chord ?? "" })),
  ...Object.values(PANELS).map((panel) => ({ label: panel.title, word: panel.mnemonic, chord: "" })),
  { label: "Place an order", word: "BUY 0.1 BTC @ 60000 POST", chord: "" },
  { label: "A market's chart", word: "SOL CHART 15", chord: "" },
  { label: "A price of the book into the ticket", word: "", chord: "Pick ↑ ↓ Enter" },
  { label: "Move an order on the chart", word: "", chord: "↑ ↓ Enter" },
];

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const shown = LINES.filter((line) => fuzzy(typed.trim(), `${line.label} ${line.word} ${line.chord}`) !== null);
  return (
    <Dialog open={open} title="All keys" onClose={onClose} className="help">
      <div className="pbar">
        <input
          className="find"
          data-first
          aria-label="Find a key"
          placeholder="Find a key"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {/* It scrolls, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="tbl" role="region" aria-label="Keys and words" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th>Does</th>
              <th>Typed</th>
              <th>Key</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((line) => (
              <tr key={`${line.label}${line.chord}`}>
                <td>{line.label}</td>
                <td className="mono">{line.word}</td>
                <td>{line.chord ? <kbd>{line.chord}</kbd> : null}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="pmore i3">
        Charts: Lightweight Charts, Copyright 2025 TradingView, Inc., Apache-2.0. Dock: FlexLayout, Caplin Systems, MIT.
        Fonts: Inter, JetBrains Mono, OFL.
      </p>
    </Dialog>
  );
}
