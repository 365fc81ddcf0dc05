/** Everything that a key or a typed word does, by one name: the same name in the bar, the help and the key map. */
import { type DockVerb, dockDo } from "../workspace/dock.ts";
import { useIntents } from "../workspace/intent-store.ts";
import { PRO_NAME, useLayouts } from "../workspace/layout-store.ts";
import { useSettings } from "../workspace/settings-store.ts";
import { useTicket } from "../ticket/ticket-store.ts";

export interface Verb {
  id: string;
  label: string;
  /** What is typed; null: keys only. */
  word: string | null;
  /** A chord such as Ctrl+K; the key map can change it. */
  chord: string | null;
  run: () => void;
}

const dock = (verb: DockVerb) => () => void dockDo(verb);
const open = (dialog: Parameters<ReturnType<typeof useIntents.getState>["open"]>[0]) => () =>
  useIntents.getState().open(dialog);

function side(which: "buy" | "sell"): void {
  useTicket.getState().write({ side: which });
  document.querySelector<HTMLInputElement>("form.tbody input[inputmode=decimal]")?.focus();
}

function workspaceAt(index: number): void {
  const names = ["simple", ...useLayouts.getState().layouts.map((one) => one.name)];
  const name = names[index];
  if (name) useSettings.getState().change({ workspace: name });
}

function themeTurn(): void {
  const { theme, change } = useSettings.getState();
  change({ theme: theme === "dark" ? "light" : "dark" });
}

export const VERBS: Verb[] = [
  { id: "command", label: "Command bar", word: null, chord: "Ctrl+K", run: open("command") },
  { id: "command-2", label: "Command bar", word: null, chord: "`", run: open("command") },
  { id: "help", label: "All keys", word: "HELP", chord: "?", run: open("help") },
  { id: "onchain", label: "Markets on the chain alone", word: "ONCHAIN", chord: null, run: open("onchain") },
  { id: "markets", label: "Choose a market", word: "MARKETS", chord: "Alt+Q", run: open("markets") },
  { id: "buy", label: "Buy ticket", word: "BUY", chord: "Ctrl+B", run: () => side("buy") },
  { id: "sell", label: "Sell ticket", word: "SELL", chord: "Ctrl+S", run: () => side("sell") },
  { id: "simple", label: "Simple workspace", word: null, chord: "Alt+1", run: () => workspaceAt(0) },
  { id: "pro", label: "Pro workspace", word: null, chord: "Alt+2", run: () => workspaceAt(1) },
  { id: "third", label: "Third workspace", word: null, chord: "Alt+3", run: () => workspaceAt(2) },
  { id: "next", label: "Next panel group", word: null, chord: "F6", run: dock("next") },
  { id: "previous", label: "Previous panel group", word: null, chord: "Shift+F6", run: dock("previous") },
  { id: "close", label: "Close panel", word: null, chord: "Alt+W", run: dock("close") },
  { id: "maximise", label: "Enlarge panel", word: null, chord: "Alt+M", run: dock("maximise") },
  { id: "float", label: "Float panel", word: null, chord: "Alt+F", run: dock("float") },
  { id: "theme", label: "Dark or light", word: "THEME", chord: "Alt+T", run: themeTurn },
  { id: "layouts", label: "Layouts", word: "LAYOUT", chord: "Alt+L", run: open("layouts") },
  {
    id: "reset",
    label: "Pro as first shown",
    word: "LAYOUT RESET",
    chord: null,
    run: () => useLayouts.getState().reset(PRO_NAME),
  },
  { id: "deposit", label: "Deposit", word: "DEPOSIT", chord: null, run: open("deposit") },
  { id: "withdraw", label: "Withdraw", word: "WITHDRAW", chord: null, run: open("withdraw") },
];
