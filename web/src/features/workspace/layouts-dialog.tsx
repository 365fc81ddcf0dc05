/** Layouts of the dock: made from the one in hand, shown, sent as a file, read from one, given up. */
import { useRef, useState } from "react";
import { fileSave } from "../../lib/csv.ts";
import { plain } from "../../lib/format.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { PRO_NAME, useLayouts } from "./layout-store.ts";
import { useSettings } from "./settings-store.ts";

export function LayoutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { layouts, add, reset, remove, exported, imported } = useLayouts();
  const { workspace, change } = useSettings();
  const [name, setName] = useState("");
  const [fault, setFault] = useState("");
  const file = useRef<HTMLInputElement>(null);
  const current = layouts.find((one) => one.name === workspace) ?? layouts[0];

  async function read(): Promise<void> {
    const given = file.current?.files?.[0];
    if (!given) return;
    const made = imported(await given.text());
    setFault(made ? "" : "Expected a layout that was saved here: this file is none.");
    if (made) change({ workspace: made });
  }

  return (
    <Dialog open={open} title="Layouts" onClose={onClose} className="help">
      <ul className="rows2">
        {layouts.map((one) => (
          <li key={one.name} className={`between ${one.name === workspace ? "chosen" : ""}`}>
            <button
              className="lnk"
              type="button"
              aria-label={`Show ${plain(one.name, 24)}`}
              aria-current={one.name === workspace ? "true" : undefined}
              onClick={() => {
                change({ workspace: one.name });
                onClose();
              }}
            >
              {plain(one.name, 24)}
            </button>

            <span className="acts">
              <button
                className="btn quiet sm"
                type="button"
                onClick={() => fileSave(`${one.name}.json`, exported(one.name), "application/json")}
              >
                Save as file
              </button>
              <button
                className="btn quiet sm"
                type="button"
                disabled={one.model === null}
                onClick={() => reset(one.name)}
              >
                As first shown
              </button>
              <button
                className="btn quiet sm"
                type="button"
                disabled={one.name === PRO_NAME}
                onClick={() => {
                  remove(one.name);
                  if (workspace === one.name) change({ workspace: PRO_NAME });
                }}
              >
                Remove
              </button>
            </span>
          </li>
        ))}
      </ul>
      <form
        className="pbar tallbar"
        onSubmit={(event) => {
          event.preventDefault();
          change({ workspace: add(name, current?.model ?? null) });
          setName("");
          onClose();
        }}
      >
        <input
          className="find"
          aria-label="Name of the new layout"
          placeholder="Name of the new layout"
          value={name}
          maxLength={24}
          onChange={(event) => setName(event.target.value)}
        />
        <button className="btn" type="submit" disabled={!name.trim()}>
          Keep as
        </button>
        <button className="btn" type="button" onClick={() => file.current?.click()}>
          From file
        </button>
        <input ref={file} type="file" accept="application/json" hidden onChange={() => void read()} />
      </form>
      {fault ? <p className="ferr pmore">{fault}</p> : null}
    </Dialog>
  );
}
