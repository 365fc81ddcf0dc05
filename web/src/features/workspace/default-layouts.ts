/** The dock as it is first shown: chart and tables on the left, book and tape beside them, ticket and account on the right. */
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
        weight: 78,
        children: [
          {
            type: "row",
            weight: 74,
            children: [
              { type: "tabset", weight: 75, children: [tab("chart", "Chart"), tab("depth", "Depth")] },
              {
                type: "row",
                weight: 25,
                children: [
                  { type: "tabset", weight: 68, children: [tab("book", "Book")] },
                  { type: "tabset", weight: 32, children: [tab("tape", "Trades")] },
                ],
              },
            ],
          },
          {
            type: "tabset",
            weight: 26,
            children: [
              tab("positions", "Positions"),
              tab("orders", "Orders"),
              tab("fills", "Fills"),
              tab("markets", "Markets"),
            ],
          },
        ],
      },
      {
        type: "row",
        weight: 22,
        children: [
          { type: "tabset", weight: 69, children: [tab("ticket", "Ticket")] },
          { type: "tabset", weight: 31, children: [tab("account", "Account")] },
        ],
      },
    ],
  },
};
