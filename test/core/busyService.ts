import type { Http, Receiver } from '../../src/core/http.ts';
import { good } from './jobs.ts';
import type { VirtualClock } from './virtualClock.ts';

/** How a refusal says how long to wait. */
export type Says = (seconds: number, now: number) => { headers?: Readonly<Record<string, string>>; body?: string };

const inSeconds: Says = (seconds) => ({ headers: { 'retry-after': String(seconds) } });

export interface Allowance {
  readonly images: number;
  readonly perMs: number;
  /** What an image takes. */
  readonly takesMs: number;
}

/**
 * A service that makes so many images in so much time and charges for each; whoever comes in between is refused and told
 * when to come back.
 */
export class BusyService {
  readonly #clock: VirtualClock;
  readonly #allowance: Allowance;
  readonly #says: Says;
  readonly #begun: number[] = [];
  #told = { at: Infinity, until: -Infinity };
  charged = 0;
  refused = 0;
  /** Requests that came although it had told to come later. */
  early = 0;
  underWay = 0;
  mostUnderWay = 0;
  /** What was made, in the order in which it was begun. */
  readonly prompts: string[] = [];

  /** @param says How a refusal tells so many whole seconds. */
  constructor(clock: VirtualClock, allowance: Allowance, says: Says = inSeconds) {
    this.#clock = clock;
    this.#allowance = allowance;
    this.#says = says;
  }

  readonly http: Http = {
    exchange: async (request, receiver, signal) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request.body?.stream() ?? []) chunks.push(chunk);
      const now = this.#clock.now();
      if (now >= this.#told.at && now < this.#told.until) this.early += 1;
      const oldest = this.#begun.at(-this.#allowance.images);
      if (oldest !== undefined && oldest + this.#allowance.perMs > now) {
        await this.#refuse(Math.ceil((oldest + this.#allowance.perMs - now) / 1000), receiver, signal);
        return;
      }
      this.#begun.push(now);
      const { prompt } = JSON.parse(Buffer.concat(chunks).toString()) as { prompt: string };
      this.prompts.push(prompt);
      this.charged += 1;
      this.underWay += 1;
      this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
      await this.#clock.sleep(this.#allowance.takesMs, signal);
      this.underWay -= 1;
      receiver.head({ status: 200, headers: { 'content-type': 'application/json' } });
      await receiver.data(Buffer.from(good.body));
    },
  };

  async #refuse(seconds: number, receiver: Receiver, signal: AbortSignal): Promise<void> {
    this.refused += 1;
    await this.#clock.sleep(20, signal);
    const now = this.#clock.now();
    const { headers = {}, body = '{"error":{"message":"slow down"}}' } = this.#says(seconds, now);
    this.#told = { at: now, until: now + seconds * 1000 };
    receiver.head({ status: 429, headers });
    await receiver.data(Buffer.from(body));
  }
}
