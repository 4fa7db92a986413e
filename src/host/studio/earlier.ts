import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { joinSentences } from '../../base/sentences.ts';
import { remainsOf, type JobState, type JobSummary } from '../../core/job.ts';
import type { LedgerEntry } from '../../core/ports.ts';
import type { App } from '../app.ts';
import { owedText } from '../commands/owedJob.ts';
import { baseName, pathForPeople } from '../files.ts';
import { addressed, isLink } from '../resolveReference.ts';
import type { Cards, HeldCard } from './cards.ts';
import { draftOfJob, namesOf } from './drafts.ts';
import type { KnownImages } from './knownImages.ts';

const mostRecent = 20;
const mostDismissed = 500;
const dismissedSlot = 'easel.studio.dismissed';

export interface EarlierParts {
  readonly app: Pick<App, 'ledger' | 'recovery' | 'log'>;
  readonly cards: Cards;
  readonly known: KnownImages;
  readonly workspace: vscode.Memento;
}

/**
 * Cards of jobs that this Studio did not begin: those made last in this workspace, by the ledger, and those that owe
 * their person something.
 */
export class Earlier {
  readonly #parts: EarlierParts;
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

  async #refresh(): Promise<void> {
    const { app, cards } = this.#parts;
    const recent = await recentJobs(await app.ledger.read());
    const owing = app.recovery.list();
    const dismissed = new Set(this.#dismissed());
    const wanted = new Map<string, () => HeldCard>();
    for (const job of owing) wanted.set(job.id, () => owingCard(job));
    for (const entries of recent) wanted.set(entries[0].job, () => doneCard(entries));
    for (const job of dismissed) wanted.delete(job);
    for (const card of cards.list()) {
      if (card.job === undefined) continue;
      const isStale = card.state === 'failed' && recent.some(([{ job }]) => job === card.job);
      // A job that was saved after all, a file that is gone, a debt that is settled.
      if (isStale || (isEarlier(card) && !wanted.has(card.job))) cards.remove(card.id);
      else wanted.delete(card.job);
    }
    for (const card of [...wanted.values()].map((make) => make()).sort((a, b) => a.startedAt - b.startedAt)) {
      this.#admit(card);
      cards.put(card);
    }
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

const earlierId = 'earlier-';

function isEarlier({ id }: HeldCard): boolean {
  return id.startsWith(earlierId);
}

function earlierCard(job: string, summary: JobSummary) {
  return {
    id: earlierId + job,
    job,
    kind: summary.kind,
    target: { provider: summary.provider, model: summary.model },
    ...namesOf(summary.provider, summary.model),
    draft: draftOfJob(summary),
    isRegion: summary.region !== undefined || summary.options?.['mask'] !== undefined,
    notices: [],
  };
}

function doneCard(entries: Entries): HeldCard {
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
  };
}

/** What was said when it failed; of several calls, the last one. */
function failureText({ calls }: JobState): string | undefined {
  return calls.findLast(({ failure }) => failure !== undefined)?.failure?.message;
}

function owingCard(job: JobState): HeldCard {
  const showJobs = {
    title: t('Show Jobs'),
    run: () => vscode.commands.executeCommand('easel.showJobs'),
  };
  return {
    ...earlierCard(job.id, job.summary),
    state: 'failed',
    startedAt: job.startedAt,
    done: 0,
    total: job.summary.images,
    images: [],
    error: {
      code: remainsOf(job).unknown > 0 ? 'unknownOutcome' : 'storage',
      text: joinSentences(failureText(job), `${owedText(job)}.`),
      actions: [showJobs],
    },
  };
}
