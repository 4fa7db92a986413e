import type { Recovered } from './finishJob.ts';

/** A job that is being finished. */
export interface Finish {
  /** URI of a folder that a person chose instead of the job's own. */
  readonly folder: string | undefined;
  /** Nobody has asked for it. */
  readonly isByItself: boolean;
  readonly result: Promise<Recovered>;
  readonly stop: () => void;
}

/** The jobs that this window is finishing just now, each once, whoever asks for it. */
export class Finishes {
  readonly #running = new Map<string, Finish>();

  has(jobId: string): boolean {
    return this.#running.has(jobId);
  }

  ids(): readonly string[] {
    return [...this.#running.keys()];
  }

  get(jobId: string): Finish | undefined {
    return this.#running.get(jobId);
  }

  begin(
    jobId: string,
    how: Pick<Finish, 'folder' | 'isByItself'>,
    work: (signal: AbortSignal) => Promise<Recovered>,
    ended: () => void,
  ): Finish {
    const aborting = new AbortController();
    const result = work(aborting.signal).finally(() => {
      this.#running.delete(jobId);
      ended();
    });
    const finish = { ...how, result, stop: () => aborting.abort() };
    this.#running.set(jobId, finish);
    return finish;
  }

  /** What else is done for a job than what is asked for now: only one thing is done at a time. */
  inTheWay(jobId: string, folder: string | undefined): Finish | undefined {
    const running = this.#running.get(jobId);
    return running && (running.folder !== folder || running.isByItself) ? running : undefined;
  }

  /** Resolves when nothing is done for a job any more. */
  async stop(jobId: string): Promise<void> {
    const running = this.#running.get(jobId);
    running?.stop();
    await running?.result.catch(() => undefined);
  }

  stopAll(): void {
    for (const { stop } of this.#running.values()) stop();
  }
}

/** What comes of a job that is being finished, which stops when this waiter goes. */
export function resultOf({ result, stop }: Finish, signal: AbortSignal | undefined): Promise<Recovered> {
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  return result.finally(() => signal?.removeEventListener('abort', stop));
}

/**
 * Waits until a job is not being finished any more; what goes on by itself makes way.
 * @returns false when its waiter has gone
 */
export async function passed({ isByItself, result, stop }: Finish, signal: AbortSignal | undefined): Promise<boolean> {
  // It may leave everything in the spool, and nobody waits for it.
  if (isByItself) stop();
  await settledOrAborted(result, signal);
  return signal?.aborted !== true;
}

/** Resolves when a run is over, however it ended, or its waiter has gone. */
function settledOrAborted(run: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal?.removeEventListener('abort', done);
      resolve();
    };
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
    else run.then(done, done);
  });
}
