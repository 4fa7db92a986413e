// Serves the page as VS Code would: its HTML, its files, and the images that the host names, from one origin.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { encodePng, pageFolder, pageHtml, paint } from './parts.mjs';

const types = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

export class PageServer {
  /** Bytes that were handed over by the page, by the name that they are served under. */
  #kept = new Map();
  #painted = new Map();

  static async start() {
    const server = new PageServer();
    await new Promise((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    server.origin = `http://127.0.0.1:${server.http.address().port}`;
    return server;
  }

  constructor() {
    this.origin = '';
    this.language = 'en';
    this.bundle = {};
    this.http = createServer((request, response) => {
      this.#answer(new URL(request.url, this.origin)).then(
        ([type, body]) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body),
        () => response.writeHead(404).end(),
      );
    });
  }

  /** An address at which there is a painted picture of this subject and size. */
  srcOf(subject, width, height) {
    return `${this.origin}/image/${width}x${height}/${encodeURIComponent(subject)}`;
  }

  /** An address at which there are these bytes. */
  keep(name, bytes) {
    const key = `${this.#kept.size}-${name}`;
    this.#kept.set(key, bytes);
    return `${this.origin}/kept/${encodeURIComponent(key)}`;
  }

  async close() {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** Content type and body; rejects where there is nothing. */
  async #answer({ pathname }) {
    if (pathname === '/') return ['text/html; charset=utf-8', this.#html()];
    // The browser asks for it by itself, as a webview never does.
    if (pathname === '/favicon.ico') return ['image/png', this.#paint('', 1, 1)];
    const [, first, ...rest] = pathname.split('/').map(decodeURIComponent);
    if (first === 'page') {
      const [name] = rest;
      return [types[path.extname(name)] ?? 'text/plain', await readFile(path.join(pageFolder, path.basename(name)))];
    }
    if (first === 'kept' && this.#kept.has(rest[0])) return ['image/png', this.#kept.get(rest[0])];
    const size = /^(\d+)x(\d+)$/.exec(rest[0] ?? '');
    if (first !== 'image' || !size) throw new Error('There is nothing.');
    return ['image/png', this.#paint(rest[1], Number(size[1]), Number(size[2]))];
  }

  #html() {
    return pageHtml({
      cspSource: this.origin,
      nonce: randomBytes(16).toString('base64'),
      at: (name) => `${this.origin}/page/${name}`,
      language: this.language,
      bundle: this.bundle,
    });
  }

  #paint(prompt, width, height) {
    const key = `${width} ${height} ${prompt}`;
    const known = this.#painted.get(key);
    if (known) return known;
    const png = Buffer.from(encodePng(paint({ prompt, seed: 1, width, height, references: [] })));
    this.#painted.set(key, png);
    return png;
  }
}
