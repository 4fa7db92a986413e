import { bytesInMemory } from '../../src/base/bytes.ts';
import { EaselError } from '../../src/base/errors.ts';
import type { PreparedImage } from '../../src/base/provider.ts';
import { HttpFailure, type HttpFailureKind } from '../../src/core/http.ts';
import { probeBytes } from '../../src/core/image/probe.ts';
import type { JournalEntry } from '../../src/core/job.ts';
import { providerQueues } from '../../src/core/providerQueue.ts';
import type {
  Clock,
  Compositor,
  Converter,
  JobSpool,
  LedgerEntry,
  NewFile,
  SpooledImage,
} from '../../src/core/ports.ts';
import type { RunPorts } from '../../src/core/run.ts';
import type { KeptTurn } from '../../src/core/turn.ts';
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
  | {
      readonly status: number;
      readonly body: string | Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
      /** The connection breaks behind the body, or stays open until the request is given up. */
      readonly then?: 'cut' | 'hangs';
    }
  | { readonly fails: 'notSent' | 'cut' | 'blocked' | 'hangs' };

/** What happened, in the order in which it happened. */
export interface Recorded {
  readonly turns: Map<string, KeptTurn>;
  readonly events: string[];
  readonly journal: JournalEntry[];
  readonly ledger: LedgerEntry[];
  /** What an image cost, by its hash. */
  readonly costs: [sha256: string, cost: number | undefined][];
  readonly files: (NewFile & { readonly bytes: Uint8Array })[];
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly deadlineMs: number;
  }[];
  readonly sleeps: number[];
  /** Of each reply the call that it is spooled as an answer to. */
  readonly answersTo: (number | undefined)[];
  readonly kept: string[];
  readonly keptText: string[];
  readonly logged: string[];
  /** Jobs whose spool folder was removed. */
  readonly removed: string[];
}

export interface FakeOptions {
  readonly replies?: readonly FakeReply[];
  readonly key?: { readonly key?: string; readonly otherOrigin?: string };
  /** Fails the publishing of the file with this number, counted from 0. */
  readonly failFile?: number;
  readonly now?: () => number;
  /** What the journal cannot write. */
  readonly failEntries?: readonly JournalEntry['type'][];
  readonly failLedger?: boolean;
  /** The spool cannot be removed, keep a text, or write a download. */
  readonly failSpool?: boolean;
  /** The disk is full at the end of a reply. */
  readonly failReply?: boolean;
  readonly convert?: Converter['convert'];
  readonly compose?: Compositor['compose'];
  /** How many calls run at a time. */
  readonly width?: number;
  /** Waits that do not pass by themselves, but are called off. */
  readonly sleepsForGood?: boolean;
}

/** The spool's own words for a disk that is full. */
function diskFull(): EaselError {
  return new EaselError({ code: 'storage', what: 'The disk is full.', money: 'charged', next: 'Ask again.' });
}

const brokenOff = (kind: HttpFailureKind, sent = true) => new HttpFailure(kind, 'The connection broke.', sent);

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
    costs: [],
    files: [],
    requests: [],
    sleeps: [],
    answersTo: [],
    kept: [],
    keptText: [],
    logged: [],
    removed: [],
    turns: new Map(),
  };
  const replies = [...(options.replies ?? [])];
  let time = 1_000_000;
  const now = options.now ?? (() => time);
  const clock: Clock = {
    now,
    random: () => 0.5,
    sleep(ms, signal) {
      recorded.sleeps.push(ms);
      if (options.sleepsForGood) return givenUp(signal);
      time += ms;
      return Promise.resolve();
    },
  };
  const ports: RunPorts = {
    http: {
      async exchange(request, receiver, signal) {
        const body = request.body ? Buffer.from(await collect(request.body.stream())).toString('utf8') : '';
        recorded.events.push(`${request.method} ${request.url}`);
        const { method, url, headers, deadlineMs } = request;
        recorded.requests.push({ method, url, headers, body, deadlineMs });
        const reply = replies.shift();
        if (signal.aborted || !reply) throw brokenOff('aborted');
        if ('fails' in reply && reply.fails === 'hangs') return await givenUp(signal);
        if ('fails' in reply) throw brokenOff(reply.fails === 'blocked' ? 'blocked' : 'reset', reply.fails === 'cut');
        receiver.head({ status: reply.status, headers: { 'content-type': 'application/json', ...reply.headers } });
        await receiver.data(typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body);
        if (reply.then === 'cut') throw brokenOff('reset');
        if (reply.then === 'hangs') await givenUp(signal);
      },
    },
    turns: {
      keep(job, turn) {
        recorded.turns.set(job, turn);
        return Promise.resolve();
      },
      find: (job) => Promise.resolve(recorded.turns.get(job)),
    },
    keys: { find: () => Promise.resolve(options.key ?? { key: 'sk-test-canary' }) },
    clock,
    log: {
      info: (text) => recorded.logged.push(text),
      warn: (text) => recorded.logged.push(text),
      trace: () => undefined,
    },
    base64: (bytes) => Buffer.from(Buffer.from(bytes).toString('base64'), 'latin1'),
    boundary: () => 'boundary',
    painter: { paint: () => Promise.resolve({ png }) },
    spool: { job: (id) => memorySpool(id, recorded, options) },
    journal: {
      append(entry) {
        if (options.failEntries?.includes(entry.type)) return Promise.reject(diskFull());
        recorded.events.push(`journal ${entry.type}`);
        recorded.journal.push(entry);
        return Promise.resolve();
      },
    },
    provenance: {
      record({ file }, cost) {
        recorded.costs.push([file.sha256, cost]);
        return Promise.resolve();
      },
    },
    ledger: {
      add(entry) {
        if (options.failLedger) return Promise.reject(diskFull());
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
    converter: { convert: options.convert ?? (() => Promise.reject(new Error('Nothing is converted here.'))) },
    compositor: {
      compose: options.compose ?? (() => Promise.reject(new Error('Nothing is put into a region here.'))),
    },
    software: 'Easel 0.0.0',
    queue: providerQueues(clock, () => options.width ?? Infinity),
  };
  return { ports, recorded };
}

/** Rejects when the signal is aborted, as the transport and the clock do. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const failed = () => reject(brokenOff('aborted'));
    if (signal.aborted) failed();
    else signal.addEventListener('abort', failed);
  });
}

function memorySpool(id: string, recorded: Recorded, options: FakeOptions): JobSpool {
  return {
    reply(seen, call) {
      recorded.answersTo.push(call);
      const blobs: { readonly pieces: Uint8Array[]; isWhole: boolean }[] = [];
      const sink: Base64Sink = {
        open(index) {
          const pieces: Uint8Array[] = [];
          const blob = { pieces, isWhole: false };
          blobs[index] = blob;
          return {
            base64(text) {
              const ascii = Buffer.from(text).toString('latin1');
              pieces.push(Buffer.from(ascii, 'base64'));
              return /^[A-Za-z0-9+/_-]*$/.test(ascii) ? text.length : 0;
            },
            raw: (bytes) => pieces.push(bytes.slice()),
            finish: () => void (blob.isWhole = true),
            abort: () => undefined,
          };
        },
        ready: () => undefined,
      };
      const imageOf = ({ pieces, isWhole }: (typeof blobs)[number], index: number) =>
        isWhole ? spooledImage(`blob-${index}`, Buffer.concat(pieces)) : undefined;
      const images = () => blobs.map(imageOf);
      const scanner = new ReplyScanner(sink, {
        onEvent: (event) => seen?.(event, ({ index }) => Promise.resolve(imageOf(blobs[index]!, index))),
      });
      return {
        write: (chunk) => scanner.push(chunk),
        finish() {
          const reply = scanner.end();
          if (options.failReply) return Promise.reject(diskFull());
          recorded.events.push('spooled');
          return Promise.resolve({ reply, images: images() });
        },
        abort: () => Promise.resolve({ reply: scanner.abort(), images: images() }),
      };
    },
    writer(name) {
      const pieces: Uint8Array[] = [];
      return Promise.resolve({
        write: (chunk: Uint8Array) => void pieces.push(chunk.slice()),
        finish() {
          if (options.failSpool) return Promise.reject(diskFull());
          recorded.events.push('spooled');
          return Promise.resolve(spooledImage(name, Buffer.concat(pieces)));
        },
        abort: () => Promise.resolve(),
      });
    },
    keep(name, bytes) {
      if (options.failSpool) return Promise.reject(diskFull());
      recorded.kept.push(name);
      recorded.keptText.push(Buffer.from(bytes).toString());
      return Promise.resolve();
    },
    open: () => Promise.resolve(undefined),
    answersTo: () => Promise.resolve([]),
    remove() {
      if (options.failSpool) return Promise.reject(diskFull());
      recorded.removed.push(id);
      return Promise.resolve();
    },
  };
}
