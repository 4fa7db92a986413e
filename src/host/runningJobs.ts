import * as vscode from 'vscode';

/** A job that is running in this window. */
export interface RunningJob {
  readonly id: string;
  readonly prompt: string;
  readonly provider: string;
  readonly startedAt: number;
  readonly cancel: () => void;
}

export class RunningJobs {
  readonly #jobs = new Map<string, RunningJob>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  list(): readonly RunningJob[] {
    return [...this.#jobs.values()];
  }

  async track<T>(job: RunningJob, work: () => Promise<T>): Promise<T> {
    this.#jobs.set(job.id, job);
    this.#changed.fire();
    try {
      return await work();
    } finally {
      this.#jobs.delete(job.id);
      this.#changed.fire();
    }
  }
}
