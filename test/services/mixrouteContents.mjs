// What mixroute's families have in common: what reading a request comes to, and turns of texts and `image` parts.
import { asObject, fields, list, must, oneOf, readDataUri } from './checks.mjs';

/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./checks.mjs').Problem} Problem */
/** @typedef {import('./images.mjs').Picture} Picture */
/** @typedef {{texts: string[], references: Picture[]}} Found */

/**
 * @typedef {object} Wanted
 * @property {string} prompt
 * @property {readonly Picture[]} references
 * @property {readonly {width: number, height: number, mediaType: string}[]} images
 * @property {'b64_json' | 'url'} results How the family answers this request.
 * @property {(publish: () => readonly string[]) => object} [extras] Stands in the answer beside its `data`.
 */

/**
 * @typedef {object} Family
 * @property {readonly string[]} models Those of the documents.
 * @property {(model: string) => boolean} matches
 * @property {(body: Record<string, unknown>, report: (problem: Problem) => void) => Wanted} read
 *   Reports every problem of a body and says what it asks for.
 * @property {(problems: readonly Problem[]) => import('./service.mjs').Reply} [refuse] In upstream's words.
 */

export const megabyte = 1024 * 1024;

/** @type {Check} */
const someText = must((value) => typeof value === 'string' && value !== '', 'is no text');

/**
 * A picture in a data URI, which is put into a list.
 * @param {Picture[]} into @param {import('./checks.mjs').ReferenceRules} rules
 * @returns {Check}
 */
export function dataUri(into, rules) {
  return (value, at, report) => {
    const picture = readDataUri(value, at, report, rules);
    if (picture) into.push(picture);
  };
}

/**
 * `{"text": …}` or `{"image": "data:…"}`.
 * @param {Found} found Filled by the check. @param {import('./checks.mjs').ReferenceRules} rules
 * @returns {Check}
 */
export function partOf(found, rules) {
  const table = fields({ text: someText, image: dataUri(found.references, rules) });
  return (value, at, report) => {
    table(value, at, report);
    const { text, image } = asObject(value);
    if ((text === undefined) === (image === undefined)) {
      report({ at, kind: 'value', text: 'has to hold exactly one of text and image' });
    }
    if (typeof text === 'string') found.texts.push(text);
  };
}

/**
 * A conversation that ends with what the user says. `found.texts` are those of its last turn, `found.references` all.
 * @param {Found} found Filled by the check.
 * @param {{rules: import('./checks.mjs').ReferenceRules, turns?: number, references: number}} limits
 * @returns {Check}
 */
export function contentsOf(found, { rules, turns = Infinity, references }) {
  /** @type {string[]} */
  const roles = [];
  /** @type {Check} */
  const turn = (value, at, report) => {
    found.texts = [];
    const table = { role: oneOf('user', 'model'), parts: list(partOf(found, rules), { min: 1 }) };
    fields(table, ['role', 'parts'])(value, at, report);
    roles.push(String(asObject(value)['role']));
  };
  return (value, at, report) => {
    const say = (/** @type {string} */ text) => report({ at, kind: 'value', text });
    list(turn, { min: 1, max: turns })(value, at, report);
    if (roles.at(-1) !== 'user') say('does not end with a turn of the user');
    if (roles.some((role, index) => role === roles[index - 1])) say('has a role twice in a row');
    if (found.texts.length === 0) say('ends with a turn that says nothing');
    if (found.references.length > references) say(`has more than ${references} images`);
  };
}
