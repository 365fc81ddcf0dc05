/** Listens for the chords of all verbs, on the whole page. */
import { useEffect } from "react";
import { chordIs, types } from "../../lib/keys.ts";
import { VERBS } from "./verbs.ts";

export function useKeys(): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const verb = VERBS.find((one) => one.chord && chordIs(one.chord, event) && !types(one.chord, event.target));
      if (!verb) return;
      event.preventDefault();
      verb.run();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
