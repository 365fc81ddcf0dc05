/** The dock behind a face of our own: panels from the registry, layout in our store. Nothing else knows which library docks. */
import { Layout, Model, type TabNode } from "flexlayout-react";
import { useEffect, useRef, useState } from "react";
import "flexlayout-react/style/dark.css";
import "../../styles/dock.css";
import { Boundary } from "../../ui/boundary.tsx";
import { Empty } from "../../ui/states.tsx";
import { GLOBAL, PRO } from "./default-layouts.ts";
import { dockSet } from "./dock.ts";
import { createDockFace } from "./dock-face.ts";
import { layoutKept, useLayouts } from "./layout-store.ts";
import { panelKind } from "./panel-registry.tsx";

const SAVE_MS = 400;

function panel(node: TabNode) {
  const kind = panelKind(node.getComponent() ?? "");
  if (!kind) return <Empty text="This panel is not part of this version." />;
  const Panel = kind.component;
  return (
    <section className="panel" aria-label={kind.title} data-panel={node.getId()} tabIndex={-1}>
      <Boundary name={kind.title}>
        <Panel />
      </Boundary>
    </section>
  );
}

/** Whether a model shows anything; the library reads some nonsense as a dock without panels. */
function hasPanels(model: Model): boolean {
  let panels = 0;
  model.visitNodes((node) => {
    if (node.getType() === "tab") panels += 1;
  });
  return panels > 0;
}

/** A model of a kept layout; one that does not read back, or shows nothing, is the first one again. */
function modelOf(kept: unknown): Model {
  try {
    const model = Model.fromJson(kept ? { ...(kept as typeof PRO), global: GLOBAL } : PRO);
    return hasPanels(model) ? model : Model.fromJson(PRO);
  } catch {
    return Model.fromJson(PRO);
  }
}

export function WorkspaceHost({ name }: { name: string }) {
  const turn = useLayouts((layouts) => layouts.turn);
  return <Dock key={`${name}:${turn}`} name={name} />;
}

function Dock({ name }: { name: string }) {
  const save = useLayouts((layouts) => layouts.save);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [model] = useState(() => modelOf(layoutKept(name)));

  useEffect(() => {
    dockSet(createDockFace(model));
    return () => {
      clearTimeout(timer.current);
      dockSet(null);
    };
  }, [model]);

  function changed(): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => save(name, model.toJson()), SAVE_MS);
  }

  return (
    <div className="dockhost">
      <Layout model={model} factory={panel} onModelChange={changed} />
    </div>
  );
}
