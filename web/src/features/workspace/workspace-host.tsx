/** The dock behind a face of our own: panels from the registry, layout in our store. Nothing else knows which library docks. */
import { Layout, Model, type TabNode } from "flexlayout-react";
import { useMemo } from "react";
import { Boundary } from "../../ui/boundary.tsx";
import { Empty } from "../../ui/states.tsx";
import { PRO } from "./default-layouts.ts";
import { panelKind } from "./panel-registry.tsx";

function panel(node: TabNode) {
  const kind = panelKind(node.getComponent() ?? "");
  if (!kind) return <Empty text="This panel is not part of this version." />;
  const Panel = kind.component;
  return (
    <section className="panel" aria-label={kind.title}>
      <Boundary name={kind.title}>
        <Panel />
      </Boundary>
    </section>
  );
}

export function WorkspaceHost() {
  const model = useMemo(() => Model.fromJson(PRO), []);
  return (
    <div className="dockhost">
      <Layout model={model} factory={panel} />
    </div>
  );
}
