/** What Simple shows in the place of one's own affairs before there are any: what comes, in order, and one button. */
import { useIntents } from "../workspace/intent-store.ts";
import { FIRST_STEPS } from "./first-steps.ts";

export function BeginPanel() {
  const open = useIntents((intents) => intents.open);
  return (
    <div className="begin">
      <div>
        <h2>A first trade in under a minute</h2>
        <p className="i2">Four steps, one signature. Your position, orders and money are shown here afterwards.</p>
        <button className="btn lg" type="button" onClick={() => open("onboarding")}>
          Start trading
        </button>
      </div>
      <ol>
        {FIRST_STEPS.map((step, at) => (
          <li key={step.name}>
            <i>{at + 1}</i>
            <b>{step.title}</b>
            <span className="i3">{step.note}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
