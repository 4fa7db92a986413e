import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileSpool, type SpoolOptions } from '../../src/host/spool.ts';
import { bufferSize } from '../../src/host/spool/disk.ts';
import { earlyImages } from '../../src/wire/early.ts';
import { picture } from '../wire/scanning.ts';
import { FaultyFiles, type Faults } from './faultyFiles.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-spool-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const body = (...pictures: Buffer[]) =>
  Buffer.from(JSON.stringify({ data: pictures.map((each) => ({ b64_json: each.toString('base64') })) }));

function spool(options: SpoolOptions = {}, faults?: Faults) {
  const files = new FaultyFiles(faults);
  return { files, job: new FileSpool(folder, { files, unique: () => 'a', ...options }).job('job-1') };
}

async function onDisk(): Promise<Record<string, Buffer>> {
  const names = await readdir(join(folder, 'job-1')).catch(() => []);
  const entries = names.sort().map(async (name) => [name, await readFile(join(folder, 'job-1', name))] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function collected(source: { stream(): AsyncIterable<Uint8Array> }): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.stream()) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}

/** Pushes a body as a transport would, pausing when told. */
async function send(reader: { write(chunk: Uint8Array): void | Promise<void> }, bytes: Buffer, chunk = 65_521) {
  for (let at = 0; at < bytes.length; at += chunk) {
    // The transport uses its buffer again.
    const piece = Buffer.from(bytes.subarray(at, at + chunk));
    const pause = reader.write(piece);
    piece.fill(0);
    await pause;
  }
}

describe('a reply is spooled', () => {
  it('to the byte, with what is to be known of every picture', async () => {
    const { job, files } = spool();
    const pictures = [1, 100, bufferSize - 1, bufferSize, bufferSize + 1, 2 * bufferSize + 2].map((each, at) =>
      picture(each, at),
    );
    const reader = job.reply();
    await send(reader, body(...pictures));
    const { reply, images } = await reader.finish();
    expect(reply).toMatchObject({ kind: 'events', blobs: pictures.map((_, index) => ({ index })) });
    for (const [index, bytes] of pictures.entries()) {
      const image = images[index]!;
      expect(image).toMatchObject({ name: `reply-a-${index}`, length: bytes.length, sha256: sha256(bytes) });
      expect(image.probe.bytes).toBe(bytes.length);
      expect((await collected(image)).equals(bytes)).toBe(true);
    }
    expect(Object.keys(await onDisk())).toEqual(pictures.map((_, index) => `reply-a-${index}`));
    expect(files.openFiles).toBe(0);
  });

  it('while its stream goes on: each picture can be shown as soon as it lies there', async () => {
    const { job } = spool();
    const shown: Buffer[] = [];
    const whole = picture(5000, 1);
    const seen = new Promise<void>((resolve, reject) => {
      const reader = job.reply((event, imageOf) => {
        for (const { blob, isFinal } of earlyImages(event)) {
          expect(isFinal).toBe(false);
          imageOf(blob)
            .then(async (image) => {
              shown.push(await collected(image!));
              // The reply has not ended yet, and breaks off here.
              await reader.abort();
              resolve();
            })
            .catch(reject);
        }
      });
      const event = { type: 'image_generation.partial_image', b64_json: whole.toString('base64') };
      void send(reader, Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
    });
    await seen;
    expect(shown.map((bytes) => bytes.equals(whole))).toEqual([true]);
  });

  it('and only then gets its name', async () => {
    const { job, files } = spool();
    await job.keep('x', picture(10));
    expect(files.done).toEqual(['makeFolder', 'create', 'write', 'sync', 'close', 'rename', 'syncFolder']);
  });

  it('whatever the size of the pieces', async () => {
    const bytes = picture(5000);
    for (const chunk of [1, 2, 3, 7, 1000, 100_000]) {
      const { job } = spool({ unique: () => `c${chunk}` });
      const reader = job.reply();
      await send(reader, body(bytes), chunk);
      const { images } = await reader.finish();
      expect((await collected(images[0]!)).equals(bytes)).toBe(true);
    }
  });

  it('and tapped in order', async () => {
    const seen: Buffer[][] = [];
    const { job } = spool({ tap: (blob, piece) => (seen[blob] ??= []).push(Buffer.from(piece)) });
    const pictures = [picture(3 * bufferSize), picture(10, 2)];
    const reader = job.reply();
    await send(reader, body(...pictures));
    await reader.finish();
    expect(seen.map((pieces) => sha256(Buffer.concat(pieces)))).toEqual(pictures.map(sha256));
  });

  it('as it is when it is a picture itself', async () => {
    const { job } = spool();
    const bytes = picture(3 * bufferSize + 5);
    const reader = job.reply();
    await send(reader, bytes);
    const { reply, images } = await reader.finish();
    expect(reply.kind).toBe('image');
    expect((await collected(images[0]!)).equals(bytes)).toBe(true);
  });

  it('with the first picture on the disk while the last is still arriving', async () => {
    const { job } = spool();
    const reader = job.reply();
    const bytes = body(picture(1000), picture(1000, 2));
    await send(reader, bytes.subarray(0, -100));
    await expect.poll(onDisk).toHaveProperty('reply-a-0');
    const { reply, images } = await reader.abort();
    expect(reply).toMatchObject({ fault: { reason: 'truncated' } });
    expect(images.map((image) => image?.name)).toEqual(['reply-a-0', undefined]);
    expect(Object.keys(await onDisk())).toEqual(['reply-a-0']);
  });

  it('without a file for a picture that is spoilt, cut or empty', async () => {
    const { job, files } = spool();
    const reader = job.reply();
    const good = picture(200);
    const text = picture(3 * bufferSize).toString('base64');
    await send(
      reader,
      Buffer.from(
        `{"data":[{"b64_json":"${text}*"},{"b64_json":""},{"b64_json":"${good.toString('base64')}"},{"b64_json":"${text}`,
      ),
    );
    const { images } = await reader.finish();
    expect(images[0]).toBeUndefined();
    expect(images[1]).toMatchObject({ sha256: sha256(good) });
    expect(images[2]).toBeUndefined();
    expect(Object.keys(await onDisk())).toEqual(['reply-a-1']);
    expect(files.openFiles).toBe(0);
  });

  it('and leaves no folder when it holds no picture', async () => {
    const { job } = spool();
    const reader = job.reply();
    await send(reader, Buffer.from('{"error":{"message":"no"}}'));
    await reader.finish();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a slow disk', () => {
  it('pauses the transport, a few writes at a time, until it has caught up', async () => {
    const waiting: (() => void)[] = [];
    let open = false;
    const gate = () => (open ? Promise.resolve() : new Promise<void>((resolve) => void waiting.push(resolve)));
    const { job, files } = spool({}, { gate });
    const reader = job.reply();
    const bytes = body(picture(12 * bufferSize));
    let at = 0;
    let pause: void | Promise<void> = undefined;
    for (; pause === undefined; at += 100_000) pause = reader.write(bytes.subarray(at, at + 100_000));
    // Four buffers may wait, the fifth is one too many.
    expect(at).toBeGreaterThan(5 * bufferSize);
    expect(at).toBeLessThan(8 * bufferSize);
    let paused = true;
    void Promise.resolve(pause).then(() => (paused = false));
    await expect.poll(() => waiting.length).toBe(3);
    expect(paused).toBe(true);
    open = true;
    for (const resolve of waiting) resolve();
    await pause;
    await send(reader, bytes.subarray(at));
    const { images } = await reader.finish();
    expect(images[0]).toMatchObject({ sha256: sha256(picture(12 * bufferSize)) });
    expect(files.mostWritesAtOnce).toBe(3);
  });

  it('does not pause for pictures that only wait for more bytes', async () => {
    const { job } = spool();
    const writers = await Promise.all(Array.from({ length: 30 }, (_, at) => job.writer(`w${at}`)));
    for (const writer of writers) expect(writer.write(picture(1000))).toBeUndefined();
    expect(await Promise.all(writers.map((writer) => writer.finish()))).toHaveLength(30);
  });
});

describe('a disk that fails', () => {
  const pictures = [picture(2 * bufferSize), picture(500, 2)];

  async function attempt(faults: Faults): Promise<{ error: unknown; operations: number }> {
    const { job, files } = spool({}, faults);
    const reader = job.reply();
    const error: unknown = await send(reader, body(...pictures))
      .then(() => reader.finish())
      .then(
        () => undefined,
        async (reason: unknown) => {
          await reader.abort();
          return reason;
        },
      );
    expect(files.openFiles).toBe(0);
    return { error, operations: files.done.length };
  }

  it('at any one operation, once or for good, leaves whole files or none and says so once', async () => {
    const { operations } = await attempt({});
    expect(operations).toBeGreaterThan(10);
    for (const forGood of [false, true]) {
      for (let failAt = 1; failAt <= operations; failAt++) {
        await rm(join(folder, 'job-1'), { recursive: true, force: true });
        const { error } = await attempt({ failAt, forGood, code: 'ENOSPC' });
        expect(error).toMatchObject({ name: 'EaselError', code: 'storage', money: 'charged' });
        for (const [name, bytes] of Object.entries(await onDisk())) {
          expect(name).toMatch(/^reply-a-[01]$/);
          expect(bytes.equals(pictures[Number(name.at(-1))]!)).toBe(true);
        }
      }
    }
  });

  it('by writing less than asked is asked again', async () => {
    const { error } = await attempt({ take: (length) => Math.ceil(length / 3) });
    expect(error).toBeUndefined();
    expect((await onDisk())['reply-a-0']!.equals(pictures[0]!)).toBe(true);
  });

  it('by writing nothing is full', async () => {
    const { error } = await attempt({ take: () => 0 });
    expect(error).toMatchObject({ code: 'storage', text: expect.stringContaining('full') as string });
    expect(await onDisk()).toEqual({});
  });

  it('is told to the transport, so that it need not go on', async () => {
    const { job } = spool({}, { failAt: 1 });
    const reader = job.reply();
    const endless = async () => {
      await send(reader, Buffer.from('{"b64_json":"'));
      for (;;) await send(reader, Buffer.alloc(400_000, 'A'));
    };
    await expect(endless()).rejects.toMatchObject({ code: 'storage' });
    await reader.abort();
  });
});

describe('a reply that is too large', () => {
  it.each([
    ['in base64', body(picture(3 * bufferSize))],
    ['as a picture', picture(3 * bufferSize)],
  ])('%s is given up and leaves nothing', async (_, bytes) => {
    const { job } = spool({ maxBytes: 2 * bufferSize });
    const reader = job.reply();
    const error: unknown = await send(reader, bytes).then(
      () => reader.finish(),
      (reason: unknown) => reason,
    );
    await expect(reader.finish()).rejects.toBe(error);
    expect(error).toMatchObject({ code: 'malformedResponse', money: 'charged' });
    expect(await onDisk()).toEqual({});
  });
});

describe('a download is spooled', () => {
  it('under its name, over what an earlier try left', async () => {
    const { job } = spool();
    const bytes = picture(1_500_000);
    const first = await job.writer('0-1');
    await first.write(picture(2_000_000, 3));
    await first.abort();
    expect(await onDisk()).toEqual({});
    for (const each of [picture(3000, 9), bytes]) {
      const writer = await job.writer('0-1');
      await send(writer, each);
      const image = await writer.finish();
      expect(image).toMatchObject({ name: '0-1', length: each.length, sha256: sha256(each) });
      expect((await collected(image)).equals(each)).toBe(true);
    }
    expect(Object.keys(await onDisk())).toEqual(['0-1']);
  });

  it('or not at all when the disk fails', async () => {
    const { job } = spool({}, { failAt: 3 });
    const writer = await job.writer('x');
    await writer.write(picture(100));
    await expect(writer.finish()).rejects.toMatchObject({ code: 'storage' });
    expect(await onDisk()).toEqual({});
  });
});

describe('the spool of a job', () => {
  it('opens what another window left, as it was', async () => {
    const { job } = spool();
    const writer = await job.writer('a');
    await writer.write(picture(700_000));
    const image = await writer.finish();
    const again = await spool().job.open('a');
    expect(again).toMatchObject({ name: 'a', length: image.length, sha256: image.sha256, probe: image.probe });
    expect(await job.open('b')).toBeUndefined();
    await writeFile(join(folder, 'job-1', 'c.part'), 'half');
    expect(await job.open('c')).toBeUndefined();
  });

  it('keeps texts, and goes when it is removed', async () => {
    const { job } = spool();
    await job.keep('reply.json', Buffer.from('{}'));
    await job.keep('empty', new Uint8Array(0));
    expect(await onDisk()).toEqual({ 'reply.json': Buffer.from('{}'), empty: Buffer.alloc(0) });
    await job.remove();
    await job.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['', '.', '..', 'a/b', 'a\\b', '../x', 'a\0', '.hidden'])('takes no name like %j', async (name) => {
    const { job } = spool();
    expect(() => new FileSpool(folder).job(name)).toThrow(TypeError);
    await expect((async () => await job.writer(name))()).rejects.toThrow(TypeError);
  });
});
