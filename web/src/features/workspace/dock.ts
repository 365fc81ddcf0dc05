/**
 * What may be asked of the dock from outside it: open a panel, close, float or enlarge the focused one, go to the next. The library
 * that docks is not known here, so that it is loaded with the dock and not with the first screen.
 */
import type { PanelType } from "./panel-registry.tsx";

export type DockVerb = "close" | "maximise" | "float" | "next" | "previous";

export interface DockFace {
  /** Shows a panel: the open one is selected, else a tab of it is added to the focused group. */
  show(type: PanelType): boolean;
  perform(verb: DockVerb): boolean;
}

let current: DockFace | null = null;
/** A panel that was asked for while no dock was there. */
let wanted: PanelType | null = null;

export function dockSet(face: DockFace | null): void {
  current = face;
  if (!face || !wanted) return;
  const type = wanted;
  wanted = null;
  face.show(type);
}

/** Shows a panel in the dock, now or as soon as there is one. */
export function panelWant(type: PanelType): void {
  if (!current?.show(type)) wanted = type;
}

/** Does something with the dock; false when there is none, or nothing to do it with. */
export function dockDo(verb: DockVerb): boolean {
  return current?.perform(verb) ?? false;
}
