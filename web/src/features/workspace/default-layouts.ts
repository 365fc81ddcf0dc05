/** The dock as it is first shown. */
import type { IGlobalAttributes, IJsonModel, IJsonTabNode } from "flexlayout-react";

const tab = (component: string, name: string): IJsonTabNode => ({ type: "tab", id: component, component, name });

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
      { type: "tabset", weight: 60, children: [tab("markets", "Markets")] },
      {
        type: "row",
        weight: 40,
        children: [
          { type: "tabset", weight: 64, children: [tab("book", "Book")] },
          { type: "tabset", weight: 36, children: [tab("tape", "Trades")] },
        ],
      },
    ],
  },
};
