// A loader hook of Node: makes `messages.js`, as the server does (src/transport/assets.rs). A module that is imported with
// `?in=<language>` gets these words of that language before the English ones.
import { readFile } from "node:fs/promises";

const WORDS = { de: "decimal-separator = ,\ngroup-separator = .\nscript-copied = Kopiert\n" };

export async function resolve(specifier, context, next) {
  if (!specifier.endsWith("/messages.js")) return next(specifier, context);
  const english = await readFile(new URL("../../texts/en/latchkey.ftl", import.meta.url), "utf8");
  const language = new URL(context.parentURL).searchParams.get("in");
  const spoken = [...(language ? [{ language, messages: WORDS[language] }] : []), { language: "en", messages: english }];
  return { url: `data:text/javascript,${encodeURIComponent(`export const spoken = ${JSON.stringify(spoken)};`)}`, format: "module", shortCircuit: true };
}
