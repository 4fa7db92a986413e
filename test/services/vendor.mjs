// What the simulated vendors have in common: keys, result files behind signed links, and a start by hand.
import { pathToFileURL } from 'node:url';
import { asObject, describe } from './checks.mjs';
import { makeJpeg, makePng, makeWebp } from './images.mjs';
import { SimulatedService } from './service.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */
/** @typedef {import('./service.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./checks.mjs').Problem} Problem */
/** @typedef {{key: string | Buffer, cert: string | Buffer}} Tls */

/** A picture that a service answers with. @typedef {{bytes: Buffer, mediaType: string, width: number, height: number}} Painted */

const keyHeaders = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key', 'cookie', 'proxy-authorization'];
const extensions = new Map([
  ['image/jpeg', 'jpg'],
  ['image/webp', 'webp'],
]);

export class Vendor extends SimulatedService {
  /** Keys that are accepted; may be changed between requests. @type {readonly string[]} */
  keys;
  /** The query of result links, which no client may touch. */
  signature = 'Expires=86400&Signature=c2lnbmVk%2Bfor+one';
  /** Makes its pictures; may be changed to others. @type {typeof paint} */
  paint = paint;
  /** @type {Map<string, Painted>} */
  #files = new Map();

  /** @param {{keys: readonly string[], tls?: Tls | undefined}} options */
  constructor({ keys, tls }) {
    super({
      handle: (request) => (request.path.startsWith('/files/') ? this.#file(request) : this.handle(request)),
      ...(tls ? { tls } : {}),
    });
    this.keys = keys;
  }

  /** Answers everything but downloads; here, what no vendor knows. @param {LoggedRequest} request @returns {Reply} */
  handle(request) {
    this.violation(request, 'there is no such endpoint');
    return { status: 404, headers: { 'content-type': 'text/html' }, body: '<title>404 Not Found</title>' };
  }

  /** Whether the request carries one of the keys as its Bearer token. @param {LoggedRequest} request */
  hasBearer(request) {
    const authorization = String(request.headers['authorization'] ?? '');
    if (!authorization.startsWith('Bearer ')) this.violation(request, 'there is no "Authorization: Bearer" header');
    this.#noOtherKey(request, 'authorization');
    return this.keys.includes(authorization.replace(/^Bearer /, ''));
  }

  /** Whether the request carries one of the keys in this header. @param {LoggedRequest} request @param {string} name */
  hasKey(request, name) {
    const key = request.headers[name];
    if (typeof key !== 'string') this.violation(request, `there is no "${name}" header`);
    this.#noOtherKey(request, name);
    request.key = String(key);
    return this.keys.includes(request.key);
  }

  /** @param {LoggedRequest} request @param {string} own */
  #noOtherKey(request, own) {
    for (const name of keyHeaders) {
      if (name !== own && request.headers[name] !== undefined) this.violation(request, `"${name}" came along`);
    }
  }

  /** The JSON object that came, and what is wrong with how it came. @param {LoggedRequest} request */
  readJson(request) {
    /** @type {Problem[]} */
    const problems = [];
    const type = String(request.headers['content-type'] ?? '');
    if (!/^application\/json(?:;\s*charset=utf-8)?$/i.test(type)) {
      problems.push({ at: '', kind: 'value', text: `has the content type "${type}"` });
    }
    if (typeof request.json !== 'object' || request.json === null || Array.isArray(request.json)) {
      problems.push({ at: '', kind: 'value', text: 'is no JSON object' });
    }
    return { body: asObject(request.json), problems };
  }

  /** Notes what the client did wrong. @param {LoggedRequest} request @param {readonly Problem[]} problems */
  note(request, problems) {
    for (const problem of problems) this.violation(request, describe(problem));
  }

  /** Makes a picture that can be downloaded. @param {Painted} picture @returns {string} Its link. */
  publish(picture) {
    const name = `${this.#files.size + 1}.${extensions.get(picture.mediaType) ?? 'png'}`;
    this.#files.set(name, picture);
    return `${this.url}/files/${name}?${this.signature}`;
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #file(request) {
    for (const name of keyHeaders) {
      if (request.headers[name] !== undefined) this.violation(request, `a download carries "${name}"`);
    }
    if (request.method !== 'GET') this.violation(request, 'a download is not a GET');
    const file = this.#files.get(request.path.replace('/files/', ''));
    if (!file || request.query !== this.signature) {
      const body = '<Error><Code>AccessDenied</Code></Error>';
      return { status: 403, headers: { 'content-type': 'application/xml' }, body };
    }
    return { status: 200, headers: { 'content-type': file.mediaType }, body: file.bytes };
  }
}

/** Painting takes longer than all else that a service does, and the same is painted again and again. */
const painted = /** @type {Map<string, Buffer>} */ (new Map());
const mostPainted = 200;

/**
 * @param {{width: number, height: number, mediaType?: string, alpha?: number | undefined}} image
 * @param {string} seed Another seed, another colour.
 * @returns {Painted}
 */
export function paint({ width, height, mediaType = 'image/png', alpha }, seed) {
  const about = JSON.stringify([width, height, mediaType, alpha, seed]);
  if (painted.size > mostPainted) painted.clear();
  if (!painted.has(about)) {
    const make = new Map([
      ['image/jpeg', makeJpeg],
      ['image/webp', makeWebp],
    ]).get(mediaType);
    painted.set(about, make ? make(width, height, seed) : makePng(width, height, seed, alpha));
  }
  return { bytes: /** @type {Buffer} */ (painted.get(about)), mediaType, width, height };
}

/** Seconds since 1970. */
export function now() {
  return Math.floor(Date.now() / 1000);
}

/**
 * Starts a service when its file is run by hand: --port 8080 --key sk-test-1, and its own options.
 * @param {string} moduleUrl `import.meta.url` of the file.
 * @param {(options: {port: number, keys: string[], option: (name: string, fallback: string) => string}) => Promise<{url: string}>} start
 */
export function runByHand(moduleUrl, start) {
  if (process.argv[1] === undefined || moduleUrl !== pathToFileURL(process.argv[1]).href) return;
  const option = (/** @type {string} */ name, /** @type {string} */ fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at === -1 ? fallback : (process.argv[at + 1] ?? fallback);
  };
  const key = option('key', 'sk-test-1');
  const starting = start({ port: Number(option('port', '0')), keys: [key], option });
  void starting.then(({ url }) => console.log(`${url}  key ${key}`));
}
