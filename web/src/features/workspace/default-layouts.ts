/** The dock as it is first shown: chart and tables on the left, book and tape beside them. */
import type { IGlobalAttributes, IJsonModel, IJsonTabNode } from "flexlayout-react";

const tab = (component: string, name: string): IJsonTabNode => ({ type: "tab", component, name });

export const GLOBAL: IGlobalAttributes = {
  tabEnableRename: false,
  tabEnableFloat: true,
  tabSetEnableMaximize: true,
  tabSetEnableDeleteWhenEmpty: true,
  tabSetMinWidth: 160,
  tabSetMinHeight: 90,
};

export const PRO: IJsonModel = {
  global: GLOBAL,
  layout: {
    type: "row",
    children: [
      {
        type: "row",
        weight: 74,
        children: [
          { type: "tabset", weight: 74, children: [tab("chart", "Chart"), tab("depth", "Depth")] },
          { type: "tabset", weight: 26, children: [tab("markets", "Markets"), tab("status", "Status")] },
        ],
      },
      {
        type: "row",
        weight: 26,
        children: [
          { type: "tabset", weight: 64, children: [tab("book", "Book")] },
          { type: "tabset", weight: 36, children: [tab("tape", "Trades")] },
        ],
      },
    ],
  },
};
