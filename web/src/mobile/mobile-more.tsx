/** What is not needed at every moment: account, looks, help. */
import type { ReactNode } from "react";
import { AccountButton } from "../features/wallet/account-button.tsx";
import { useIntents } from "../features/workspace/intent-store.ts";
import { PRESET_NAMES, PRESETS, THEME_NAMES, THEMES, useSettings } from "../features/workspace/settings-store.ts";

export function MobileMore({ children }: { children: ReactNode }) {
  const { theme, preset, change } = useSettings();
  const open = useIntents((intents) => intents.open);
  return (
    <div className="mmore">
      <AccountButton />
      <section aria-label="Account">{children}</section>
      <label className="kv">
        Theme
        <select className="sel" value={theme} onChange={(event) => change({ theme: event.target.value as "dark" })}>
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {THEME_NAMES[one]}
            </option>
          ))}
        </select>
      </label>
      <label className="kv">
        Colours of up and down
        <select className="sel" value={preset} onChange={(event) => change({ preset: event.target.value as "red-up" })}>
          {PRESETS.map((one) => (
            <option key={one} value={one}>
              {PRESET_NAMES[one]}
            </option>
          ))}
        </select>
      </label>
      <button className="btn" type="button" onClick={() => open("help")}>
        All keys and words
      </button>
      <p className="i3">Dock, depth and named layouts need a wider screen.</p>
    </div>
  );
}
