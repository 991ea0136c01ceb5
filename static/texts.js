// The texts of scripts, in the language of the site: those of texts/en/latchkey.ftl that messages.js has.
import { spoken } from "./messages.js";
import "./vendor/fluent-bundle-0.19.1/index.js"; // vendored unchanged, it leaves one global

/**
 * @typedef {object} Bundle
 * @property {(resource: object) => Error[]} addResource
 * @property {(name: string) => { value: object | null } | undefined} getMessage
 * @property {(pattern: object, values: Record<string, unknown>, errors: Error[]) => string} formatPattern
 */
/**
 * @typedef {object} Fluent
 * @property {new (language: string, options: { useIsolating: boolean }) => Bundle} FluentBundle
 * @property {new (value: number, options: { useGrouping: boolean }) => object} FluentNumber
 * @property {new (messages: string) => object} FluentResource
 */
const { FluentBundle, FluentNumber, FluentResource } = /** @type {typeof globalThis & { FluentBundle: Fluent }} */ (globalThis).FluentBundle;

const bundles = spoken.map(({ language, messages }) => {
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(messages));
  return bundle;
});

/**
 * The text of a message; a number is written plainly, as the server does.
 * @param {string} name
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function text(name, values = {}) {
  const bundle = bundles.find((each) => each.getMessage(name)); // the site's language, else English
  const pattern = bundle?.getMessage(name)?.value;
  if (!bundle || !pattern) return name;
  /** @param {[string, string | number]} value */
  const plain = ([key, value]) => [key, typeof value === "number" ? new FluentNumber(value, { useGrouping: false }) : value];
  return bundle.formatPattern(pattern, Object.fromEntries(Object.entries(values).map(plain)), []);
}

const UNITS = ["unit-kb", "unit-mb", "unit-gb", "unit-tb", "unit-pb", "unit-eb"];

/** A number of bytes as the server writes it: two or three digits. @param {number} bytes */
export function sizeInWords(bytes) {
  if (bytes < 999.5) return `${Math.round(bytes)} ${text("unit-b")}`;
  let unit = -1;
  let value = bytes;
  while (unit < 0 || (Math.round(value) >= 1000 && unit < UNITS.length - 1)) {
    value /= 1000;
    unit += 1;
  }
  const digits = Math.round(value * 10) < 100 ? value.toFixed(1).replace(".", text("decimal-separator")) : Math.round(value);
  return `${digits} ${text(UNITS[unit])}`;
}

/** With every digit. @param {number} bytes */
export function exactSize(bytes) {
  return text("size-exact", { count: bytes, number: String(bytes).replace(/\B(?=(\d{3})+$)/g, text("group-separator")) });
}
