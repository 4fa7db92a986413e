import { Worker, type Transferable } from 'node:worker_threads';
import { cancelled } from '../core/failures.ts';

/** Calls back once after a while, unless stopped by the function it returns. Must not keep the process alive. */
export type Timer = (ms: number, callback: () => void) => () => void;

export const unrefTimer: Timer = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
};

export interface ToThread<Request> {
  readonly id: number;
  readonly request: Request;
}

/** What a thread answers a request with: any fields of its own beside the request's id. */
export interface FromThread {
  readonly id: number;
}

/** The thread died of a request, or could not be started. `cause` says why. */
export class ThreadDied extends Error {
  override readonly name = 'ThreadDied';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

export interface ThreadParts<Request> {
  /** The built worker. */
  readonly file: string;
  /** For whoever looks at the threads of the process. */
  readonly name: string;
  /** Buffers that belong to the request alone, and are not copied. */
  readonly handedOver?: (request: Request) => Transferable[];
  readonly timer?: Timer | undefined;
}

interface Job<Request, Answer> {
  readonly id: number;
  readonly request: Request;
  readonly settle: (outcome: { answer: Answer } | { error: Error }) => void;
}

const idleMs = 60_000;

/**
 * A worker thread that starts with the first request and ends after a minute without any. Requests are done one after
 * the other, in order. An abort ends the thread when it is at work on that request; the next request gets a new one.
 */
export class WorkerThread<Request, Answer extends FromThread> {
  readonly #parts: ThreadParts<Request>;
  readonly #timer: Timer;
  #thread: Worker | undefined;
  #running: Job<Request, Answer> | undefined;
  #waiting: Job<Request, Answer>[] = [];
  #lastId = 0;
  #stopIdling: (() => void) | undefined;

  constructor(parts: ThreadParts<Request>) {
    this.#parts = parts;
    this.#timer = parts.timer ?? unrefTimer;
  }

  /** Rejects with EaselError `cancelled` after an abort or `dispose`, and with ThreadDied. */
  ask(request: Request, signal?: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled('free'));
        return;
      }
      const abort = (): void => this.#abort(job);
      const job: Job<Request, Answer> = {
        id: ++this.#lastId,
        request,
        settle: (outcome) => {
          signal?.removeEventListener('abort', abort);
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.answer);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(job);
      this.#next();
    });
  }

  /** Ends the thread. Requests under way and waiting reject with `cancelled`. */
  async dispose(): Promise<void> {
    const thread = this.#thread;
    const jobs = [this.#running, ...this.#waiting];
    this.#forgetThread();
    this.#waiting = [];
    for (const job of jobs) job?.settle({ error: cancelled('free') });
    await thread?.terminate();
  }

  #abort(job: Job<Request, Answer>): void {
    if (this.#running === job) {
      void this.#thread?.terminate();
      this.#forgetThread();
    } else this.#waiting = this.#waiting.filter((other) => other !== job);
    job.settle({ error: cancelled('free') });
    this.#next();
  }

  #next(): void {
    if (this.#running) return;
    const job = this.#waiting.shift();
    if (!job) {
      this.#idle();
      return;
    }
    this.#running = job;
    this.#stopIdling?.();
    this.#stopIdling = undefined;
    this.#thread ??= this.#start();
    this.#thread.ref();
    try {
      const message: ToThread<Request> = { id: job.id, request: job.request };
      this.#thread.postMessage(message, this.#parts.handedOver?.(job.request));
    } catch (error) {
      this.#running = undefined;
      job.settle({ error: new ThreadDied(error) });
      this.#next();
    }
  }

  #start(): Worker {
    const thread = new Worker(this.#parts.file, { name: this.#parts.name });
    thread.on('message', (answer: Answer) => {
      const job = this.#running;
      if (thread !== this.#thread || job?.id !== answer.id) return;
      this.#running = undefined;
      job.settle({ answer });
      this.#next();
    });
    const fail = (cause: unknown): void => {
      if (thread !== this.#thread) return;
      const job = this.#running;
      this.#forgetThread();
      job?.settle({ error: new ThreadDied(cause) });
      this.#next();
    };
    thread.on('error', fail);
    thread.on('messageerror', fail);
    thread.on('exit', (code) => {
      fail(new Error(`exit code ${code}`));
    });
    return thread;
  }

  #idle(): void {
    const thread = this.#thread;
    if (!thread || this.#stopIdling) return;
    thread.unref();
    this.#stopIdling = this.#timer(idleMs, () => {
      this.#forgetThread();
      void thread.terminate();
    });
  }

  #forgetThread(): void {
    this.#stopIdling?.();
    this.#stopIdling = undefined;
    this.#thread = undefined;
    this.#running = undefined;
  }
}
