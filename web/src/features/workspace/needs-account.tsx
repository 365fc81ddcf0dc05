/** What a panel of one's own affairs shows before there is an account: one line and the way to one. */
import type { ReactNode } from "react";
import { useDoor } from "../../api/door.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { Empty, Failed, Skeleton } from "../../ui/states.tsx";
import { useIntents } from "./intent-store.ts";

export function NeedsAccount({ what, loading, children }: { what: string; loading: boolean; children: ReactNode }) {
  const door = useDoor();
  const trader = useStoreValue(door.trader);
  const open = useIntents((intents) => intents.open);
  if (trader.state === "none") {
    return (
      <Empty text={`Start trading to see your ${what} here.`}>
        <button className="btn" type="button" onClick={() => open("onboarding")}>
          Start trading
        </button>
      </Empty>
    );
  }
  if (trader.state === "error") {
    return (
      <Failed what={`Your ${what} could not be loaded`} detail={trader.detail} retry={() => door.trader.refresh()} />
    );
  }
  return loading ? <Skeleton /> : <>{children}</>;
}
