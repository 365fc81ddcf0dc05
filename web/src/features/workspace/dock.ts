/** What may be done to the dock from outside it: open a panel, close, float or enlarge the focused one, go to the next. */
import { Actions, DockLocation, Model, type TabNode, type TabSetNode } from "flexlayout-react";
import { type PanelType, panelKind } from "./panel-registry.tsx";

let current: Model | null = null;
/** A panel that was asked for while no dock was there. */
let wanted: PanelType | null = null;

export function dockSet(model: Model | null): void {
  current = model;
  if (!model || !wanted) return;
  const type = wanted;
  wanted = null;
  panelShow(type);
}

/** Shows a panel in the dock, now or as soon as there is one. */
export function panelWant(type: PanelType): void {
  if (!panelShow(type)) wanted = type;
}

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

/** Shows a panel: the open one is selected, else a tab of it is added to the focused group. False without a dock. */
export function panelShow(type: PanelType): boolean {
  const model = current;
  if (!model) return false;
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
  const name = panelKind(type)?.title ?? type;
  model.doAction(Actions.addTab({ type: "tab", component: type, name }, group.getId(), DockLocation.CENTER, -1, true));
  return true;
}

export type DockVerb = "close" | "maximise" | "float" | "next" | "previous";

export function dockDo(verb: DockVerb): boolean {
  const model = current;
  if (!model) return false;
  const group = model.getActiveTabset();
  const tab = activeTab(model);
  if (verb === "next" || verb === "previous") {
    const all = tabsets(model);
    const at = all.findIndex((one) => one === group);
    const to = all[(at + (verb === "next" ? 1 : all.length - 1) + all.length) % all.length];
    const shown = to?.getSelectedNode();
    if (!to || !shown) return false;
    model.doAction(Actions.setActiveTabset(to.getId()));
    document.querySelector<HTMLElement>(`[data-panel="${CSS.escape(shown.getId())}"]`)?.focus();
    return true;
  }
  if (verb === "close" && tab) model.doAction(Actions.deleteTab(tab.getId()));
  else if (verb === "maximise" && group) model.doAction(Actions.maximizeToggle(group.getId()));
  else if (verb === "float" && tab) model.doAction(Actions.popoutTab(tab.getId(), "float"));
  else return false;
  return true;
}
