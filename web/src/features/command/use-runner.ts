/** Does what a read command says. */
import { useDoor } from "../../api/door.ts";
import { useFeed } from "../../feed/feed.ts";
import { useChart } from "../chart/chart-store.ts";
import { outcome } from "../../core/outcome.ts";
import { useTrade } from "../trade/trade-store.ts";
import { panelWant } from "../workspace/dock.ts";
import { useIntents } from "../workspace/intent-store.ts";
import { PRO_NAME } from "../workspace/layout-store.ts";
import type { PanelType } from "../workspace/panel-registry.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import type { Command, TypedOrder } from "./language.ts";
import { draftOf } from "./typed-draft.ts";
import { VERBS } from "./verbs.ts";

export function useRunner(): (command: Command) => void {
  const door = useDoor();
  const feed = useFeed();
  const trade = useTrade();
  const change = useSettings((settings) => settings.change);

  function show(panel: PanelType): void {
    panelWant(panel);
    if (useSettings.getState().workspace === "simple") change({ workspace: PRO_NAME });
  }

  async function order(typed: TypedOrder): Promise<void> {
    const trader = door.trader.get();
    if (trader.state !== "ready" || !trader.canSign) {
      useIntents.getState().open("onboarding");
      return;
    }
    const markets = feed.markets.store.get();
    const market = markets.state === "ready" ? markets.list.find((one) => one.market === typed.market) : undefined;
    const draft = market ? draftOf(typed, market, feed.ticker(typed.market).get(), door.trader) : null;
    if (!draft) {
      trade.tell({ kind: "bad", title: "Nothing was sent", detail: "Nobody offers the other side now.", undo: null });
      return;
    }
    const result = await trade.place(draft);
    if (result && market) trade.tell(outcome(draft, result, market.priceDecimals));
  }

  return (command) => {
    if ("market" in command && command.market) change({ market: command.market });
    if (command.kind === "panel") show(command.panel as PanelType);
    if (command.kind === "chart") {
      if (command.interval) useChart.getState().choose({ interval: command.interval });
      if (useSettings.getState().workspace !== "simple") show("chart");
    }
    if (command.kind === "workspace") change({ workspace: command.name });
    if (command.kind === "do") VERBS.find((verb) => verb.word === command.verb)?.run();
    if (command.kind === "order") void order(command.order);
  };
}
