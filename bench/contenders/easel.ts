// Easel's own way from a prompt to files, of the code that ships: references looked at and prepared, journal, transport,
// scanner, spool, metadata, workspace, ledger. Only VS Code is a stand-in (../vscode.mjs), and nobody is asked anything.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Uri } from 'vscode';
import type { Service } from '../../src/base/provider.ts';
import type { JobSummary } from '../../src/core/job.ts';
import { makePlan, type Plan } from '../../src/core/plan.ts';
import type { Clock } from '../../src/core/ports.ts';
import { providerQueues } from '../../src/core/providerQueue.ts';
import { runJob, type RunPorts } from '../../src/core/run.ts';
import { WorkspaceFiles } from '../../src/host/files.ts';
import { WindowJournal } from '../../src/host/journal.ts';
import { LedgerFile } from '../../src/host/ledger.ts';
import { lazyHttp } from '../../src/host/network.ts';
import { openSource, prepareImage } from '../../src/host/references.ts';
import { nodeFileOps } from '../../src/host/spool/fileOps.ts';
import { FileSpool } from '../../src/host/spool.ts';
import { TurnFiles } from '../../src/host/turnFiles.ts';
import { findModel } from '../../src/providers/index.ts';
import { google } from '../../src/providers/google.ts';
import { openai } from '../../src/providers/openai.ts';

interface Task {
  readonly row: { readonly service: 'openai' | 'google'; readonly reply: 'json' | 'sse'; readonly n: number };
  readonly url: string;
  readonly folder: string;
  readonly storage: string;
  readonly references: readonly string[];
}

interface Notes {
  saved(phase?: string): void;
  phase(name: string): void;
}

const services: Readonly<Record<Task['row']['service'], readonly [Service, string]>> = {
  openai: [openai, 'gpt-image-1'],
  google: [google, 'gemini-3.1-flash-image'],
};
const prompt = 'a cat';
const never = new AbortController().signal;
const unneeded = () => Promise.reject(new Error('Nothing is fetched, painted or converted here.'));
const converter = { convert: unneeded };

export async function run({ row, url, folder, storage, references }: Task, notes: Notes): Promise<void> {
  const [service, id] = services[row.service];
  const model = findModel(service, id);
  const prepared = [];
  for (const [index, file] of references.entries()) {
    const source = await openSource(Uri.file(file), unneeded);
    prepared.push(await prepareImage(source, model.capabilities.references, index, converter, undefined, never));
  }
  const streamed = row.service === 'openai' && row.reply === 'sse';
  const plan = makePlan(
    service,
    model,
    {
      prompt,
      references: prepared,
      ...(row.n > 1 ? { count: row.n } : {}),
      ...(streamed ? { parameters: { stream: true, partial_images: 2 } } : {}),
    },
    Math.random,
  );
  const job = { id: randomUUID(), plan, summary: summaryOf(plan, url, folder), endpoint: url, timeoutMs: 600_000 };
  await runJob(job, portsOf(storage, notes), { progress: () => undefined }, never);
}

function summaryOf(plan: Plan, url: string, folder: string): JobSummary {
  return {
    kind: 'generate',
    provider: plan.service.id,
    model: plan.model.id,
    origin: new URL(url).origin,
    prompt,
    calls: plan.orders.length,
    images: plan.imageCount,
    destination: { folder: Uri.file(folder).toString(), root: Uri.file(folder).toString() },
    name: { template: '${slug}', slug: 'a-cat', day: 0 },
    asked: { prompt },
    metadata: 'full',
    sources: [],
  };
}

const clock: Clock = { now: Date.now, random: Math.random, sleep: (ms, signal) => sleep(ms, undefined, { signal }) };

function portsOf(storage: string, notes: Notes): RunPorts {
  const journal = new WindowJournal(path.join(storage, 'journal'));
  const files = new WorkspaceFiles();
  return {
    http: lazyHttp(() => ({}), undefined),
    keys: { find: () => Promise.resolve({ key: 'sk-bench' }) },
    ledger: new LedgerFile(path.join(storage, 'ledger.jsonl')),
    journal: {
      async append(entry) {
        await journal.append(entry);
        // The whole answer lies in the spool, synced, and the journal says where.
        if (entry.type === 'answered') notes.phase('spool');
      },
    },
    log: { info: () => undefined, warn: console.error, trace: () => undefined },
    clock,
    spool: new FileSpool(path.join(storage, 'spool'), {
      files: {
        ...nodeFileOps,
        async syncFolder(folder) {
          await nodeFileOps.syncFolder(folder);
          notes.saved('spool');
        },
      },
    }),
    files: {
      async publish(file) {
        const published = await files.publish(file);
        notes.saved();
        return published;
      },
    },
    turns: new TurnFiles(path.join(storage, 'turns')),
    provenance: { record: () => Promise.resolve() },
    painter: { paint: unneeded },
    converter,
    compositor: { compose: unneeded },
    base64: (bytes) =>
      Buffer.from(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'), 'latin1'),
    boundary: () => `easel-${randomUUID()}`,
    software: 'Easel',
    queue: providerQueues(clock, () => Infinity),
  };
}
