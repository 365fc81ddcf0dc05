/** What this browser's key may do for the account, asked again while somebody looks. */
import { useEffect, useState } from "react";
import { useDoor } from "../../api/door.ts";
import type { Delegate } from "../../api/schema_gen.ts";
import { keyRead, sessionKeyName } from "../../core/session-key.ts";

const EVERY_MS = 5_000;

/** The delegate that is this browser's key; null: there is none, or nobody knows yet. */
export function useOwnKey(account: number | undefined): Delegate | null {
  const door = useDoor();
  const [found, setFound] = useState<Delegate | null>(null);
  useEffect(() => {
    if (account === undefined) return;
    let over = false;
    const look = async (): Promise<void> => {
      const session = door.session.get();
      if (session.state !== "signed-in") return;
      const key = await keyRead(sessionKeyName(door.config.network, session.owner));
      const { delegates } = await door.api.ask("delegates_list", { path: { account } });
      if (!over) setFound(delegates.find((each) => each.delegate === key?.address) ?? null);
    };
    const turn = (): void => void look().catch(() => undefined);
    turn();
    const timer = setInterval(turn, EVERY_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [door, account]);
  return found?.account === account ? found : null;
}
