import type { Preview } from './preview.ts';
import type { ImageFile } from './result.ts';

/** What a job is doing, for the person who waits. Images are counted over the whole job. */
export interface Progress {
  /** `queued`: waits for its turn; `retrying`: until when nothing can be asked of the service. */
  readonly state: 'queued' | 'waiting' | 'receiving' | 'retrying' | 'saving';
  readonly done: number;
  readonly total: number;
  /** When it goes on, ms since the epoch. */
  readonly until?: number;
  /** With `until`: the service wants no requests before, so that also what was never sent waits for that. */
  readonly isAsked?: true;
  /** Only with what it belongs to: a picture that came ahead of its answer's end, and which call it is of. */
  readonly preview?: Preview & { readonly call: number };
  /** Only with what it belongs to: an image that is a file now. Each is told of once. */
  readonly saved?: ImageFile;
}

/** What one of several is doing. */
export type Doing = Pick<Progress, 'state' | 'until' | 'isAsked'>;

const byWeight: readonly Progress['state'][] = ['receiving', 'saving', 'waiting', 'retrying', 'queued'];

/** Of what several are doing that which says most, so that a wait is spoken of only when nothing else goes on. */
export function foremost(all: readonly Doing[]): Doing | undefined {
  const state = byWeight.find((each) => all.some((doing) => doing.state === each));
  const [soonest] = all
    .filter((doing) => doing.state === state)
    .sort(({ until: a = Infinity }, { until: b = Infinity }) => a - b);
  return soonest;
}
