// A window of VS Code as far as jobs go, in a process of its own: what compose.ts puts together, without VS Code.
import { fuse } from './fuse.ts';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Http } from '../../../src/core/http.ts';
import { remainsOf, unknownImages, type JobSummary, type JournalEntry } from '../../../src/core/job.ts';
import { makePlan } from '../../../src/core/plan.ts';
import type { Files } from '../../../src/core/ports.ts';
import { runJob, type RunPorts } from '../../../src/core/run.ts';
import { writeToDisk } from '../../../src/host/diskFiles.ts';
import { createHttp } from '../../../src/host/http/client.ts';
import { WindowJournal } from '../../../src/host/journal.ts';
import { KeyedQueue } from '../../../src/host/keyedQueue.ts';
import { LedgerFile } from '../../../src/host/ledger.ts';
import { nodeEvery } from '../../../src/host/lease.ts';
import { Recovery } from '../../../src/host/recovery.ts';
import { FileSpool } from '../../../src/host/spool.ts';
import { sweepSpool } from '../../../src/host/sweepSpool.ts';
import { nodeDisk } from '../../../src/host/wholeFile.ts';
import { findModel } from '../../../src/providers/index.ts';
import { fakePorts } from '../../core/fakes.ts';
import { serviceOf } from '../../providers/services.ts';

/** What a window is told to do. */
export interface Orders {
  /** Holds the storage that all windows share, and the workspace. */
  readonly folder: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly key: string;
  readonly jobs: readonly Wish[];
  readonly jobsAtOnce: number;
  /** Whether the folder of the jobs is open here, so that what others left may become files. */
  readonly isHome: boolean;
  /** The step at which it dies. Undefined: it closes when its jobs are done. */
  readonly diesAt?: number | undefined;
  /** It does not die between a question and what is written down of its answer. */
  readonly sparesQuestions: boolean;
}

/** A job, told from all others by its prompt. */
export interface Wish {
  readonly prompt: string;
  readonly model?: string | undefined;
  readonly count: number;
}

/** A job that waits for its person when the window closes. */
export interface Waiting {
  readonly prompt: string;
  /** Images that may have been charged and never came. */
  readonly unknown: number;
  /** Images that are paid for and lie in the spool or at the service. */
  readonly owed: number;
}

export interface Report {
  readonly waiting: readonly Waiting[];
  readonly errors: readonly string[];
}

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
const { folder, endpoint, provider } = orders;
const storage = join(folder, 'storage');
const root = join(folder, 'workspace');
const service = serviceOf(provider);
const errors: string[] = [];

const questions = new Set<string>();
class WatchedJournal extends WindowJournal {
  override async append(entry: JournalEntry): Promise<void> {
    const question = `${entry.job} ${'call' in entry ? entry.call : ''}`;
    if (entry.type === 'sent') questions.add(question);
    await super.append(entry);
    if (['notSent', 'accepted', 'answered', 'failed'].includes(entry.type)) questions.delete(question);
  }
}
const journal = new WatchedJournal(join(storage, 'journal'));
if (orders.sparesQuestions) fuse.isSpared = () => questions.size > 0;

const network = createHttp(() => ({}));
const http: Http = {
  async exchange(request, receiver, signal) {
    fuse.step();
    await network.exchange(
      request,
      {
        sent() {
          receiver.sent?.();
          fuse.step();
        },
        head(head) {
          receiver.head(head);
          fuse.step();
        },
        data(chunk) {
          fuse.step();
          return receiver.data(chunk);
        },
      },
      signal,
    );
    fuse.step();
  },
};

const turns = new KeyedQueue();
const files: Files = {
  async publish(file) {
    const { folder: uri, root: rootUri } = file.destination;
    const wanted = { folder: fileURLToPath(uri), root: rootUri && fileURLToPath(rootUri), name: 'assets' };
    const { name, ...written } = await turns.run(uri, () => writeToDisk(nodeDisk, wanted, file));
    return { uri: `${uri}/${name}`, path: `assets/${name}`, ...written };
  },
};

const ports: RunPorts = {
  ...fakePorts().ports,
  http,
  journal,
  files,
  spool: new FileSpool(join(storage, 'spool')),
  ledger: new LedgerFile(join(storage, 'ledger.jsonl')),
  keys: { find: () => Promise.resolve({ key: orders.key }) },
  clock: {
    now: () => Date.now(),
    random: () => 0.5,
    // What a service has to be waited for is over at once here.
    async sleep(ms, signal) {
      await sleep(Math.min(ms, 3), undefined, { signal });
    },
  },
  log: { info: () => undefined, trace: () => undefined, warn: (text) => errors.push(text) },
};
const timeoutMs = 60_000;
const recovery = new Recovery({
  ports,
  journal,
  every: nodeEvery,
  timeoutMs: () => timeoutMs,
  reach: () => ({ service, endpoint }),
  sweep: (named) => sweepSpool(join(storage, 'spool'), named, Date.now()),
  isHere: () => orders.isHome,
  settle: () => Promise.resolve(),
  settleUnbegun: () => Promise.resolve(),
  announce: () => undefined,
});

async function make({ prompt, model: modelId = service.firstModel, count }: Wish): Promise<void> {
  const model = findModel(service, modelId);
  const plan = makePlan(service, model, { prompt, references: [], count }, () => 0.5);
  const rootUri = pathToFileURL(root).href;
  const summary: JobSummary = {
    kind: 'generate',
    provider,
    model: model.id,
    origin: endpoint,
    prompt,
    calls: plan.orders.length,
    images: plan.imageCount,
    destination: { folder: `${rootUri}/assets`, root: rootUri },
    name: { template: '${slug}', slug: 'cat', day: 0 },
    asked: {},
    metadata: 'none',
    sources: [],
  };
  const id = `job-${prompt.replaceAll(/\W+/g, '-')}`;
  try {
    await runJob(
      { id, plan, summary, endpoint, timeoutMs },
      ports,
      { progress: () => undefined },
      new AbortController().signal,
    );
  } catch (error) {
    errors.push(String(error));
  } finally {
    await recovery.look(id);
  }
}

async function main(): Promise<void> {
  if (orders.diesAt !== undefined) fuse.light(orders.diesAt);
  await recovery.adopt();
  const left = orders.jobs.values();
  const lane = async () => {
    for (const wish of left) await make(wish);
  };
  await Promise.all(Array.from({ length: orders.jobsAtOnce }, lane));
  recovery.dispose();
  await journal.close();
  const waiting = recovery.list().map((job): Waiting => {
    const { unsaved, unfetched } = remainsOf(job);
    return { prompt: job.summary.prompt, unknown: unknownImages(job), owed: unsaved + unfetched };
  });
  console.log(JSON.stringify({ waiting, errors } satisfies Report));
}

void main();
