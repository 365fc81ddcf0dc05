/** Who may import whom: words and feeds below, panels above, shells on top; features meet in stores, never in each other's parts. */
const above = {
  "^src/(domain|lib)/": "^src/(feed|api|core|ui|features|app|mobile)/",
  "^src/(feed|api|core)/": "^src/(ui|features|app|mobile)/",
  "^src/ui/": "^src/(feed|api|features|app|mobile)/",
  "^src/features/": "^src/(app|mobile)/",
  "^src/mobile/": "^src/app/",
};

module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(above).map(([from, to]) => ({
      name: `below-${from.replace(/\W/g, "")}`,
      severity: "error",
      from: { path: from },
      to: { path: to },
    })),
    {
      name: "features-apart",
      comment: "a feature knows workspace, command, and the stores of others; panels meet in the registry",
      severity: "error",
      from: { path: "^src/features/([^/]+)/", pathNot: "^src/features/workspace/panel-registry" },
      to: {
        path: "^src/features/",
        pathNot: ["^src/features/$1/", "^src/features/(workspace|command)/", "-store\\.ts$"],
      },
    },
    {
      name: "no-tests",
      severity: "error",
      from: { pathNot: "\\.(test|browser)\\.tsx?$" },
      to: { path: "\\.(test|browser)\\.tsx?$" },
    },
    { name: "resolves", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
