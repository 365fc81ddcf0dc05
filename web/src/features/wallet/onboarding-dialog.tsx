/** The first minute: wallet, test money, one transaction, one order. The same way for a wallet of this page and for an extension. */
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useDoor } from "../../api/door.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import "../../styles/wallet.css";
import { DepositStep, FundStep, WalletStep } from "./onboarding-steps.tsx";
import { FIRST_STEPS } from "./first-steps.ts";
import { createOnboarding, type Onboarding } from "./onboarding.ts";
import { DoneStep, FirstOrderStep } from "./first-order-step.tsx";

interface Props {
  open: boolean;
  onClose: () => void;
}

function placeOf(step: Onboarding["step"]): number {
  const found = FIRST_STEPS.findIndex((each) => each.name === step);
  return found < 0 ? FIRST_STEPS.length : found;
}

/** Seconds since the dialog opened, counted until the last step is done. */
function useSeconds(running: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setSeconds((now) => now + 1), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return seconds;
}

function Steps({ at, network }: { at: number; network: string }) {
  return (
    <aside>
      <ol>
        {FIRST_STEPS.map((step, place) => (
          <li
            key={step.name}
            className={place < at ? "done" : place === at ? "now" : ""}
            aria-current={place === at ? "step" : undefined}
          >
            <i>{place < at ? <Icon name="check" /> : place + 1}</i>
            <span>
              <b>{step.title}</b>
              <small>{step.note}</small>
            </span>
          </li>
        ))}
      </ol>
      {network === "localnet" ? (
        <p className="xs i3">Local chain. The money is for testing and has no value.</p>
      ) : (
        <p className="xs i3">Network: {network}.</p>
      )}
    </aside>
  );
}

export function OnboardingDialog({ open, onClose }: Props) {
  return open ? <Opened onClose={onClose} /> : null;
}

function Opened({ onClose }: { onClose: () => void }) {
  const door = useDoor();
  const onboarding = useMemo(() => createOnboarding(door), [door]);
  const now = useStoreValue(onboarding);
  const at = placeOf(now.step);
  const seconds = useSeconds(now.step !== "done");
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  const bodies: Record<Onboarding["step"], ReactNode> = {
    wallet: <WalletStep onboarding={onboarding} now={now} />,
    fund: <FundStep onboarding={onboarding} now={now} />,
    account: <DepositStep onboarding={onboarding} now={now} />,
    order: <FirstOrderStep placed={onboarding.placed} />,
    done: <DoneStep order={now.order} seconds={seconds} onClose={onClose} />,
  };

  return (
    <Dialog open title="Start trading" onClose={onClose} className="onb" bare>
      <Steps at={at} network={door.config.network} />
      <div className="omain">
        <div className="between">
          <span className="xs i3">
            {at < FIRST_STEPS.length
              ? `Step ${at + 1} of ${FIRST_STEPS.length} · ${clock} so far`
              : `All done in ${clock}`}
          </span>
          <button className="icon" type="button" aria-label="Close, continue later" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {bodies[now.step]}
        <p className="ofail danger" role="alert">
          {now.failure}
        </p>
        <p className="sr" role="status">
          {now.busy ?? ""}
        </p>
      </div>
    </Dialog>
  );
}
