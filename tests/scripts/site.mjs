// The pages' scripts, with the words of the site.
import { register } from "node:module";

register("./served.mjs", import.meta.url);

/** A script by its name; with `language`, as on a site in that language. */
export const script = (name, language) => import(`../../static/${name}${language ? `?in=${language}` : ""}`);
