/**
 * A multiple of 3, so that base64 groups never straddle two buffers, and of 4096, so that writes fill whole pages:
 * the first such size above 1 MiB. Writes of 256 KiB cost a quarter more, of 64 KiB twice as much.
 */
export const bufferSize = 258 * 4096;

/** Writes on their way to the disk at a time. */
const inFlightMost = 3;
/** Bytes waiting for the disk at which the transport is asked to pause, and at which it may go on. */
const highWater = 4 * bufferSize;
const lowWater = 2 * bufferSize;
/** Idle buffers that are kept for the next picture. */
const idleMost = 4;

interface Pause {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function pause(): Pause {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/**
 * The way to the disk for everything of one job: a few writes at a time, in order, from buffers that are used again.
 * Only bytes that wait for the disk are limited. Counting half-filled buffers too would let many open pictures wait
 * for each other for ever.
 */
export class Disk {
  readonly #idle: Buffer[] = [];
  readonly #waiting: (() => Promise<void>)[] = [];
  #inFlight = 0;
  #queued = 0;
  #pause: Pause | undefined;

  buffer(): Buffer {
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(bufferSize);
  }

  /** Gives a buffer back. */
  release(buffer: Buffer): void {
    if (this.#idle.length < idleMost) this.#idle.push(buffer);
  }

  /** Runs `write`, which must not reject, when it is its turn. `bytes` are what it puts on the disk. */
  enqueue(bytes: number, write: () => Promise<void>): Promise<void> {
    this.#queued += bytes;
    return new Promise((resolve) => {
      this.#waiting.push(async () => {
        await write();
        this.#queued -= bytes;
        if (this.#queued <= lowWater) this.#resume();
        resolve();
      });
      this.#next();
    });
  }

  /** Undefined: go on. Never rejects. */
  pressure(): Promise<void> | undefined {
    if (this.#queued <= highWater) return undefined;
    this.#pause ??= pause();
    return this.#pause.promise;
  }

  #resume(): void {
    this.#pause?.resolve();
    this.#pause = undefined;
  }

  #next(): void {
    if (this.#inFlight >= inFlightMost) return;
    const work = this.#waiting.shift();
    if (work === undefined) return;
    this.#inFlight++;
    void work().finally(() => {
      this.#inFlight--;
      this.#next();
    });
  }
}
