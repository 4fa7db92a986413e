import type { Plan } from '../../core/plan.ts';
import { cancelled } from '../../core/failures.ts';
import type { ImageFile } from '../../core/result.ts';
import type { Progress } from '../../core/progress.ts';
import type { Place, Wish } from '../destination.ts';
import type { Sight, Surface } from '../surface.ts';
import type { Watching } from '../ui/progress.ts';
import { CardPreview } from './cardPreview.ts';
import type { Cards } from './cards.ts';
import type { StudioFolders } from './folders.ts';
import type { Party } from '../together.ts';

export interface CardSurfaceParts {
  readonly cards: Cards;
  readonly folders: StudioFolders;
  /** The card's. */
  readonly id: string;
  readonly signal: AbortSignal;
  readonly cancel: () => void;
  /** The jobs that begin with this one go to the same place, and are asked about as one. */
  readonly place: (wish: Wish) => Promise<Place | undefined>;
  readonly party: Party;
  /** Told of each image as soon as it is a file. */
  readonly saved: (image: ImageFile) => void;
}

/** A job's card in the Studio, in the place of a notification. */
export class CardSurface implements Surface {
  readonly #parts: CardSurfaceParts;
  #latest: Progress = { state: 'queued', done: 0, total: 0 };
  #questions = 0;
  #isInQuestion = false;

  constructor(parts: CardSurfaceParts) {
    this.#parts = parts;
  }

  place(wish: Wish): Promise<Place | undefined> {
    return this.whileAsking(() => this.#parts.place(wish));
  }

  /** The question about the images of all is about this job's as well. */
  get isInQuestion(): boolean {
    return this.#isInQuestion;
  }

  mayMake(plan: Plan): Promise<boolean> {
    this.#isInQuestion = true;
    return this.#parts.party.mayMake(plan);
  }

  async watch<T>(_: string, __: string | undefined, work: (watching: Watching) => Promise<T>): Promise<T> {
    const { signal, cancel, party } = this.#parts;
    party.leave();
    if (signal.aborted) throw cancelled('notSent');
    return work({
      signal,
      cancel,
      report: (progress) => this.#report(progress),
      whileAsking: (question) => this.whileAsking(question),
    });
  }

  begin(jobId: string): Sight {
    const { cards, folders, id } = this.#parts;
    cards.change(id, { job: jobId });
    return new CardPreview(folders, id, (preview) => cards.change(id, { preview }));
  }

  async whileAsking<T>(question: () => Promise<T>): Promise<T> {
    this.#questions += 1;
    // What is answered at once was no question to a person.
    const drawing = setImmediate(() => this.#draw());
    try {
      return await question();
    } finally {
      clearImmediate(drawing);
      this.#questions -= 1;
      this.#draw();
    }
  }

  /** Bytes arrive thousands of times a second; pages are told what is new for a person. */
  #report(progress: Progress): void {
    const { state, done, total, until } = this.#latest;
    this.#latest = progress;
    const isSame = progress.state === state && progress.done === done && progress.total === total;
    if (!isSame || progress.until !== until) this.#draw();
    if (progress.saved) this.#parts.saved(progress.saved);
  }

  #draw(): void {
    const { cards, id } = this.#parts;
    const card = cards.get(id);
    // A question that the jobs have in common may be answered when this one has long been cancelled.
    if (!card || card.endedAt !== undefined) return;
    const { until: _, ...rest } = card;
    const { done, total, until } = this.#latest;
    const state = this.#questions > 0 ? 'asking' : this.#latest.state;
    if (state === 'queued' && card.state === 'queued' && total === 0) return;
    cards.put({
      ...rest,
      state,
      done,
      total: total === 0 ? card.total : total,
      ...(until === undefined ? {} : { until }),
    });
  }
}
