/** Does what a read command says. */
import { useChart } from "../chart/chart-store.ts";
import { panelWant } from "../workspace/dock.ts";
import { PRO_NAME } from "../workspace/layout-store.ts";
import type { PanelType } from "../workspace/panel-registry.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import type { Command } from "./language.ts";
import { VERBS } from "./verbs.ts";

export function useRunner(): (command: Command) => void {
  const change = useSettings((settings) => settings.change);

  function show(panel: PanelType): void {
    panelWant(panel);
    if (useSettings.getState().workspace === "simple") change({ workspace: PRO_NAME });
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
  };
}
