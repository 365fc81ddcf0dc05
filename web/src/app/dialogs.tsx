/** Dialogs that any part of the page may ask for, one at a time, and the notices of what was sent. */
import { lazy, Suspense, useEffect } from "react";
import { CommandBar } from "../features/command/command-bar.tsx";
import { HelpDialog } from "../features/command/help-dialog.tsx";
import { MarketMenu } from "../features/market/market-menu.tsx";
import { useTrade } from "../features/trade/trade-store.ts";
import { useIntents } from "../features/workspace/intent-store.ts";
import { LayoutsDialog } from "../features/workspace/layouts-dialog.tsx";
import { useStoreValue } from "../lib/use-store.ts";
import { Notices } from "../ui/notices.tsx";

// Wallets and chain are not of the first screen: they are fetched behind it, so that what is asked for opens at once.
const onboarding = () =>
  import("../features/wallet/onboarding-dialog.tsx").then((all) => ({ default: all.OnboardingDialog }));
const onchain = () => import("../features/command/onchain-dialog.tsx").then((all) => ({ default: all.OnchainDialog }));
const transfer = () =>
  import("../features/wallet/transfer-dialog.tsx").then((all) => ({ default: all.TransferDialog }));
const OnboardingDialog = lazy(onboarding);
const OnchainDialog = lazy(onchain);
const TransferDialog = lazy(transfer);
const BEHIND_MS = 1_000;

/** Fetches what is not of the first screen. What does not come is asked for again when it is opened. */
function useBehind(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const each of [onboarding, transfer, onchain]) void each().catch(() => undefined);
    }, BEHIND_MS);
    return () => clearTimeout(timer);
  }, []);
}

export function Dialogs() {
  const trade = useTrade();
  const notices = useStoreValue(trade.notices);
  const { dialog, open } = useIntents();
  const close = () => open(null);
  useBehind();
  return (
    <>
      {dialog === "command" ? <CommandBar /> : null}
      <HelpDialog open={dialog === "help"} onClose={close} />
      <LayoutsDialog open={dialog === "layouts"} onClose={close} />
      <MarketMenu open={dialog === "markets"} onClose={close} />
      <Suspense
        fallback={
          dialog === null ? null : (
            <p className="float coming" role="status" aria-busy="true">
              Loading
            </p>
          )
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
