/** One line for everything: markets, panels, orders. An order is shown as it was read, and sent by a second Enter. */
import { type KeyboardEvent, useMemo, useState } from "react";
import { useMarkets } from "../../feed/use-market.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { PANELS } from "../workspace/panel-registry.tsx";
import { useIntents } from "../workspace/intent-store.ts";
import { useLayouts } from "../workspace/layout-store.ts";
import { useSettings } from "../workspace/settings-store.ts";
import { type Command, commandRead, fuzzy, type Words } from "./language.ts";
import { OrderReview } from "./order-review.tsx";
import { useRunner } from "./use-runner.ts";
import { VERBS } from "./verbs.ts";

const SHOWN = 7;
const HISTORY_MAX = 30;
const history: string[] = [];

interface Suggestion {
  text: string;
  label: string;
}

function useWords(): Words {
  const markets = useMarkets();
  const market = useSettings((settings) => settings.market);
  const layouts = useLayouts((all) => all.layouts);
  return useMemo(
    () => ({
      markets: markets.state === "ready" ? markets.list.map((one) => one.market) : [],
      panels: Object.fromEntries(Object.entries(PANELS).map(([type, kind]) => [kind.mnemonic, type])),
      workspaces: ["simple", ...layouts.map((one) => one.name)],
      verbs: VERBS.flatMap((verb) => (verb.word ? [verb.word] : [])),
      market,
    }),
    [markets, market, layouts],
  );
}

function suggestions(typed: string, words: Words): Suggestion[] {
  const all: Suggestion[] = [
    ...words.markets.map((one) => ({ text: one, label: "Show this market" })),
    ...Object.entries(words.panels).map(([text, type]) => ({ text, label: `Open ${PANELS[type as "book"].title}` })),
    ...words.workspaces.map((one) => ({ text: one.toUpperCase(), label: "Workspace" })),
    ...VERBS.flatMap((verb) =>
      verb.word && verb.id !== "buy" && verb.id !== "sell" ? [{ text: verb.word, label: verb.label }] : [],
    ),
    { text: `BUY 0.01 ${words.market.split("-")[0]}`, label: "Buy at the market" },
    { text: `${words.market.split("-")[0]} CHART 15`, label: "15 minute chart" },
  ];
  const fits = all.map((one) => ({ one, cost: fuzzy(typed.trim(), one.text) }));
  return fits
    .filter((each): each is { one: Suggestion; cost: number } => each.cost !== null)
    .sort((a, b) => a.cost - b.cost)
    .slice(0, SHOWN)
    .map((each) => each.one);
}

export function CommandBar() {
  const open = useIntents((intents) => intents.open);
  return (
    <Dialog open title="Command bar" bare onClose={() => open(null)} className="cmdbar">
      <Bar close={() => open(null)} />
    </Dialog>
  );
}

function Bar({ close }: { close: () => void }) {
  const words = useWords();
  const run = useRunner();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [reviewed, setReviewed] = useState(false);
  const [back, setBack] = useState(-1);
  const command = commandRead(typed, words);
  const shown = suggestions(typed, words);
  const chosen = shown[at];

  function type(text: string): void {
    setTyped(text);
    setAt(0);
    setReviewed(false);
  }

  function finish(given: Command, text: string): void {
    if (history[0] !== text) history.unshift(text);
    history.splice(HISTORY_MAX);
    close();
    run(given);
  }

  function enter(): void {
    const readable = command && command.kind !== "fault";
    if (readable && command.kind === "order") {
      if (reviewed) finish(command, typed);
      else setReviewed(true);
      return;
    }
    const text = readable ? typed : (chosen?.text ?? typed);
    const given = readable ? command : commandRead(text, words);
    if (given && given.kind === "order") type(text);
    else if (given && given.kind !== "fault") finish(given, text);
  }

  function key(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, shown.length - 1));
    else if (event.key === "ArrowUp" && at > 0) setAt(at - 1);
    else if (event.key === "ArrowUp") {
      const next = Math.min(back + 1, history.length - 1);
      setBack(next);
      if (history[next]) type(history[next]);
    } else if (event.key === "Tab" && chosen) type(`${chosen.text} `);
    else if (event.key === "Enter") enter();
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className="cin mono">
        <span className="acc" aria-hidden="true">
          ›
        </span>
        <input
          className="cq"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the bar was asked for by a key or a click, to type
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="command-list"
          aria-activedescendant={chosen ? `command-${at}` : undefined}
          aria-label="Market, command or order"
          placeholder="Market, command or order"
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => type(event.target.value.slice(0, 200))}
          onKeyDown={key}
        />
        <kbd>Esc</kbd>
      </div>
      {command?.kind === "order" ? <OrderReview order={command.order} reviewed={reviewed} /> : null}
      {command?.kind === "fault" && shown.length === 0 ? (
        <p className="cnote cprev">Expected {command.expected}.</p>
      ) : null}
      <div className="csug" role="listbox" id="command-list" aria-label="Suggestions">
        {shown.map((one, index) => (
          <button
            key={one.text}
            type="button"
            role="option"
            id={`command-${index}`}
            tabIndex={-1}
            aria-selected={index === at}
            className={`sg ${index === at ? "on" : ""}`}
            onClick={() => {
              const given = commandRead(one.text, words);
              if (given?.kind === "order") type(one.text);
              else if (given) finish(given, one.text);
            }}
          >
            <span className="mono">{one.text}</span>
            <span className="i3">{one.label}</span>
          </button>
        ))}
      </div>
      <div className="cfoot">
        <span>
          <kbd>Enter</kbd>{" "}
          {command?.kind === "order" ? (reviewed ? "sign and place" : "review, then again to place") : "do it"}
        </span>
        <span className="grow" />
        <span>
          <kbd>Tab</kbd> complete
        </span>
        <span>
          <kbd>↑</kbd> history
        </span>
      </div>
    </>
  );
}
