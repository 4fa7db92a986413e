// multipart/form-data, read strictly: what parsers merely tolerate is reported.
import { inspect } from './images.mjs';

/** @typedef {import('./checks.mjs').Problem} Problem */
/** @typedef {import('./checks.mjs').Report} Report */
/** @typedef {import('./images.mjs').Picture} Picture */

/**
 * @typedef {object} Entry One field of a form.
 * @property {string} name
 * @property {string | undefined} filename Only files have one.
 * @property {string | undefined} type Its media type, where it says one.
 * @property {Buffer} bytes
 */

const contentType = /^multipart\/form-data; ?boundary=(?:"([^"\r\n]{1,70})"|([\w'()+./:=?-]{1,70}))$/i;
const disposition = /^form-data; name="([^"\r\n]+)"(?:; filename="([^"\r\n]+)")?$/;
const lineEnd = Buffer.from('\r\n');
const extensionOf = new Map([
  ['image/png', /\.png$/],
  ['image/jpeg', /\.jpe?g$/],
  ['image/webp', /\.webp$/],
  ['image/gif', /\.gif$/],
]);

/**
 * The fields of a form, in their order.
 * @param {import('./service.mjs').LoggedRequest} request
 * @returns {{entries: Entry[], problems: Problem[]}}
 */
export function readForm(request) {
  /** @type {Problem[]} */
  const problems = [];
  const report = (/** @type {string} */ text) => problems.push({ at: '', kind: 'value', text });
  const type = String(request.headers['content-type'] ?? '');
  const [, quoted, bare] = contentType.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) {
    report(`has the content type "${type}"`);
    return { entries: [], problems };
  }
  const pieces = split(request.body, Buffer.from(`--${boundary}`, 'latin1'), report);
  return { entries: pieces.flatMap((piece) => readEntry(piece, report) ?? []), problems };
}

/** What stands between the boundaries. @param {Buffer} body @param {Buffer} mark @param {(text: string) => void} report */
function split(body, mark, report) {
  if (!body.subarray(0, mark.length).equals(mark)) {
    report('does not begin with its boundary');
    return [];
  }
  const between = Buffer.concat([lineEnd, mark]);
  const pieces = [];
  let at = mark.length;
  while (body.subarray(at, at + 2).equals(lineEnd)) {
    const end = body.indexOf(between, at + 2);
    if (end === -1) {
      report('ends in the middle of a field');
      return pieces;
    }
    pieces.push(body.subarray(at + 2, end));
    at = end + between.length;
  }
  const rest = body.subarray(at).toString('latin1');
  if (rest !== '--' && rest !== '--\r\n') report('does not end with its closing boundary');
  return pieces;
}

/** @param {Buffer} piece @param {(text: string) => void} report @returns {Entry | undefined} */
function readEntry(piece, report) {
  const end = piece.indexOf('\r\n\r\n');
  if (end === -1) {
    report('has a field without the empty line behind its headers');
    return undefined;
  }
  const headers = new Map();
  for (const line of piece.subarray(0, end).toString('utf8').split('\r\n')) {
    const [, name = '', value = ''] = /^([A-Za-z-]+): (.+)$/.exec(line) ?? [];
    const isKnown = ['content-disposition', 'content-type'].includes(name.toLowerCase());
    if (!isKnown || headers.has(name.toLowerCase())) report(`has a field with the header "${line}"`);
    headers.set(name.toLowerCase(), value);
  }
  const [, name, filename] = disposition.exec(headers.get('content-disposition') ?? '') ?? [];
  if (name === undefined) {
    report('has a field without a proper Content-Disposition');
    return undefined;
  }
  return { name, filename, type: headers.get('content-type'), bytes: piece.subarray(end + 4) };
}

/** The text of a field. @param {Entry} entry @param {Report} report */
export function textOf({ name, filename, type, bytes }, report) {
  const note = (/** @type {string} */ words) => report({ at: name, kind: 'value', text: words });
  if (filename !== undefined) note('is a file');
  if (type !== undefined && !/^text\/plain(?:; ?charset=utf-8)?$/i.test(type)) note(`has the type ${type}`);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) note('is no UTF-8');
  return text;
}

/**
 * The picture of a file field. Relays tell its type from the extension of its name.
 * @param {Entry} entry @param {Report} report
 * @param {{types?: readonly string[], maxBytes?: number}} [rules]
 * @returns {Picture | undefined}
 */
export function fileOf({ name, filename, type, bytes }, report, rules = {}) {
  const { types = ['image/png', 'image/jpeg', 'image/webp'], maxBytes = Infinity } = rules;
  const note = (/** @type {string} */ words) => report({ at: name, kind: 'value', text: words, code: 'image' });
  const picture = inspect(bytes);
  if (filename === undefined) note('has no file name');
  if (!picture) {
    note('is no complete image');
    return undefined;
  }
  const { mediaType } = picture;
  const isNamedRight = extensionOf.get(mediaType)?.test(filename ?? '') ?? false;
  if (!types.includes(mediaType)) note(`is ${mediaType}, which is not taken`);
  if (type !== mediaType) note(`says ${String(type)} and is ${mediaType}`);
  if (filename !== undefined && !isNamedRight) note(`is ${mediaType} and called "${filename}"`);
  if (bytes.length > maxBytes) note(`has ${bytes.length} bytes, more than ${maxBytes}`);
  return picture;
}
