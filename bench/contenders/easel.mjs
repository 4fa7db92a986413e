// Easel's own way from a prompt to files, of the code that ships: references looked at and prepared, journal, transport,
// scanner, spool, metadata, workspace, ledger. Only VS Code is a stand-in (../vscode.mjs), and nobody is asked anything.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Uri } from 'vscode';
import { makePlan } from '../../src/core/plan.ts';
import { runJob } from '../../src/core/run.ts';
import { WorkspaceFiles } from '../../src/host/files.ts';
import { WindowJournal } from '../../src/host/journal.ts';
import { LedgerFile } from '../../src/host/ledger.ts';
import { lazyHttp } from '../../src/host/network.ts';
import { openSource, prepareImage } from '../../src/host/references.ts';
import { nodeFileOps } from '../../src/host/spool/fileOps.ts';
import { FileSpool } from '../../src/host/spool.ts';
import { google } from '../../src/providers/google.ts';
import { openai } from '../../src/providers/openai.ts';

const services = { openai: [openai, 'gpt-image-1'], google: [google, 'gemini-3.1-flash-image'] };
const prompt = 'a cat';
const never = new AbortController().signal;

export async function run({ row, url, folder, storage, references }, notes) {
  const [service, id] = services[row.service];
  const model = service.models.find((each) => each.id === id);
  const prepared = [];
  for (const [index, file] of references.entries()) {
    const source = await openSource(Uri.file(file));
    prepared.push(await prepareImage(source, model.capabilities.references, index, undefined, undefined, never));
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

function summaryOf(plan, url, folder) {
  return {
    kind: 'generate',
    provider: plan.service.id,
    model: plan.model.id,
    origin: new URL(url).origin,
    prompt,
    calls: plan.orders.length,
    images: plan.imageCount,
    destination: { folder: String(Uri.file(folder)), root: String(Uri.file(folder)) },
    name: { template: '${slug}', slug: 'a-cat', day: 0 },
    asked: plan.asked,
    metadata: 'full',
    sources: [],
  };
}

function portsOf(storage, notes) {
  const journal = new WindowJournal(path.join(storage, 'journal'));
  const files = new WorkspaceFiles();
  return {
    http: lazyHttp(() => ({}), undefined),
    keys: { find: async () => ({ key: 'sk-bench' }) },
    ledger: new LedgerFile(path.join(storage, 'ledger.jsonl')),
    journal: {
      async append(entry) {
        // The answer is in the spool, whole and synced: from here on nothing can take it away.
        if (entry.type === 'answered') notes.phase('spool');
        await journal.append(entry);
      },
    },
    log: { info: () => undefined, warn: console.error, trace: () => undefined },
    clock: { now: Date.now, random: Math.random, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
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
    painter: undefined,
    converter: undefined,
    base64: (bytes) =>
      Buffer.from(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'), 'latin1'),
    boundary: () => `easel-${randomUUID()}`,
    software: 'Easel',
    gate: (_, work) => work(),
  };
}
