// multipart/form-data, read strictly: what parsers merely tolerate is an error.

/**
 * @typedef {object} FormPart One field of a form.
 * @property {string} name
 * @property {string | undefined} filename Only files have one.
 * @property {string | undefined} contentType Where it says one.
 * @property {Buffer} bytes
 */

const typeOfForm = /^multipart\/form-data; ?boundary=(?:"([^"\r\n]{1,70})"|([\w'()+./:=?-]{1,70}))$/i;
const disposition = /^form-data; name="([^"\r\n]+)"(?:; filename="([^"\r\n]+)")?$/;
const lineEnd = Buffer.from('\r\n');

/**
 * The fields of a form, in their order.
 * @param {string} contentType Of the request. @param {Buffer} body
 * @returns {FormPart[]}
 * @throws {Error} Anything is not as RFC 7578 has it.
 */
export function parseMultipart(contentType, body) {
  const [, quoted, bare] = typeOfForm.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw new Error(`no form with a boundary: "${contentType}"`);
  return split(body, Buffer.from(`--${boundary}`, 'latin1')).map(readPart);
}

/** What stands between the boundaries. @param {Buffer} body @param {Buffer} mark */
function split(body, mark) {
  if (!body.subarray(0, mark.length).equals(mark)) throw new Error('it does not begin with its boundary');
  const between = Buffer.concat([lineEnd, mark]);
  const pieces = [];
  let at = mark.length;
  while (body.subarray(at, at + 2).equals(lineEnd)) {
    const end = body.indexOf(between, at + 2);
    if (end === -1) throw new Error('it ends in the middle of a field');
    pieces.push(body.subarray(at + 2, end));
    at = end + between.length;
  }
  const rest = body.subarray(at).toString('latin1');
  if (rest !== '--' && rest !== '--\r\n') throw new Error('it does not end with its closing boundary');
  return pieces;
}

/** @param {Buffer} piece @returns {FormPart} */
function readPart(piece) {
  const end = piece.indexOf('\r\n\r\n');
  if (end === -1) throw new Error('a field has no empty line behind its headers');
  const headers = new Map();
  for (const line of piece.subarray(0, end).toString('utf8').split('\r\n')) {
    const [, name = '', value = ''] = /^([A-Za-z-]+): (.+)$/.exec(line) ?? [];
    const isKnown = ['content-disposition', 'content-type'].includes(name.toLowerCase());
    if (!isKnown || headers.has(name.toLowerCase())) throw new Error(`a field has the header "${line}"`);
    headers.set(name.toLowerCase(), value);
  }
  const [, name, filename] = disposition.exec(headers.get('content-disposition') ?? '') ?? [];
  if (name === undefined) throw new Error('a field has no proper Content-Disposition');
  return { name, filename, contentType: headers.get('content-type'), bytes: piece.subarray(end + 4) };
}
