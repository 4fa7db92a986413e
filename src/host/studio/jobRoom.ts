import { t } from '@vscode/l10n';
import { EaselError } from '../../base/errors.ts';

/** Nobody watches more jobs than this, and a page that begins more is none of ours. */
const most = 24;

/** Places for jobs. They are kept while a job is being prepared: calls that come at once do not all get the last one. */
export class JobRoom {
  readonly #running: () => number;
  #kept = 0;

  /** @param running How many jobs are running at this moment. */
  constructor(running: () => number) {
    this.#running = running;
  }

  /**
   * Keeps places for so many jobs while they are prepared; what has begun counts as running, and needs none.
   * @throws EaselError `invalidRequest` when too many jobs are running already
   */
  async during<T>(jobs: number, prepare: () => Promise<T>): Promise<T> {
    this.#require(jobs);
    this.#kept += jobs;
    try {
      return await prepare();
    } finally {
      this.#kept -= jobs;
    }
  }

  #require(jobs: number): void {
    const taken = this.#running() + this.#kept;
    if (taken + jobs <= most) return;
    throw new EaselError({
      code: 'invalidRequest',
      what: t('{0} jobs are running already.', taken),
      money: 'notSent',
      next: t('Wait until some have ended, or cancel one.'),
    });
  }
}
