import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileSpool } from '../../src/host/spool.ts';
import { nodeFileOps, type FileOps, type OpenFile } from '../../src/host/spool/fileOps.ts';
import { png } from '../core/fakes.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-answers-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const base64 = Buffer.from(png).toString('base64');
const images = (count: number) => JSON.stringify({ data: Array(count).fill({ b64_json: base64 }) });
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const partial = event({ type: 'image_generation.partial_image', b64_json: base64 });
const completed = event({ type: 'image_generation.completed', b64_json: base64 });
const geminiPart = (more: object = {}) => ({ inlineData: { mimeType: 'image/png', data: base64 }, ...more });
const gemini = (...parts: object[]) => JSON.stringify({ candidates: [{ content: { role: 'model', parts } }] });

/** Real files, of which it is known when nothing is on its way to them any more. */
class WatchedFiles implements FileOps {
  #busy = 0;

  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet = this.#busy === 0 ? quiet + 1 : 0) await setImmediate();
  }

  async #watch<T>(work: Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work;
    } finally {
      this.#busy -= 1;
    }
  }

  readonly makeFolder = (path: string) => this.#watch(nodeFileOps.makeFolder(path));
  readonly rename = (from: string, to: string) => this.#watch(nodeFileOps.rename(from, to));
  readonly unlink = (path: string) => this.#watch(nodeFileOps.unlink(path));
  readonly syncFolder = (path: string) => this.#watch(nodeFileOps.syncFolder(path));
  readonly removeFolder = (path: string) => nodeFileOps.removeFolder(path);
  readonly names = (path: string) => nodeFileOps.names(path);
  readonly size = (path: string) => nodeFileOps.size(path);
  readonly read = (path: string) => nodeFileOps.read(path);

  async create(path: string): Promise<OpenFile> {
    const file = await this.#watch(nodeFileOps.create(path));
    return {
      write: (...written) => this.#watch(file.write(...written)),
      sync: () => this.#watch(file.sync()),
      close: () => this.#watch(file.close()),
    };
  }
}

let replies = 0;
const files = new WatchedFiles();
const spool = () => new FileSpool(folder, { files, unique: () => `u${(replies += 1)}` }).job('job-1');
const names = () => readdir(join(folder, 'job-1')).catch(() => []);

/** What a later window finds of an answer to call 3 of which the process read so much and was killed. */
async function foundAfter(body: string | Uint8Array, at = body.length, call: number | 'none' = 3): Promise<number> {
  await rm(join(folder, 'job-1'), { recursive: true, force: true });
  const reader = spool().reply(undefined, call === 'none' ? undefined : call);
  await reader.write(Buffer.from(body).subarray(0, at));
  // What is on its way to the disk gets there or does not; here it does.
  await files.settled();
  return (await spool().answersTo(3)).length;
}

describe('an answer that a process did not live to read', () => {
  it('is found by its call: every picture that was whole, and no other call’s', async () => {
    const body = images(3);
    const second = body.indexOf(base64, body.indexOf(base64) + 1);
    expect(await foundAfter(body, second + base64.length + 1)).toBe(2);
    expect(await spool().answersTo(0)).toEqual([]);
    expect(await foundAfter(body, second + base64.length)).toBe(1);
    expect(await foundAfter(body, body.indexOf(base64) + 20)).toBe(0);
  });

  it('is found whole when it was read to its end', async () => {
    const reader = spool().reply(undefined, 3);
    await reader.write(Buffer.from(images(2)));
    const { images: read } = await reader.finish();
    const found = await spool().answersTo(3);
    expect(found.map(({ name, sha256 }) => [name, sha256])).toEqual(read.map((each) => [each?.name, each?.sha256]));
  });

  it('is found when it is a picture itself, once that is whole', async () => {
    expect(await foundAfter(png)).toBe(0);
    const reader = spool().reply(undefined, 3);
    await reader.write(png);
    await reader.finish();
    expect(await spool().answersTo(3)).toHaveLength(1);
  });

  it('gives no previews of a stream, and the result behind them', async () => {
    expect(await foundAfter(partial + partial)).toBe(0);
    // The event is not over: nobody knows yet what it is.
    expect(await foundAfter(partial + completed.slice(0, -3))).toBe(0);
    expect(await foundAfter(partial + completed)).toBe(1);
    expect(await foundAfter(completed + partial + completed)).toBe(2);
  });

  it('gives a picture once that a stream brings twice', async () => {
    const call = { type: 'image_generation_call', id: 'ig_1', result: base64 };
    const twice =
      event({ type: 'response.output_item.done', item: call }) +
      event({ type: 'response.completed', response: { output: [call] } });
    expect(await foundAfter(twice)).toBe(1);
  });

  it('gives no drafts of a model that thinks in pictures', async () => {
    const body = gemini(geminiPart({ thought: true }), geminiPart(), { text: 'Here it is.' });
    expect(await foundAfter(body, body.indexOf('"thought"'))).toBe(0);
    expect(await foundAfter(body, body.lastIndexOf('"text"'))).toBe(1);
    expect(await foundAfter(body)).toBe(1);
  });

  it('is not read anew again and again when it holds much text, and found when it was read to its end', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(300_000), data: [{ b64_json: base64 }] });
    expect(await foundAfter(body, body.length - 1)).toBe(0);
    await rm(join(folder, 'job-1'), { recursive: true, force: true });
    const reader = spool().reply(undefined, 3);
    await reader.write(Buffer.from(body));
    await reader.finish();
    expect(await spool().answersTo(3)).toHaveLength(1);
  });

  it('gives nothing that is no picture, or a cut one', async () => {
    expect(await foundAfter(JSON.stringify({ data: [{ b64_json: Buffer.alloc(3000, 7).toString('base64') }] }))).toBe(
      0,
    );
    const cut = Buffer.from(png.slice(0, 40)).toString('base64');
    expect(await foundAfter(JSON.stringify({ data: [{ b64_json: cut }] }))).toBe(0);
  });

  it('gives nothing of a reply that can be had again, or is none to a call', async () => {
    expect(await foundAfter(images(1), undefined, 'none')).toBe(0);
    expect((await names()).filter((name) => name.startsWith('reply-'))).toHaveLength(1);
  });

  it('is none where there is no folder', async () => {
    expect(await new FileSpool(join(folder, 'none')).job('job-1').answersTo(0)).toEqual([]);
  });

  it('can be read on while its pictures get the names of results', async () => {
    const reader = spool().reply(undefined, 3);
    await reader.write(Buffer.from(partial + completed.slice(0, -3)));
    await files.settled();
    expect((await names()).sort()).toEqual([expect.stringMatching(/-0\.early$/), expect.stringMatching(/-1\.early$/)]);
    await reader.write(Buffer.from(completed.slice(-3)));
    const { images: read } = await reader.finish();
    expect(read.map((each) => each?.name.endsWith('.early'))).toEqual([true, false]);
    for (const image of read) for await (const piece of image!.stream()) expect([...piece]).toEqual([...png]);
  });
});
