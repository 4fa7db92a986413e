import { randomUUID } from 'node:crypto';
import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { EaselError } from '../../base/errors.ts';
import { asEaselError, cancelled } from '../../core/failures.ts';
import type { ImageOptions } from '../../core/options.ts';
import type { Plan } from '../../core/plan.ts';
import type { ImageResult } from '../../core/result.ts';
import { foremost, type Progress } from '../../core/progress.ts';
import type { App } from '../app.ts';
import { placeOfTarget, type Door, type WantedTarget } from '../destination.ts';
import type { Chosen } from '../selection.ts';
import type { StyleAnswers } from '../style/styleTrust.ts';
import { mayMake, type Surface } from '../surface.ts';
import { Together, type Party } from '../together.ts';
import { withJobProgress, type Watching } from '../ui/progress.ts';

/** One image for a place in documents. */
export interface WantedImage {
  readonly target: WantedTarget;
  /** The document that it is for. */
  readonly near: vscode.Uri;
  /** Prompt and shape. */
  readonly options: ImageOptions;
  /** What a document says of it, whatever the prompt. */
  readonly alt?: string | undefined;
}

/** What became of it. */
export type Outcome<Wanted extends WantedImage = WantedImage> =
  | { readonly wanted: Wanted; readonly result: ImageResult }
  | { readonly wanted: Wanted; readonly error: EaselError; readonly wasTried: boolean };

/** What would befall every image that comes after, too. */
const hopeless: readonly EaselError['code'][] = ['auth', 'quota', 'rateLimit', 'modelNotFound', 'untrusted'];

/**
 * Makes many images as one: one question about all of them, one progress, one Cancel. Each is a job of its own, so that
 * one that fails takes no other along, and can be cancelled alone in the list of jobs. When the provider takes no more
 * requests, those that were not sent yet are left out. Of more than the person's own limit leaves for today, the first
 * are made.
 */
export async function fillAll<Wanted extends WantedImage>(
  app: Pick<App, 'maker' | 'spending'>,
  all: readonly Wanted[],
  chosen: Chosen,
  door: Door,
): Promise<readonly Outcome<Wanted>[]> {
  const left = (chosen.service.auth === 'none' ? undefined : await app.spending.left()) ?? all.length;
  const wanted = all.slice(0, left);
  const over = all.slice(left).map((each): Outcome<Wanted> => {
    return { wanted: each, error: app.spending.overLimit(1, 0), wasTried: true };
  });
  return wanted.length === 0 ? over : [...(await makeAll(app, wanted, chosen, door)), ...over];
}

async function makeAll<Wanted extends WantedImage>(
  app: Pick<App, 'maker'>,
  wanted: readonly Wanted[],
  { service, model, replaces }: Chosen,
  door: Door,
): Promise<readonly Outcome<Wanted>[]> {
  const together = new Together(wanted.length, mayMake);
  const styleAnswers: StyleAnswers = new Map();
  const turn = randomUUID();
  const title = wanted.length === 1 ? t('Making 1 image') : t('Making {0} images', wanted.length);
  const provider = service.auth === 'none' ? undefined : service.label;
  return withJobProgress(title, provider, async (watching) => {
    const surfaces: readonly FillSurface[] = wanted.map(() => {
      const report = () => watching.report(combined(surfaces.map(({ latest }) => latest)));
      const stop = () => surfaces.forEach((other) => other.callOff());
      return new FillSurface(turn, together.join(), watching, report, stop);
    });
    const make = async (each: Wanted, surface: FillSurface): Promise<Outcome<Wanted>> => {
      const options = { ...each.options, provider: service.id, model: replaces === undefined ? model.id : undefined };
      const { target, near, alt } = each;
      try {
        const job = { kind: 'insert', door, options, near, target, alt, styleAnswers, isPermitted: true } as const;
        return { wanted: each, result: await app.maker.make(job, surface) };
      } catch (caught) {
        const error = asEaselError(caught);
        // One's own limit says nothing of those that it allowed.
        if (hopeless.includes(error.code) && error.setting === undefined) surfaces.forEach((other) => other.callOff());
        return { wanted: each, error, wasTried: !surface.wasCalledOff };
      } finally {
        surface.end();
      }
    };
    return Promise.all(
      surfaces.flatMap((surface, index) => {
        const each = wanted[index];
        return each ? [make(each, surface)] : [];
      }),
    );
  });
}

/** One image's part of what a person sees of all. */
class FillSurface implements Surface {
  latest: Progress = { state: 'queued', done: 0, total: 1 };
  wasCalledOff = false;
  readonly #turn: string;
  readonly #party: Party;
  readonly #watching: Watching;
  readonly #changed: () => void;
  readonly #stop: () => void;
  readonly #controller = new AbortController();

  constructor(turn: string, party: Party, watching: Watching, changed: () => void, stop: () => void) {
    this.#turn = turn;
    this.#party = party;
    this.#watching = watching;
    this.#changed = changed;
    this.#stop = stop;
    watching.signal.addEventListener('abort', () => this.#controller.abort(), { once: true });
  }

  place({ target }: Parameters<Surface['place']>[0]): ReturnType<Surface['place']> {
    return Promise.resolve(target).then((wanted) => wanted && placeOfTarget(wanted));
  }

  mayMake(plan: Plan): Promise<boolean> {
    return this.#watching.whileAsking(() => this.#party.mayMake(plan));
  }

  async watch<T>(_: string, __: string | undefined, work: (watching: Watching) => Promise<T>): Promise<T> {
    this.#party.leave();
    const { signal } = this.#controller;
    if (signal.aborted) throw cancelled('notSent');
    return work({
      signal,
      cancel: () => this.#controller.abort(),
      whileAsking: (question) => this.#watching.whileAsking(question),
      report: (progress) => {
        this.latest = progress;
        this.#changed();
      },
      stopping: this.#stop,
      turn: this.#turn,
    });
  }

  begin(): ReturnType<Surface['begin']> {
    return { show: () => undefined, end: () => undefined };
  }

  /** Whatever came of it. */
  end(): void {
    this.#party.leave();
    this.latest = { state: 'saving', done: 1, total: 1 };
    this.#changed();
  }

  /** Only what has not been sent: of what has been, the answer is awaited. */
  callOff(): void {
    if (this.latest.state !== 'queued' || this.#controller.signal.aborted) return;
    this.wasCalledOff = true;
    this.#controller.abort();
  }
}

/** What most of all is going on. */
function combined(all: readonly Progress[]): Progress {
  const running = all.filter(({ done, total }) => done < total);
  return { ...(foremost(running) ?? { state: 'saving' }), done: all.length - running.length, total: all.length };
}
