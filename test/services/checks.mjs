// Strict checks of what clients send, as data: a service is a table of fields, and every problem has a place.
import { inspect } from './images.mjs';

/**
 * @typedef {object} Problem
 * @property {string} at Path of the field, such as "generationConfig.imageConfig.imageSize"; empty for the whole body.
 * @property {'unknown' | 'missing' | 'value'} kind
 * @property {string} text What is wrong, to be read after the field's name.
 * @property {string} [code] The service's own word for it, where it has a special one.
 */

/** @typedef {(problem: Problem) => void} Report */
/** Reports what is wrong with the value at a path. @typedef {(value: unknown, at: string, report: Report) => void} Check */
/** @typedef {import('./images.mjs').Picture} Picture */

/** @param {(value: any) => boolean} isRight @param {string} text @param {string} [code] @returns {Check} */
export function must(isRight, text, code) {
  return (value, at, report) => {
    if (!isRight(value)) report({ at, kind: 'value', text, ...(code === undefined ? {} : { code }) });
  };
}

/** @param {...unknown} values */
export function oneOf(...values) {
  const known = values.map((value) => `'${String(value)}'`).join(', ');
  return must((value) => values.includes(value), `is none of ${known}`);
}

/** @param {number} from @param {number} to */
export function number(from, to) {
  return must((value) => typeof value === 'number' && value >= from && value <= to, `is no number ${from} to ${to}`);
}

/** @param {number} from @param {number} to */
export function integer(from, to) {
  const isRight = (/** @type {unknown} */ value) => Number.isInteger(value) && Number(value) >= from;
  return must((value) => isRight(value) && value <= to, `is no integer ${from} to ${to}`);
}

/** @param {number} [most] Characters. */
export function text(most = Infinity) {
  const isText = (/** @type {unknown} */ value) => typeof value === 'string' && value.trim() !== '';
  return must((value) => isText(value) && [...value].length <= most, `is no text of 1 to ${most} characters`);
}

export const flag = must((value) => typeof value === 'boolean', 'is neither true nor false');

/** @param {Check} check @param {{min?: number, max?: number}} [count] @returns {Check} */
export function list(check, { min = 0, max = Infinity } = {}) {
  return (value, at, report) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      report({ at, kind: 'value', text: `is no list of ${min} to ${max} entries` });
    }
    for (const [index, entry] of asList(value).entries()) check(entry, `${at}[${index}]`, report);
  };
}

/**
 * An object with these fields only.
 * @param {Readonly<Record<string, Check>>} table
 * @param {readonly string[]} [required]
 * @returns {Check}
 */
export function fields(table, required = []) {
  return (value, at, report) => {
    const path = (/** @type {string} */ name) => (at === '' ? name : `${at}.${name}`);
    if (!isObject(value)) report({ at, kind: 'value', text: 'is no object' });
    for (const [name, member] of Object.entries(asObject(value))) {
      const check = Object.hasOwn(table, name) ? table[name] : undefined;
      if (check) check(member, path(name), report);
      else report({ at: path(name), kind: 'unknown', text: 'is not documented' });
    }
    for (const name of required) {
      if (asObject(value)[name] === undefined) report({ at: path(name), kind: 'missing', text: 'is missing' });
    }
  };
}

/**
 * Runs a check.
 * @param {Check} check @param {unknown} value
 * @returns {Problem[]}
 */
export function problemsOf(check, value) {
  /** @type {Problem[]} */
  const problems = [];
  check(value, '', (problem) => problems.push(problem));
  return problems;
}

/** @param {Problem} problem */
export function describe({ at, text: words }) {
  return at === '' ? `the body ${words}` : `"${at}" ${words}`;
}

/** "1024x1536" as numbers, with another sign between them where the service has one. @param {unknown} value */
export function pixelsOf(value, sign = 'x') {
  const sides = typeof value === 'string' ? value.split(sign) : [];
  if (sides.length !== 2 || !sides.every((side) => /^[1-9]\d{1,4}$/.test(side))) return undefined;
  const [width, height] = sides.map(Number);
  return { width: Number(width), height: Number(height) };
}

/**
 * @typedef {object} ReferenceRules
 * @property {readonly string[]} [types] Media types. Default: PNG, JPEG, WebP.
 * @property {number} [maxBytes]
 * @property {readonly [number, number]} [edge] Least and most pixels of a side.
 */

/**
 * The picture in a data URI.
 * @param {unknown} value @param {string} at @param {Report} report @param {ReferenceRules} [rules]
 * @returns {Picture | undefined}
 */
export function readDataUri(value, at, report, rules = {}) {
  const [head, type] = (typeof value === 'string' && /^data:([^;,]*);base64,/.exec(value)) || [];
  if (head === undefined || type === undefined) {
    report({ at, kind: 'value', text: 'is no data URI' });
    return undefined;
  }
  return readBase64(String(value).slice(head.length), type, at, report, rules);
}

/**
 * The picture in a base64 text that is said to be of this type.
 * @param {unknown} base64 @param {unknown} type @param {string} at @param {Report} report @param {ReferenceRules} [rules]
 * @returns {Picture | undefined}
 */
export function readBase64(base64, type, at, report, rules = {}) {
  const bytes = Buffer.from(typeof base64 === 'string' ? base64 : '', 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== base64) {
    report({ at, kind: 'value', text: 'is no proper base64' });
    return undefined;
  }
  return readPicture(bytes, type, at, report, rules);
}

/**
 * @param {Buffer} bytes @param {unknown} type @param {string} at @param {Report} report @param {ReferenceRules} [rules]
 * @returns {Picture | undefined}
 */
export function readPicture(bytes, type, at, report, rules = {}) {
  const { types = ['image/png', 'image/jpeg', 'image/webp'], maxBytes = Infinity, edge = [1, Infinity] } = rules;
  const note = (/** @type {string} */ words, /** @type {string} */ code) => {
    report({ at, kind: 'value', text: words, code });
  };
  const picture = inspect(bytes);
  if (!picture) {
    note('is no complete image', 'image');
    return undefined;
  }
  const { mediaType, width, height } = picture;
  if (!types.includes(mediaType)) note(`is ${mediaType}, which is not taken`, 'mediaType');
  else if (mediaType !== type) note(`says ${String(type)} and is ${mediaType}`, 'mediaType');
  if (bytes.length > maxBytes) note(`has ${bytes.length} bytes, more than ${maxBytes}`, 'bytes');
  if (Math.min(width, height) < edge[0] || Math.max(width, height) > edge[1]) {
    note(`is ${width}x${height}, a side has ${edge.join(' to ')} pixels`, 'pixels');
  }
  return picture;
}

/** The entry of a table of ratios, "3:2" and the like, that comes nearest to a picture's. @param {Picture} picture */
export function nearestRatio({ width, height }, /** @type {readonly string[]} */ ratios) {
  const distance = (/** @type {string} */ ratio) => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(across / down) - Math.log(width / height));
  };
  return [...ratios].sort((a, b) => distance(a) - distance(b))[0] ?? '1:1';
}

/** @param {unknown} value @returns {unknown[]} */
export function asList(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value @returns {Record<string, unknown>} */
export function asObject(value) {
  return isObject(value) ? /** @type {Record<string, unknown>} */ (value) : {};
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
