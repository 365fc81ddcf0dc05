/** What may be done to a dock, over the library's model of it; loaded with the dock. */
import { Actions, DockLocation, type Model, type TabNode, type TabSetNode } from "flexlayout-react";
import type { DockFace } from "./dock.ts";
import { panelKind } from "./panel-registry.tsx";

function tabsets(model: Model): TabSetNode[] {
  const found: TabSetNode[] = [];
  model.visitNodes((node) => {
    if (node.getType() === "tabset") found.push(node as TabSetNode);
  });
  return found;
}

function activeTab(model: Model): TabNode | undefined {
  return model.getActiveTabset()?.getSelectedNode() as TabNode | undefined;
}

/** Goes to the group after or before the focused one, and gives its panel the focus. */
function turn(model: Model, by: 1 | -1): boolean {
  const all = tabsets(model);
  const at = all.findIndex((one) => one === model.getActiveTabset());
  const to = all[(at + by + all.length) % all.length];
  const shown = to?.getSelectedNode();
  if (!to || !shown) return false;
  model.doAction(Actions.setActiveTabset(to.getId()));
  document.querySelector<HTMLElement>(`[data-panel="${CSS.escape(shown.getId())}"]`)?.focus();
  return true;
}

export function createDockFace(model: Model): DockFace {
  return {
    show(type) {
      let open: string | null = null;
      model.visitNodes((node) => {
        if (node.getType() === "tab" && (node as TabNode).getComponent() === type) open = node.getId();
      });
      if (open) {
        model.doAction(Actions.selectTab(open));
        return true;
      }
      const group = model.getActiveTabset() ?? tabsets(model)[0];
      if (!group) return false;
      const tab = { type: "tab", component: type, name: panelKind(type)?.title ?? type };
      model.doAction(Actions.addTab(tab, group.getId(), DockLocation.CENTER, -1, true));
      return true;
    },
    perform(verb) {
      if (verb === "next") return turn(model, 1);
      if (verb === "previous") return turn(model, -1);
      const [group, tab] = [model.getActiveTabset(), activeTab(model)];
      if (verb === "close" && tab) model.doAction(Actions.deleteTab(tab.getId()));
      else if (verb === "maximise" && group) model.doAction(Actions.maximizeToggle(group.getId()));
      else if (verb === "float" && tab) model.doAction(Actions.popoutTab(tab.getId(), "float"));
      else return false;
      return true;
    },
  };
}
