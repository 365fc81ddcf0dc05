/** The head of the page: name, connection, theme. */
import { LiveBadge } from "../features/status/live-badge.tsx";
import { PRESETS, useSettings } from "../features/workspace/settings-store.ts";
import { Icon } from "../ui/icon.tsx";

const PRESET_NAMES = { "teal-red": "Teal and red", "blue-orange": "Blue and orange", "red-up": "Red is up" };

export function Header() {
  const { theme, preset, change } = useSettings();
  return (
    <header className="top">
      <div className="brand">
        <svg viewBox="0 0 18 18" aria-hidden="true">
          <rect width="18" height="18" rx="2" fill="var(--accent)" />
          <path d="M5 12.5V5.5h8v7H9.5M9.5 9v5" fill="none" stroke="var(--on-fill)" strokeWidth="1.6" />
        </svg>
        <h1>QuantDesk</h1>
      </div>
      <span className="grow" />
      <LiveBadge />
      <i className="vr" />
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
    </header>
  );
}
