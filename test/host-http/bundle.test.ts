import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder = '';
let inputs: readonly string[] = [];
let bytes = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'easel-http-'));
  const outfile = path.join(folder, 'http.js');
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../src/host/http/bundle.ts', import.meta.url))],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    metafile: true,
  });
  inputs = Object.keys(metafile.inputs);
  bytes = Object.values(metafile.outputs)[0]!.bytes;
});
afterAll(() => rm(folder, { recursive: true }));

it('the transport is small, and its own', () => {
  const packages = new Set(inputs.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
  expect([...packages].filter((name) => name !== '@vscode/l10n')).toEqual([]);
  expect(bytes).toBeLessThan(40_000);
});

it('loading it leaves what other extensions share as it was', async () => {
  const script = `
    const before = fetch;
    new Response('');
    const symbols = () => Object.getOwnPropertySymbols(globalThis).map((key) => [key.toString(), globalThis[key]]);
    const known = symbols();
    const http = require(process.argv[1]);
    const same = fetch === before && symbols().every(([name, value], i) => known[i]?.[0] === name && known[i]?.[1] === value);
    const server = require('node:http').createServer((_request, reply) => reply.end('ok')).listen(0, '127.0.0.1', async () => {
      const url = 'http://127.0.0.1:' + server.address().port + '/';
      let text = '';
      await http.createHttp(() => ({})).exchange(
        { method: 'GET', url, headers: {}, purpose: 'service', deadlineMs: 5000 },
        { head() {}, data(chunk) { text += Buffer.from(chunk); } }, new AbortController().signal);
      const fetched = await (await fetch(url)).text();
      console.log(JSON.stringify({ same, stillSame: symbols().length === known.length, text, fetched }));
      server.close();
      server.closeAllConnections();
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, path.join(folder, 'http.js')]);
  expect(JSON.parse(stdout)).toEqual({ same: true, stillSame: true, text: 'ok', fetched: 'ok' });
});
