/** The head of the page: workspaces, command bar, connection, looks, account. */
import { LiveBadge } from "../features/status/live-badge.tsx";
import { AccountButton } from "../features/wallet/account-button.tsx";
import { useIntents } from "../features/workspace/intent-store.ts";
import { useLayouts } from "../features/workspace/layout-store.ts";
import { PRESET_NAMES, PRESETS, useSettings } from "../features/workspace/settings-store.ts";
import { plain } from "../lib/format.ts";
import { Icon } from "../ui/icon.tsx";

export function Header() {
  const open = useIntents((intents) => intents.open);
  return (
    <header className="top">
      <Brand />
      <Workspaces />
      <button className="cmd" type="button" onClick={() => open("command")}>
        <Icon name="search" />
        <span>Market, command or order</span>
        <kbd>Ctrl K</kbd>
      </button>
      <LiveBadge />
      <i className="vr" />
      <Looks />
      <AccountButton />
    </header>
  );
}

export function Brand() {
  return (
    <div className="brand">
      <svg viewBox="0 0 18 18" aria-hidden="true">
        <rect width="18" height="18" rx="2" fill="var(--accent)" />
        <path d="M5 12.5V5.5h8v7H9.5M9.5 9v5" fill="none" stroke="var(--on-fill)" strokeWidth="1.6" />
      </svg>
      <h1>QuantDesk</h1>
    </div>
  );
}

function Workspaces() {
  const layouts = useLayouts((all) => all.layouts);
  const { workspace, change } = useSettings();
  const open = useIntents((intents) => intents.open);
  return (
    <nav className="ws" aria-label="Workspaces">
      {["simple", ...layouts.map((one) => one.name)].map((name) => (
        <button
          key={name}
          type="button"
          className={name === workspace ? "on" : ""}
          aria-current={name === workspace ? "page" : undefined}
          onClick={() => change({ workspace: name })}
        >
          {plain(name[0]?.toUpperCase() + name.slice(1), 24)}
        </button>
      ))}
      <button className="icon" type="button" aria-label="Layouts" title="Layouts" onClick={() => open("layouts")}>
        <Icon name="plus" />
      </button>
    </nav>
  );
}

export function Looks() {
  const { theme, preset, change } = useSettings();
  const open = useIntents((intents) => intents.open);
  return (
    <div className="row looks">
      <select
        className="sel"
        aria-label="Colours of up and down"
        value={preset}
        onChange={(event) => change({ preset: event.target.value as (typeof PRESETS)[number] })}
      >
        {PRESETS.map((name) => (
          <option key={name} value={name}>
            {PRESET_NAMES[name]}
          </option>
        ))}
      </select>
      <button
        className="icon"
        type="button"
        aria-label={theme === "dark" ? "Light theme" : "Dark theme"}
        onClick={() => change({ theme: theme === "dark" ? "light" : "dark" })}
      >
        <Icon name="theme" />
      </button>
      <button className="icon" type="button" aria-label="All keys" onClick={() => open("help")}>
        <Icon name="help" />
      </button>
    </div>
  );
}
