import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from '../../../src/base/bytes.ts';
import { writeToDisk } from '../../../src/host/diskFiles.ts';
import { JsonLines, readJsonLines } from '../../../src/host/jsonLines.ts';
import { FileSpool } from '../../../src/host/spool.ts';
import { FaultyDisk, type Faults } from '../../host-files/faultyDisk.ts';
import { FaultyFiles } from '../../host-spool/faultyFiles.ts';

/** What is to be written, and in which pieces. */
export interface Load {
  readonly pictures: readonly Buffer[];
  readonly piece: number;
}

export interface Written {
  /** What it asked of the disk, in order. */
  readonly steps: readonly string[];
  readonly openFiles: number;
  /** Undefined: it was reported as done. */
  readonly error?: unknown;
}

/** One of the ways in which Easel writes what is paid for. */
export interface Writer {
  readonly title: string;
  /** Lays out what was there before. */
  readonly begin: (folder: string) => Promise<void>;
  readonly write: (folder: string, load: Load, faults: Faults) => Promise<Written>;
  /** What is wrong with what is there now. */
  readonly judge: (folder: string, load: Load, isDone: boolean) => Promise<readonly string[]>;
}

const old = new Map([
  ['cat.png', Buffer.from('the old cat')],
  ['cat-2.png', Buffer.from('another one')],
]);
const oldHash = createHash('sha256').update('the old cat').digest('hex');

function sourceOf({ pictures: [picture = Buffer.alloc(0)], piece }: Load): ByteSource {
  return {
    length: picture.length,
    async *stream() {
      for (let at = 0; at < picture.length; at += piece) yield await Promise.resolve(picture.subarray(at, at + piece));
    },
  };
}

async function layOut(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of old) await writeFile(join(folder, name), bytes);
}

/** Only whole pictures are there, and what was there before. */
async function judged(folder: string, { pictures }: Load, kept: ReadonlyMap<string, Buffer>, wanted: number) {
  const names = await readdir(folder).catch(() => []);
  const wrong: string[] = [];
  const aside: Buffer[] = [];
  let found = 0;
  for (const name of names.filter((each) => !kept.has(each))) {
    const bytes = await readFile(join(folder, name));
    if (name.endsWith('.part')) {
      wrong.push(`${name} was left behind`);
      aside.push(bytes);
    } else if (pictures.some((picture) => picture.equals(bytes))) found += 1;
    else wrong.push(`${name} is cut`);
  }
  for (const [name, bytes] of kept) {
    const now = await readFile(join(folder, name)).catch(() => undefined);
    // What a disk that is gone does not give back its name lies aside.
    if (![now, ...aside].some((each) => each?.equals(bytes))) wrong.push(`${name} is not what it was`);
  }
  if (found < wanted) wrong.push(`${found} of ${wanted} are there`);
  return wrong;
}

function fileWriter(title: string, replaces?: string): Writer {
  return {
    title,
    begin: layOut,
    async write(folder, load, faults) {
      const disk = new FaultyDisk(faults);
      const file = { baseName: 'cat', extension: 'png', content: sourceOf(load), ...(replaces ? { replaces } : {}) };
      const error = await writeToDisk(disk, { folder, root: folder, name: 'here' }, file).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return { steps: disk.done, openFiles: disk.openFiles, ...(error === undefined ? {} : { error }) };
    },
    judge(folder, load, isDone) {
      const kept = isDone && replaces ? new Map([...old].slice(1)) : old;
      return judged(folder, load, kept, isDone ? 1 : 0);
    },
  };
}

function spoolWriter(title: string, write: (spool: FileSpool, load: Load) => Promise<unknown>): Writer {
  return {
    title,
    begin: (folder) => rm(join(folder, 'job'), { recursive: true, force: true }),
    async write(folder, load, faults) {
      const files = new FaultyFiles(faults);
      const error = await write(new FileSpool(folder, { files }), load).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return { steps: files.done, openFiles: files.openFiles, ...(error === undefined ? {} : { error }) };
    },
    judge: (folder, load, isDone) => judged(join(folder, 'job'), load, new Map(), isDone ? load.pictures.length : 0),
  };
}

async function receive(spool: FileSpool, { pictures, piece }: Load): Promise<void> {
  const reader = spool.job('job').reply();
  const data = pictures.map((picture) => ({ b64_json: picture.toString('base64') }));
  const body = Buffer.from(JSON.stringify({ data }));
  try {
    for (let at = 0; at < body.length; at += piece) await reader.write(body.subarray(at, at + piece));
    const { images } = await reader.finish();
    for (const [index, picture] of pictures.entries()) await reopened(spool, images[index]?.name ?? '-', picture);
  } catch (error) {
    // As whoever receives does, who wants what was whole.
    await reader.abort();
    throw error;
  }
}

async function download(spool: FileSpool, load: Load): Promise<void> {
  for (const [index, picture] of load.pictures.entries()) {
    const writer = await spool.job('job').writer(`0-${index}`);
    try {
      for await (const piece of sourceOf({ ...load, pictures: [picture] }).stream()) await writer.write(piece);
      await writer.finish();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    await reopened(spool, `0-${index}`, picture);
  }
}

/** What was reported as spooled is there for another window, to the byte. */
async function reopened(spool: FileSpool, name: string, picture: Buffer): Promise<void> {
  const image = await spool.job('job').open(name);
  const sha256 = createHash('sha256').update(picture).digest('hex');
  if (image?.sha256 !== sha256) throw new CutThoughReported(name);
}

/** Worse than any failure of a disk. */
export class CutThoughReported extends Error {}

interface Line {
  readonly number: number;
  readonly text: string;
}

function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && 'number' in value;
}

/** The journal: lines that were acknowledged stay, whatever happens to later ones. */
const lineWriter: Writer = {
  title: 'lines of the journal',
  async begin(folder) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'lines.jsonl'), '{"number":-1,"text":""}\n');
  },
  async write(folder, load, faults) {
    const disk = new FaultyDisk(faults);
    const lines = new JsonLines(join(folder, 'lines.jsonl'), disk);
    const acknowledged: number[] = [-1];
    let error: unknown;
    for (const [number, picture] of load.pictures.entries()) {
      const line: Line = { number, text: picture.toString('base64') };
      await lines.append(line).then(
        () => acknowledged.push(number),
        (reason: unknown) => (error ??= reason),
      );
    }
    await lines.close().catch(() => undefined);
    const there = (await readJsonLines(join(folder, 'lines.jsonl'), isLine)).map(({ number }) => number);
    if (acknowledged.some((number) => !there.includes(number))) throw new CutThoughReported('a line of the journal');
    return { steps: disk.done, openFiles: disk.openFiles, ...(error === undefined ? {} : { error }) };
  },
  async judge(folder, { pictures }) {
    const there = await readJsonLines(join(folder, 'lines.jsonl'), isLine);
    const cut = there.filter(({ number, text }) => text !== (pictures[number]?.toString('base64') ?? ''));
    return cut.map(({ number }) => `line ${number} is cut`);
  },
};

export const writers: readonly Writer[] = [
  fileWriter('a new file'),
  fileWriter('a file in the place of another', oldHash),
  spoolWriter('an answer', receive),
  spoolWriter('a download', download),
  lineWriter,
];
