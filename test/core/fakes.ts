import { bytesInMemory } from '../../src/base/bytes.ts';
import type { PreparedImage } from '../../src/base/provider.ts';
import { probeBytes } from '../../src/core/image/probe.ts';
import type { JournalEntry } from '../../src/core/job.ts';
import type { JobSpool, LedgerEntry, NewFile, SpooledImage } from '../../src/core/ports.ts';
import type { RunPorts } from '../../src/core/run.ts';
import { ReplyScanner } from '../../src/wire/scanner.ts';
import type { Base64Sink } from '../../src/wire/sink.ts';

/** The smallest PNG that is whole: one grey pixel. */
export const png = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOoBwAAgQCA0CUrHgAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);

export const pngBase64 = Buffer.from(png).toString('base64');

export function reference(bytes: Uint8Array = png): PreparedImage {
  return { ...bytesInMemory(bytes), mediaType: 'image/png', width: 1, height: 1, name: 'reference-1.png' };
}

export function spooledImage(name: string, bytes: Uint8Array): SpooledImage {
  return {
    ...bytesInMemory(bytes),
    name,
    sha256: Buffer.from(bytes).toString('hex').slice(-8),
    probe: probeBytes(bytes),
  };
}

/** One reply that a fake service gives, or how the exchange breaks. */
export type FakeReply =
  | { readonly status: number; readonly body: string | Uint8Array; readonly headers?: Readonly<Record<string, string>> }
  | { readonly fails: 'notSent' | 'cut' | 'blocked' };

/** What happened, in the order in which it happened. */
export interface Recorded {
  readonly events: string[];
  readonly journal: JournalEntry[];
  readonly ledger: LedgerEntry[];
  readonly files: (NewFile & { readonly bytes: Uint8Array })[];
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }[];
  readonly sleeps: number[];
  readonly kept: string[];
  /** Jobs whose spool folder was removed. */
  readonly removed: string[];
}

export interface FakeOptions {
  readonly replies?: readonly FakeReply[];
  readonly key?: { readonly key?: string; readonly otherOrigin?: string };
  /** Fails the publishing of the file with this number, counted from 0. */
  readonly failFile?: number;
  readonly now?: () => number;
}

export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly detail = 'The connection broke.';
  readonly sent: boolean;
  readonly kind: string;

  constructor(sent: boolean, kind: string) {
    super(kind);
    this.sent = sent;
    this.kind = kind;
  }
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Ports that keep everything in memory and write down what was asked of them. */
export function fakePorts(options: FakeOptions = {}): { ports: RunPorts; recorded: Recorded } {
  const recorded: Recorded = {
    events: [],
    journal: [],
    ledger: [],
    files: [],
    requests: [],
    sleeps: [],
    kept: [],
    removed: [],
  };
  const replies = [...(options.replies ?? [])];
  let time = 1_000_000;
  const now = options.now ?? (() => time);
  const ports: RunPorts = {
    http: {
      async exchange(request, receiver, signal) {
        const body = request.body ? Buffer.from(await collect(request.body.stream())).toString('utf8') : '';
        recorded.events.push(`${request.method} ${request.url}`);
        recorded.requests.push({ method: request.method, url: request.url, headers: request.headers, body });
        const reply = replies.shift();
        if (signal.aborted || !reply) throw new HttpFailure(true, 'aborted');
        if ('fails' in reply)
          throw new HttpFailure(reply.fails === 'cut', reply.fails === 'blocked' ? 'blocked' : 'reset');
        receiver.head({ status: reply.status, headers: { 'content-type': 'application/json', ...reply.headers } });
        await receiver.data(typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body);
      },
    },
    keys: { find: () => Promise.resolve(options.key ?? { key: 'sk-test-canary' }) },
    clock: {
      now,
      random: () => 0.5,
      sleep(ms) {
        recorded.sleeps.push(ms);
        time += ms;
        return Promise.resolve();
      },
    },
    log: { info: () => undefined, warn: () => undefined, trace: () => undefined },
    base64: (bytes) => Buffer.from(Buffer.from(bytes).toString('base64'), 'latin1'),
    boundary: () => 'boundary',
    painter: { paint: () => Promise.resolve({ png }) },
    spool: { job: (id) => memorySpool(id, recorded) },
    journal: {
      append(entry) {
        recorded.events.push(`journal ${entry.type}`);
        recorded.journal.push(entry);
        return Promise.resolve();
      },
    },
    ledger: {
      add(entry) {
        recorded.ledger.push(entry);
        return Promise.resolve();
      },
    },
    files: {
      async publish(file) {
        const bytes = await collect(file.content.stream());
        const number = recorded.files.length;
        recorded.files.push({ ...file, bytes });
        if (options.failFile === number) throw new Error('The disk is full.');
        recorded.events.push('publish');
        const path = `assets/${file.baseName}${number === 0 ? '' : `-${number + 1}`}.${file.extension}`;
        return { uri: `file:///ws/${path}`, path, sha256: `hash-${number}`, bytes: bytes.length };
      },
    },
    converter: { convert: () => Promise.reject(new Error('Nothing is converted here.')) },
    software: 'Easel 0.0.0',
    gate: (_, work) => work(),
  };
  return { ports, recorded };
}

function memorySpool(id: string, recorded: Recorded): JobSpool {
  return {
    reply() {
      const blobs: Uint8Array[][] = [];
      const sink: Base64Sink = {
        open(index) {
          const pieces: Uint8Array[] = [];
          blobs[index] = pieces;
          return {
            base64(text) {
              const ascii = Buffer.from(text).toString('latin1');
              pieces.push(Buffer.from(ascii, 'base64'));
              return /^[A-Za-z0-9+/_-]*$/.test(ascii) ? text.length : 0;
            },
            raw: (bytes) => pieces.push(bytes.slice()),
            finish: () => undefined,
            abort: () => undefined,
          };
        },
        ready: () => undefined,
      };
      const scanner = new ReplyScanner(sink);
      return {
        write: (chunk) => scanner.push(chunk),
        finish() {
          const reply = scanner.end();
          const images = blobs.map((pieces, index) => spooledImage(`blob-${index}`, Buffer.concat(pieces)));
          recorded.events.push('spooled');
          return Promise.resolve({ reply, images });
        },
        abort: () => Promise.resolve(),
      };
    },
    writer(name) {
      const pieces: Uint8Array[] = [];
      return Promise.resolve({
        write: (chunk: Uint8Array) => void pieces.push(chunk.slice()),
        finish() {
          recorded.events.push('spooled');
          return Promise.resolve(spooledImage(name, Buffer.concat(pieces)));
        },
        abort: () => Promise.resolve(),
      });
    },
    keep(name) {
      recorded.kept.push(name);
      return Promise.resolve();
    },
    open: () => Promise.resolve(undefined),
    remove() {
      recorded.removed.push(id);
      return Promise.resolve();
    },
  };
}
