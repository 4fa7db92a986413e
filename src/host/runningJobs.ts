import * as vscode from 'vscode';
import { isEaselError, type EaselError } from '../base/errors.ts';
import type { Progress } from '../core/progress.ts';

/** A job that is running in this window. */
export interface RunningJob {
  readonly id: string;
  readonly prompt: string;
  /** Label of the service. */
  readonly provider: string;
  /** Page of the service for its keys and their allowance, where it is known. */
  readonly keyPage: string | undefined;
  readonly startedAt: number;
  readonly cancel: () => void;
}

export class RunningJobs {
  readonly #jobs = new Map<string, { readonly job: RunningJob; progress?: Progress }>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #progressed = new vscode.EventEmitter<void>();
  readonly #failed: (job: RunningJob, error: EaselError) => void;
  /** A job has begun or ended. */
  readonly onDidChange = this.#changed.event;
  /** A job does something else, or has more images. */
  readonly onDidProgress = this.#progressed.event;

  /** @param failed Told why a job ended without images, before anybody else is. */
  constructor(failed: (job: RunningJob, error: EaselError) => void) {
    this.#failed = failed;
  }

  list(): readonly RunningJob[] {
    return [...this.#jobs.values()].map(({ job }) => job);
  }

  /** What a job is doing; undefined before it does anything. */
  progressOf(jobId: string): Progress | undefined {
    return this.#jobs.get(jobId)?.progress;
  }

  report(jobId: string, progress: Progress): void {
    const running = this.#jobs.get(jobId);
    if (!running) return;
    const { state, done, until } = running.progress ?? {};
    running.progress = progress;
    // Bytes arrive thousands of times a second.
    if (progress.state !== state || progress.done !== done || progress.until !== until) this.#progressed.fire();
  }

  async track<T>(job: RunningJob, work: () => Promise<T>): Promise<T> {
    this.#jobs.set(job.id, { job });
    this.#changed.fire();
    try {
      return await work();
    } catch (error) {
      if (isEaselError(error)) this.#failed(job, error);
      throw error;
    } finally {
      this.#jobs.delete(job.id);
      this.#changed.fire();
    }
  }
}
