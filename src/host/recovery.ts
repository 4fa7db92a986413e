import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EaselError } from '../base/errors.ts';
import { fetchLink } from '../core/fetchLink.ts';
import { readJobs, remainsOf, type JobState, type JournalEntry } from '../core/job.ts';
import type { SpooledImage } from '../core/ports.ts';
import { publish } from '../core/publish.ts';
import { asEaselError } from '../core/failures.ts';
import type { RunPorts } from '../core/run.ts';
import { findService } from '../providers/index.ts';
import type { WindowJournal } from './journal.ts';
import { settings } from './settings.ts';

/** What was done for a job of an earlier window. */
export interface Recovered {
  /** URIs of images that became files now. */
  readonly saved: readonly string[];
  readonly errors: readonly EaselError[];
}

/**
 * Goes on with jobs whose window is gone: answers that lie in the spool become files, links are fetched. What was sent
 * and never answered is not sent again; it waits for its person.
 */
export class Recovery {
  readonly #ports: RunPorts;
  readonly #journal: WindowJournal;
  readonly #jobs = new Map<string, JobState>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(ports: RunPorts, journal: WindowJournal) {
    this.#ports = ports;
    this.#journal = journal;
  }

  /** Jobs that owe their person something, newest first: those of this window that failed, and adopted ones. */
  list(): readonly JobState[] {
    return [...this.#jobs.values()].sort((a, b) => b.startedAt - a.startedAt);
  }

  /** Takes over what windows that are gone have left, and finishes what can be finished here. */
  async adopt(): Promise<void> {
    for (const job of await this.#journal.adopt()) this.#jobs.set(job.id, job);
    if (this.#jobs.size === 0) return;
    let saved = 0;
    for (const job of this.list()) {
      if (this.#isHere(job)) saved += (await this.finish(job.id)).saved.length;
    }
    this.#changed.fire();
    this.#announce(saved);
  }

  /** Looks at a job of this window that has ended: what it still owes is listed from now on. */
  async look(jobId: string): Promise<void> {
    const job = readJobs(await this.#journal.entriesOf(jobId)).get(jobId);
    if (!job) return;
    const { unsaved, unfetched, unknown } = remainsOf(job);
    if (unsaved + unfetched + unknown === 0) return;
    this.#jobs.set(jobId, job);
    this.#changed.fire();
  }

  /**
   * Saves what lies in the spool and fetches what lies behind links.
   * @param folder Instead of the job's own folder, chosen by the person.
   */
  async finish(jobId: string, folder?: vscode.Uri): Promise<Recovered> {
    const job = this.#jobs.get(jobId);
    if (!job) return { saved: [], errors: [] };
    const saved: string[] = [];
    const errors: EaselError[] = [];
    const summary = folder ? { ...job.summary, destination: { folder: folder.toString() } } : job.summary;
    for (const [call, state] of job.calls.entries()) {
      for (const [number, image] of state.images.entries()) {
        if (image.saved !== undefined) continue;
        try {
          const spooled = await this.#spooled(job, call, number);
          if (!spooled) continue;
          const about = { index: number + 1, revisedPrompt: image.answered.revisedPrompt };
          const { file } = await publish(summary, job.id, spooled, about, this.#ports);
          await this.#write(job.id, { type: 'saved', call, image: number, uri: file.uri, sha256: file.sha256 });
          await this.#ports.ledger.add({ at: this.#ports.clock.now(), job: job.id, summary, file });
          image.saved = file.uri;
          saved.push(file.uri);
        } catch (error) {
          errors.push(asEaselError(error));
        }
      }
    }
    if (errors.length === 0 && remainsOf(job).unknown === 0) await this.forget(jobId);
    this.#changed.fire();
    return { saved, errors };
  }

  /** The person knows about it now: the job, and what is left of it in the spool, goes. */
  async forget(jobId: string): Promise<void> {
    await this.#write(jobId, { type: 'forgotten' });
    await this.#ports.spool.job(jobId).remove();
    this.#jobs.delete(jobId);
    this.#changed.fire();
  }

  async #spooled(job: JobState, call: number, number: number): Promise<SpooledImage | undefined> {
    const image = job.calls[call]?.images[number];
    const spool = this.#ports.spool.job(job.id);
    const name = image?.spooled;
    const there = name === undefined ? undefined : await spool.open(name);
    if (there || !image || !('link' in image.answered)) return there;
    const service = findService(job.summary.provider);
    const fetched = await fetchLink(
      {
        url: image.answered.link,
        name: `${call}-${number}`,
        provider: service?.label ?? job.summary.provider,
        endpoint: service ? settings.endpoint(service) : job.summary.origin,
        spool,
        deadline: this.#ports.clock.now() + settings.timeoutMs(),
        progress: () => undefined,
      },
      this.#ports,
      new AbortController().signal,
    );
    await this.#write(job.id, { type: 'fetched', call, link: image.answered.link, spooled: fetched.name });
    image.spooled = fetched.name;
    return fetched;
  }

  /** Whether this window has the job's folder open and trusted: only then may files appear by themselves. */
  #isHere(job: JobState): boolean {
    const { root } = job.summary.destination;
    if (root === undefined || !vscode.workspace.isTrusted) return false;
    return (vscode.workspace.workspaceFolders ?? []).some((folder) => folder.uri.toString() === root);
  }

  #announce(saved: number): void {
    const unknown = this.list().reduce((sum, job) => sum + remainsOf(job).unknown, 0);
    const waiting = this.list().reduce((sum, job) => sum + remainsOf(job).unsaved + remainsOf(job).unfetched, 0);
    if (saved > 0) {
      const text =
        saved === 1
          ? t('1 image of an earlier window was saved.')
          : t('{0} images of an earlier window were saved.', saved);
      vscode.window.setStatusBarMessage(`$(check) ${text}`, 15_000);
    }
    if (unknown === 0 && waiting === 0) return;
    const show = t('Show Jobs');
    const text =
      unknown > 0
        ? t(
            'VS Code was closed before every answer was there. Requests that may have been charged: {0}. Nothing is sent again by itself.',
            unknown,
          )
        : t('Finished images of an earlier window that wait to be saved: {0}.', waiting);
    void vscode.window.showWarningMessage(text, show).then((answer) => {
      if (answer === show) void vscode.commands.executeCommand('easel.showJobs');
    });
  }

  #write(job: string, entry: EntryBody): Promise<void> {
    return this.#journal.append({ at: this.#ports.clock.now(), job, ...entry });
  }
}

type EntryBody = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, 'at' | 'job'>
    : never
  : never;
