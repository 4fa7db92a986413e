import { randomUUID } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { moneySentence, type EaselError } from '../../base/errors.ts';
import { joinSentences } from '../../base/sentences.ts';
import { asEaselError } from '../../core/failures.ts';
import type { JobKind, Region } from '../../core/job.ts';
import type { ImageOptions } from '../../core/options.ts';
import type { ImageFile, ImageResult, Notice } from '../../core/result.ts';
import type { Draft } from '../../protocol/types.ts';
import { findModel } from '../../providers/index.ts';
import type { App } from '../app.ts';
import { anotherModel, logError, setKeyOf } from '../commands/doors.ts';
import { decidePlace, type Place, type Wish } from '../destination.ts';
import { documentsShowing } from '../docs/useInstead.ts';
import { baseName } from '../files.ts';
import type { Chosen } from '../selection.ts';
import type { StyleAnswers } from '../style/styleTrust.ts';
import { mayMake } from '../surface.ts';
import { actionsFor, isQuiet } from '../ui/messages.ts';
import { CardSurface } from './cardSurface.ts';
import type { Cards, HeldCard } from './cards.ts';
import { namesOf } from './drafts.ts';
import { owedError } from './earlier.ts';
import { isEarlier, isLive } from './earlierCards.ts';
import type { StudioFolders } from './folders.ts';
import { JobRoom } from './jobRoom.ts';
import { Together, type Party } from '../together.ts';

/** What one job of the Studio is to make. */
export interface Request {
  readonly kind: JobKind;
  readonly chosen: Chosen;
  /** As it stands on the page. */
  readonly draft: Draft;
  /** What of it goes to this model. */
  readonly options: ImageOptions;
  /** What does not. */
  readonly notices: readonly Notice[];
  readonly near: vscode.Uri | undefined;
  /** The image that the results are versions of. */
  readonly original: vscode.Uri | undefined;
  readonly isRegion: boolean;
  readonly region: Region | undefined;
}

/** Runs jobs and keeps their cards up to date, whether a page is there or not. */
export class StudioJobs {
  readonly room: JobRoom;
  readonly #app: App;
  readonly #cards: Cards;
  readonly #folders: StudioFolders;

  constructor(app: App, { cards, folders }: { readonly cards: Cards; readonly folders: StudioFolders }) {
    this.#app = app;
    this.#cards = cards;
    this.#folders = folders;
    const isRunning = (card: HeldCard) => isLive(card) && !isEarlier(card);
    this.room = new JobRoom(() => cards.list().filter(isRunning).length);
  }

  /** Begins a job for each request; they go to the same place, and are asked about as one. Answers their cards' ids. */
  begin(
    requests: readonly Request[],
    group: string | undefined = requests.length > 1 ? randomUUID() : undefined,
  ): readonly string[] {
    const surfaces: CardSurface[] = [];
    const together = new Together(requests.length, (plans) => {
      const ask = () => mayMake(plans);
      const asking = surfaces.filter(({ isInQuestion }) => isInQuestion);
      return asking.reduce((question, surface) => () => surface.whileAsking(question), ask)();
    });
    const place = once(decidePlace);
    const styleAnswers: StyleAnswers = new Map();
    return requests.map((request) => {
      const { id, surface } = this.#begin(request, group, place, together.join(), styleAnswers);
      surfaces.push(surface);
      return id;
    });
  }

  #begin(
    request: Request,
    group: string | undefined,
    place: (wish: Wish) => Promise<Place | undefined>,
    party: Party,
    styleAnswers: StyleAnswers,
  ): { readonly id: string; readonly surface: CardSurface } {
    const id = randomUUID();
    const controller = new AbortController();
    const { kind, chosen, draft, isRegion, notices } = request;
    const target = { provider: chosen.service.id, model: chosen.model.id };
    this.#cards.put({
      id,
      ...(group === undefined ? {} : { group }),
      kind,
      target,
      ...namesOf(target.provider, target.model),
      draft,
      isRegion,
      state: 'queued',
      startedAt: Date.now(),
      done: 0,
      total: draft.count ?? 1,
      images: [],
      notices,
      cancel: () => controller.abort(),
    });
    const surface = new CardSurface({
      cards: this.#cards,
      folders: this.#folders,
      id,
      signal: controller.signal,
      cancel: () => controller.abort(),
      place,
      party,
      saved: (image) => this.#saved(id, image, chosen.service.auth === 'none'),
    });
    void this.#run(id, request, surface, styleAnswers).finally(() => party.leave());
    return { id, surface };
  }

  async #run(id: string, request: Request, surface: CardSurface, styleAnswers: StyleAnswers): Promise<void> {
    const { kind, chosen, options, near, original, region, notices } = request;
    const { service, model, replaces } = chosen;
    const named: ImageOptions = {
      ...options,
      provider: service.id,
      // One that stands in for another was not chosen by anybody, and the result says so.
      model: replaces === undefined ? model.id : undefined,
    };
    // While it is made, so that nobody waits for that.
    const looking = original && documentsShowing(this.#app, original);
    try {
      const result = await this.#app.maker.make(
        { kind, door: 'ui', options: named, near, region, styleAnswers },
        surface,
      );
      this.#made(id, { ...result, notices: [...notices, ...result.notices] });
      if (original && looking) void looking.then((documents) => this.#offerInstead(id, original, documents.length));
    } catch (error) {
      await this.#failed(id, asEaselError(error), request);
    }
  }

  /** At once: of a long job, people look at the first image while the others are being made. */
  #saved(id: string, { sha256: _, ...image }: ImageFile, isPlaceholder: boolean): void {
    const card = this.#cards.get(id);
    if (!card) return;
    const name = baseName(vscode.Uri.parse(image.uri, true));
    this.#cards.change(id, { images: [...card.images, { ...image, name, isPlaceholder }] });
  }

  #made(id: string, { jobId, images, notices }: ImageResult): void {
    const owing = this.#app.recovery.list().find((job) => job.id === jobId);
    this.#cards.change(id, {
      ...(owing ? { error: owedError(owing) } : {}),
      state: 'done',
      endedAt: Date.now(),
      jobId,
      done: images.length,
      total: Math.max(images.length, this.#cards.get(id)?.total ?? 0),
      notices,
    });
  }

  #offerInstead(id: string, original: vscode.Uri, documents: number): void {
    if (documents === 0) return;
    this.#cards.change(id, { original: { uri: original.toString(), name: baseName(original), documents } });
  }

  async #failed(id: string, error: EaselError, request: Request): Promise<void> {
    const state = error.code === 'cancelled' ? ('cancelled' as const) : ('failed' as const);
    const end = { state, endedAt: Date.now() };
    if (!isQuiet(error)) logError(this.#app, error);
    const { service } = request.chosen;
    const again = (other: Request) => {
      const group = this.#cards.get(id)?.group;
      this.#cards.remove(id);
      this.begin([other], group);
    };
    const isOwnSetting = isRefusedBySetting(error);
    const shown = {
      code: error.code,
      // The card says by itself that it was cancelled.
      text: state === 'cancelled' ? joinSentences(moneySentence(error.money), error.next) : error.text,
      ...(isOwnSetting ? { isOwnSetting } : {}),
    };
    const tryAgain = { title: t('Try Again'), run: () => again(request) };
    if (isQuiet(error)) {
      this.#cards.change(id, { ...end, error: { ...shown, actions: [tryAgain] } });
      return;
    }
    // Said at once; what helps may take a question to the service.
    this.#cards.change(id, { ...end, error: { ...shown, actions: [] } });
    const actions = await actionsFor(error, {
      // The same meets the same refusal until the setting is another one.
      ...(isOwnSetting ? {} : { again: tryAgain.run }),
      setKey: () => setKeyOf(this.#app, service),
      instead: (failure) =>
        anotherModel(this.#app, failure, request.chosen, (model) =>
          again({ ...request, chosen: { service, model: findModel(service, model) } }),
        ),
    }).catch(() => []);
    this.#cards.change(id, { error: { ...shown, actions: isOwnSetting ? [...actions, tryAgain] : actions } });
  }
}

/** What a person's own setting holds back before anything is sent is no failure. */
function isRefusedBySetting({ setting, money }: EaselError): boolean {
  return setting !== undefined && money === 'notSent';
}

/** Asks one question for all who have it. */
function once<Question, Answer>(ask: (question: Question) => Promise<Answer>): (question: Question) => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return (question) => (answer ??= ask(question));
}
