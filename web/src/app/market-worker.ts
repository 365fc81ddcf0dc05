/** The market worker: everything of the feed that comes many times a second is heard, kept and painted here, beside the page's own thread. */
import { BOOK_VIEW } from "../features/book/book-view.ts";
import { DEPTH_VIEW } from "../features/depth/depth-view.ts";
import { TAPE_VIEW } from "../features/tape/tape-view.ts";
import { createSource, type Source } from "../feed/source.ts";
import type { ViewSorts } from "../feed/view.ts";
import type { Ask, FontFile, Told } from "../feed/wire.ts";

const SORTS: ViewSorts = { book: BOOK_VIEW, tape: TAPE_VIEW, depth: DEPTH_VIEW };

/** The part of a worker's own scope that is used here; the library of the page's types does not have it. */
interface Scope {
  fonts: FontFaceSet;
  addEventListener(name: "message", listener: (event: MessageEvent<Ask>) => void): void;
  /** What is painted now, for who looks from outside: benches and tests. */
  looks: () => unknown[];
  postMessage(message: Told, give: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
let source: Source | null = null;
scope.looks = () => source?.looks() ?? [];

/** Loads the page's fonts; each that comes has all painted again. One that does not leaves the system's in its place. */
function fontsLoad(files: FontFile[]): void {
  for (const { family, weight, url } of files) {
    const face = new FontFace(family, `url(${url})`, { weight });
    scope.fonts.add(face);
    face.load().then(
      () => source?.again(),
      () => undefined,
    );
  }
}

scope.addEventListener("message", ({ data: ask }) => {
  if (ask.op === "start") {
    source = createSource({
      config: ask.config,
      sorts: SORTS,
      tell: (told, give = []) => scope.postMessage(told, give),
    });
    fontsLoad(ask.fonts);
  } else source?.take(ask);
});
