/** The wallet dialogs in a real browser: the first step with this page's own wallet, failures in words, and nothing that axe names. */
import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import "../../styles/all.css";
import { createDoor, DoorContext } from "../../api/door.ts";
import { AccountButton } from "./account-button.tsx";
import { OnboardingDialog } from "./onboarding-dialog.tsx";
import { DepositStep, FundStep } from "./onboarding-steps.tsx";
import { createOnboarding } from "./onboarding.ts";
import { useIntents } from "../workspace/intent-store.ts";
import { TransferDialog } from "./transfer-dialog.tsx";

// Nobody listens there: every request fails as it does when the exchange cannot be reached.
const SILENT = { network: "localnet", gateway: "http://127.0.0.1:9", rpc: "http://127.0.0.1:9" };
let place: HTMLElement;
let root: Root;

beforeEach(() => {
  document.documentElement.lang = "en";
  document.title = "QuantDesk";
  place = document.body.appendChild(document.createElement("main"));
  root = createRoot(place);
});

afterEach(() => {
  root.unmount();
  place.remove();
});

function show(what: ReactNode, door = createDoor(SILENT)): void {
  flushSync(() => root.render(<DoorContext value={door}>{what}</DoorContext>));
}

function press(name: RegExp): void {
  flushSync(() => button(name)?.click());
}

const button = (name: RegExp) =>
  [...document.querySelectorAll("button")].find((each) => name.test(each.textContent ?? ""));

async function axeClean(): Promise<void> {
  const found = await axe.run(document.body, {
    rules: { "page-has-heading-one": { enabled: false }, region: { enabled: false } },
  });
  expect(found.violations.map((each) => `${each.id}: ${each.nodes[0]?.html}`)).toEqual([]);
}

describe("onboarding", () => {
  test("offers the development wallet with its badge, and is clean for assistive technology", async () => {
    show(<OnboardingDialog open onClose={() => undefined} />);
    expect(button(/Development wallet/)?.textContent).toContain("Dev wallet");
    expect(document.querySelector("[aria-current=step]")?.textContent).toContain("Wallet");
    await axeClean();
  });

  test("an exchange that is silent is told in words, and the step can be done again", async () => {
    show(<OnboardingDialog open onClose={() => undefined} />);
    press(/Development wallet/);
    await vi.waitFor(
      () => expect(document.querySelector("[role=alert]")?.textContent).toMatch(/cannot be reached/),
      20_000,
    );
    await vi.waitFor(() => expect(button(/Development wallet/)?.disabled).toBe(false), 5_000);
    await axeClean();
  });

  test("test money and deposit explain themselves, and an amount that does not fit is named before it is sent", async () => {
    const door = createDoor(SILENT);
    const onboarding = createOnboarding(door);
    const now = { step: "account", busy: null, failure: null, usdc: "250.500000", order: null } as const;
    show(<FundStep onboarding={onboarding} now={{ ...now, step: "fund" }} />, door);
    await axeClean();
    show(<DepositStep onboarding={onboarding} now={now} />, door);
    expect(document.querySelector(".note")?.textContent).toBe("The wallet has 250.500000 USDC.");
    expect(button(/^Deposit/)?.disabled).toBe(true);
    press(/^Max$/);
    expect(document.querySelector("input")?.value).toBe("250.5");
    expect(button(/^Deposit/)?.disabled).toBe(false);
    await axeClean();
  });
});

describe("limits of this browser's key", () => {
  test("are closed at first, name an amount that is none, and let only a sound one through", async () => {
    const door = createDoor(SILENT);
    const opened = vi.fn(() => Promise.resolve());
    const onboarding = { ...createOnboarding(door), open: opened };
    const now = { step: "account", busy: null, failure: null, usdc: "5000", order: null } as const;
    show(<DepositStep onboarding={onboarding} now={now} />, door);
    const limits = document.querySelector("details");
    expect(limits?.open).toBe(false);
    flushSync(() => limits?.querySelector("summary")?.click());
    const amount = limits?.querySelector("input") as HTMLInputElement;
    const write = (text: string): void => {
      flushSync(() => {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(amount, text);
        amount.dispatchEvent(new Event("input", { bubbles: true }));
      });
    };
    write("0");
    expect(limits?.querySelector(".note")?.textContent).toMatch(/above zero/);
    expect(button(/^Deposit/)?.disabled).toBe(true);
    await axeClean();
    write("2500");
    flushSync(() => limits?.querySelector<HTMLInputElement>("input[name=near]")?.click());
    press(/^Deposit/);
    expect(opened).toHaveBeenCalledWith(1_000_000_000n, {
      markets: null,
      notionalDay: 2_500_000_000n,
      nearIndex: true,
    });
  });
});

describe("transfer", () => {
  test.each(["deposit", "withdraw"] as const)(
    "%s is clean for assistive technology and sends nothing unasked",
    async (kind) => {
      show(<TransferDialog kind={kind} open onClose={() => undefined} />);
      expect(document.querySelector("dialog")?.getAttribute("aria-label")?.toLowerCase()).toBe(kind);
      await axeClean();
    },
  );
});

describe("account button", () => {
  test("nobody signed in: the way in, which asks for the dialog", async () => {
    show(<AccountButton />);
    press(/Start trading/);
    expect(useIntents.getState().dialog).toBe("onboarding");
    await axeClean();
  });
});
