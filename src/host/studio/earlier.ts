import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { joinSentences } from '../../base/sentences.ts';
import { readJobs, remainsOf, type CallState, type JobState, type JobSummary } from '../../core/job.ts';
import type { LedgerEntry } from '../../core/ports.ts';
import type { Progress } from '../../core/progress.ts';
import type { App } from '../app.ts';
import { owedText } from '../commands/owedJob.ts';
import { baseName, pathForPeople } from '../files.ts';
import { addressed, isLink } from '../resolveReference.ts';
import type { RunningJob } from '../runningJobs.ts';
import type { Cards, HeldCard, HeldImage } from './cards.ts';
import { draftOfJob, namesOf } from './drafts.ts';
import { changesTo, earlierId, isEarlier, isLive, looksOf } from './earlierCards.ts';
import type { KnownImages } from './knownImages.ts';

const mostRecent = 20;
const mostDismissed = 500;
const dismissedSlot = 'easel.studio.dismissed';

export interface EarlierParts {
  readonly app: Pick<App, 'ledger' | 'recovery' | 'running' | 'journal' | 'log'>;
  readonly cards: Cards;
  readonly known: KnownImages;
  readonly workspace: vscode.Memento;
}

/**
 * Cards of jobs that this Studio did not begin: those that run in this window, those made last in this workspace, by the
 * ledger, and those that owe their person something.
 */
export class Earlier {
  readonly #parts: EarlierParts;
  /** Of running jobs that the Studio did not begin, as far as it is written down what they are to make. */
  #summaries: ReadonlyMap<string, JobSummary> = new Map();
  /** Jobs that were ended by their card here. */
  readonly #cancelled = new Set<string>();
  #turn: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(parts: EarlierParts) {
    this.#parts = parts;
  }

  /** Brings the cards up to date; asked for while that waits for its turn, it is done once. Never rejects. */
  refresh(): Promise<void> {
    this.#waiting ??= this.#turn.then(() => {
      this.#waiting = undefined;
      this.#turn = this.#refresh().catch((error: unknown) => {
        this.#parts.app.log.warn(`The Studio cannot tell what was made before: ${String(error)}`);
      });
      return this.#turn;
    });
    return this.#waiting;
  }

  /** The person wants no more of this job's card. */
  async dismiss(job: string): Promise<void> {
    const { workspace } = this.#parts;
    await workspace.update(dismissedSlot, [job, ...this.#dismissed()].slice(0, mostDismissed));
  }

  #dismissed(): readonly string[] {
    return this.#parts.workspace.get<readonly string[]>(dismissedSlot, []);
  }

  /** A running job does something else: its card says so. */
  follow(): void {
    const { app, cards } = this.#parts;
    const all = new Map(cards.list().map((card) => [card.job, card]));
    for (const { id } of app.running.list()) {
      const card = all.get(id);
      // What it is to make is written down only when it has begun.
      if (!card && !this.#summaries.has(id)) void this.refresh();
      if (!card || !isEarlier(card) || !isLive(card)) continue;
      const { until: _, ...rest } = card;
      const next = { ...rest, ...stateOf(app.running.progressOf(id), card) };
      if (looksOf(next) !== looksOf(card)) cards.put(next);
    }
  }

  async #refresh(): Promise<void> {
    const { app, cards } = this.#parts;
    const recent = await recentJobs(await app.ledger.read());
    await this.#lookAtRunning();
    // From here on nothing waits: what runs and what is owed is so when the cards are drawn.
    const owing = new Map(app.recovery.list().map((job) => [job.id, job]));
    const wanted = new Map<string, HeldCard>();
    for (const job of owing.values()) wanted.set(job.id, owingCard(job));
    for (const entries of recent) wanted.set(entries[0].job, doneCard(entries, owing.get(entries[0].job)));
    for (const job of this.#dismissed()) wanted.delete(job);
    for (const job of app.running.list()) {
      const summary = this.#summaries.get(job.id);
      const { images = [] } = wanted.get(job.id) ?? {};
      wanted.delete(job.id);
      // Of what is saved outside this workspace nothing would stay here.
      if (summary && isHere(summary.destination.folder)) wanted.set(job.id, this.#runningCard(job, summary, images));
    }
    for (const card of cards.list()) {
      if (card.job === undefined || wanted.has(card.job) || !this.#cancelled.has(card.job)) continue;
      // What it owed is settled, or it would be among them.
      const { cancel: _, until: __, error: ___, ...rest } = card;
      wanted.set(card.job, { ...rest, state: 'cancelled' });
    }
    const { gone, put } = changesTo(cards.list(), wanted, Date.now());
    for (const { id } of gone) cards.remove(id);
    for (const card of put) {
      this.#admit(card);
      cards.put(card);
    }
  }

  async #lookAtRunning(): Promise<void> {
    const { app, cards } = this.#parts;
    const own = new Set(cards.list().flatMap((card) => (isEarlier(card) ? [] : (card.job ?? []))));
    const others = app.running.list().filter(({ id }) => !own.has(id));
    const summaries = new Map<string, JobSummary>();
    for (const { id } of others) {
      const summary = this.#summaries.get(id) ?? readJobs(await app.journal.entriesOf(id)).get(id)?.summary;
      if (summary) summaries.set(id, summary);
    }
    this.#summaries = summaries;
  }

  #runningCard(job: RunningJob, summary: JobSummary, images: readonly HeldImage[]): HeldCard {
    const card = {
      ...earlierCard(job.id, summary),
      startedAt: job.startedAt,
      total: summary.images,
      images,
      cancel: () => {
        this.#cancelled.add(job.id);
        job.cancel();
      },
    };
    return { ...card, ...stateOf(this.#parts.app.running.progressOf(job.id), card) };
  }

  /** What this machine's own ledger names may be asked about. */
  #admit({ draft, images }: HeldCard): void {
    for (const address of [...draft.images, ...images.map(({ uri }) => uri)]) {
      try {
        this.#parts.known.add(addressed(address));
      } catch {
        // A line of the ledger that no longer names anything.
      }
    }
  }
}

type Entries = readonly [LedgerEntry, ...LedgerEntry[]];

/** The entries of each of the jobs that were made last in this workspace and whose files are there, oldest first. */
async function recentJobs(ledger: readonly LedgerEntry[]): Promise<readonly Entries[]> {
  const jobs = new Map<string, LedgerEntry[]>();
  for (const entry of ledger.toReversed()) {
    if (!jobs.has(entry.job)) {
      if (jobs.size === mostRecent || !isHere(entry.file.uri)) continue;
      jobs.set(entry.job, []);
    }
    jobs.get(entry.job)?.unshift(entry);
  }
  const found = await Promise.all(
    [...jobs.values()].map(async (entries) => {
      const isThere = await Promise.all(entries.map(({ file }) => exists(file.uri)));
      return entries.filter((_, index) => isThere[index]);
    }),
  );
  return found.filter((entries): entries is [LedgerEntry, ...LedgerEntry[]] => entries.length > 0).reverse();
}

function isHere(uri: string): boolean {
  const parsed = addressed(uri);
  return !isLink(parsed) && vscode.workspace.getWorkspaceFolder(parsed) !== undefined;
}

function exists(uri: string): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.parse(uri, true))).then(
    () => true,
    () => false,
  );
}

function stateOf(progress: Progress | undefined, { images, total }: Pick<HeldCard, 'images' | 'total'>) {
  if (!progress) return { state: 'queued' as const, done: images.length };
  const { state, done, total: asked, until } = progress;
  return { state, done, total: asked > 0 ? asked : total, ...(until === undefined ? {} : { until }) };
}

function earlierCard(job: string, summary: JobSummary) {
  return {
    id: earlierId(job),
    job,
    kind: summary.kind,
    target: { provider: summary.provider, model: summary.model },
    ...namesOf(summary.provider, summary.model),
    draft: draftOfJob(summary),
    isRegion: summary.region !== undefined || summary.options?.['mask'] !== undefined,
    notices: [],
  };
}

/** @param owing The job, where it still owes something. */
function doneCard(entries: Entries, owing: JobState | undefined): HeldCard {
  const [first] = entries;
  return {
    ...earlierCard(first.job, first.summary),
    jobId: first.job,
    state: 'done',
    // When it began is not in the ledger, and how long it took is not either.
    startedAt: first.at,
    done: entries.length,
    total: Math.max(entries.length, first.summary.images),
    images: entries.map(({ file: { sha256: _, path: __, ...file }, summary }) => ({
      ...file,
      path: pathForPeople(file.uri),
      name: baseName(vscode.Uri.parse(file.uri, true)),
      isPlaceholder: summary.provider === 'sketch',
    })),
    ...(owing ? { error: owedError(owing) } : {}),
  };
}

/** What failed; of several calls, the last one. */
function failureOf({ calls }: JobState): CallState['failure'] {
  return calls.findLast(({ failure }) => failure !== undefined)?.failure;
}

function owingCard(job: JobState): HeldCard {
  const failure = failureOf(job);
  return {
    ...earlierCard(job.id, job.summary),
    state: failure?.code === 'cancelled' ? 'cancelled' : 'failed',
    startedAt: job.startedAt,
    done: 0,
    total: job.summary.images,
    images: [],
    error: owedError(job, failure?.message),
  };
}

/** What a job still owes its person, and where they get it. @param what What happened to it. */
export function owedError(job: JobState, what?: string): NonNullable<HeldCard['error']> {
  const showJobs = {
    title: t('Show Jobs'),
    run: () => vscode.commands.executeCommand('easel.showJobs'),
  };
  return {
    code: remainsOf(job).unknown > 0 ? 'unknownOutcome' : 'storage',
    text: joinSentences(what, `${owedText(job)}.`),
    actions: [showJobs],
  };
}
