/** The way from nothing to a first trade, as it is told before it begins and while it goes on. */
import type { StepName } from "./onboarding.ts";

export const FIRST_STEPS: readonly { name: StepName; title: string; note: string }[] = [
  { name: "wallet", title: "Wallet", note: "Connect and sign in" },
  { name: "fund", title: "Test money", note: "SOL for fees, USDC to trade" },
  { name: "account", title: "Deposit", note: "One signature, account and key" },
  { name: "order", title: "First trade", note: "A small order, at once" },
];
