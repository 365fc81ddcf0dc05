/** Dialogs that any part of the page may ask for, one at a time. */
import { CommandBar } from "../features/command/command-bar.tsx";
import { HelpDialog } from "../features/command/help-dialog.tsx";
import { MarketMenu } from "../features/market/market-menu.tsx";
import { useIntents } from "../features/workspace/intent-store.ts";
import { LayoutsDialog } from "../features/workspace/layouts-dialog.tsx";

export function Dialogs() {
  const { dialog, open } = useIntents();
  const close = () => open(null);
  return (
    <>
      {dialog === "command" ? <CommandBar /> : null}
      <HelpDialog open={dialog === "help"} onClose={close} />
      <LayoutsDialog open={dialog === "layouts"} onClose={close} />
      <MarketMenu open={dialog === "markets"} onClose={close} />
    </>
  );
}
