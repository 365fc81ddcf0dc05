// Previews of tickets by the core as the terminal loads it. In node: `node previews.mjs strip FILE` prints a module without its
// types, `node previews.mjs FOLDER` reads a question from standard input; in a page it is imported.

/** What the core says of every ticket: `folder` is where web/src/core is, `module` the bytes of its wasm. */
export async function previews(folder, module, { records, bids, asks, tickets }) {
  const { coreOf } = await import(`${folder}/wasm.ts`);
  const { sightRead } = await import(`${folder}/sight.ts`);
  const { previewOrder } = await import(`${folder}/preview.ts`);
  const core = coreOf((await WebAssembly.instantiate(module)).instance);
  const sight = sightRead(records);
  const pairs = (side) => side.map(({ price, size }) => [price, size]);
  const around = { bids: pairs(bids), asks: pairs(asks) };
  return tickets.map((ticket) => previewOrder(core, sight, around, ticket));
}

if (typeof process !== "undefined" && process.argv[1]?.endsWith("previews.mjs")) {
  const { readFileSync } = await import("node:fs");
  const [word, file] = process.argv.slice(2);
  if (word === "strip") {
    const { stripTypeScriptTypes } = await import("node:module");
    process.stdout.write(stripTypeScriptTypes(readFileSync(file, "utf8")));
  } else {
    const question = JSON.parse(readFileSync(0, "utf8"));
    const told = await previews(word, readFileSync(`${word}/quantdesk_core.wasm`), question);
    process.stdout.write(JSON.stringify(told));
  }
}
