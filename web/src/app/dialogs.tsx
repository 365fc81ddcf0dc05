/** Dialogs that any part of the page may ask for, one at a time, and the notices of what was sent. */
import { lazy, Suspense } from "react";
import { CommandBar } from "../features/command/command-bar.tsx";
import { HelpDialog } from "../features/command/help-dialog.tsx";
import { MarketMenu } from "../features/market/market-menu.tsx";
import { useTrade } from "../features/trade/trade-store.ts";
import { type DialogName, useIntents } from "../features/workspace/intent-store.ts";
import { LayoutsDialog } from "../features/workspace/layouts-dialog.tsx";
import { useStoreValue } from "../lib/use-store.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Notices } from "../ui/notices.tsx";
import { Skeleton } from "../ui/states.tsx";

// Wallets and chain are not of the first screen.
const OnboardingDialog = lazy(() =>
  import("../features/wallet/onboarding-dialog.tsx").then((all) => ({ default: all.OnboardingDialog })),
);
const OnchainDialog = lazy(() =>
  import("../features/command/onchain-dialog.tsx").then((all) => ({ default: all.OnchainDialog })),
);
const TransferDialog = lazy(() =>
  import("../features/wallet/transfer-dialog.tsx").then((all) => ({ default: all.TransferDialog })),
);

/** What those are called while they come. */
const COMING: Partial<Record<DialogName, string>> = {
  onchain: "On the chain alone",
  onboarding: "Start trading",
  deposit: "Deposit",
  withdraw: "Withdraw",
};

export function Dialogs() {
  const trade = useTrade();
  const notices = useStoreValue(trade.notices);
  const { dialog, open } = useIntents();
  const close = () => open(null);
  const coming = dialog === null ? undefined : COMING[dialog];
  return (
    <>
      {dialog === "command" ? <CommandBar /> : null}
      <HelpDialog open={dialog === "help"} onClose={close} />
      <LayoutsDialog open={dialog === "layouts"} onClose={close} />
      <MarketMenu open={dialog === "markets"} onClose={close} />
      <Suspense
        fallback={
          coming ? (
            <Dialog open title={coming} onClose={close} className="transfer">
              <Skeleton rows={6} />
            </Dialog>
          ) : null
        }
      >
        {dialog === "onchain" ? <OnchainDialog open onClose={close} /> : null}
        {dialog === "onboarding" ? <OnboardingDialog open onClose={close} /> : null}
        {dialog === "deposit" || dialog === "withdraw" ? <TransferDialog kind={dialog} open onClose={close} /> : null}
      </Suspense>
      <Notices notices={notices} dismiss={trade.dismiss} />
    </>
  );
}
