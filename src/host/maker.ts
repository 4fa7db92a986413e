import { randomUUID } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError, isEaselError } from '../base/errors.ts';
import type { Model, PreparedImage, Service } from '../base/provider.ts';
import type { JobSummary } from '../core/job.ts';
import type { ImageOptions } from '../core/options.ts';
import { checkRequest, makePlan, nameOf, type Plan } from '../core/plan.ts';
import type { ImageResult, Notice } from '../core/result.ts';
import { missingKey } from '../core/key.ts';
import { inStyle } from '../core/style/compose.ts';
import type { Progress } from '../core/progress.ts';
import { runJob, type RunPorts } from '../core/run.ts';
import type { Place } from './destination.ts';
import { baseName, pathForPeople, type WorkspaceFiles } from './files.ts';
import { allImages, gather, mapGathered, placeholder, planned, type Gathered } from './gather.ts';
import { enterJob } from './jobAccount.ts';
import { slugOf, summarise, type Wanted } from './jobSummary.ts';
import type { KeyStore } from './keys.ts';
import type { LedgerFile } from './ledger.ts';
import { prepareAll } from './prepareAll.ts';
import { describeFound, type Download, type Found, type Instead, type OfferCopy } from './references.ts';
import type { RunningJobs } from './runningJobs.ts';
import type { Chosen, Selection } from './selection.ts';
import { pagesAt } from './services.ts';
import { settings } from './settings.ts';
import type { Spending } from './spending.ts';
import { eachOnce, looksOf, referencesOf } from './style/looksOf.ts';
import type { FileLook, StyleOptions, Styles } from './style/styles.ts';
import type { Surface } from './surface.ts';
import { confirmCall, confirmImages, type Confirmation, type Permission } from './ui/confirm.ts';
import type { Watching } from './ui/progress.ts';

export interface MakerParts {
  readonly ports: RunPorts & { readonly files: WorkspaceFiles; readonly keys: KeyStore; readonly ledger: LedgerFile };
  readonly selection: Selection;
  readonly styles: Styles;
  readonly spending: Spending;
  readonly offerCopy: OfferCopy;
  readonly download: Download;
  readonly askKey: (chosen: Chosen, error: EaselError, signal: AbortSignal) => Promise<boolean>;
  /** Told of every job that ended with images. */
  readonly onMade: (result: ImageResult, summary: JobSummary) => void;
  /** Where a job is seen when nobody says otherwise. */
  readonly surface: Surface;
  /** Told of every job that ended, however it did. */
  readonly onEnded: (jobId: string) => Promise<void>;
  /** Jobs that are running in this window, for lists of them. */
  readonly running: RunningJobs;
}

/** One of many images that are asked about at once. */
export interface PermittedImage {
  readonly path: string;
  readonly prompt: string;
  /** The document that it is for. */
  readonly near: vscode.Uri;
  readonly uri: vscode.Uri;
}

/** What a job is run with beside its plan. */
interface Running extends Pick<Wanted, 'door' | 'claim'> {
  readonly endpoint: string;
  readonly surface: Surface;
}

/** From a wish to files: everything between the prompt and the result, the same way for every door. */
export class Maker {
  readonly #parts: MakerParts;
  /** A person said for this session that calls from outside need no question. */
  #callsAllowed = false;

  constructor(parts: MakerParts) {
    this.#parts = parts;
  }

  /** @throws EaselError */
  async make(wanted: Wanted, surface: Surface = this.#parts.surface): Promise<ImageResult> {
    const { options, door } = wanted;
    requireTrust();
    const chosen = this.#parts.selection.resolve(options.provider, options.model);
    const { service, model } = chosen;
    const prompt = (options.prompt ?? '').trim();
    const asked = {
      ...options,
      prompt,
      referenceCount: (options.images?.length ?? 0) + (bringsLast(options, chosen) ? 1 : 0),
      hasMask: options.mask !== undefined,
    };
    checkRequest(model, asked);
    const endpoint = settings.endpoint(service);
    if (door === 'call') await this.#requireKey(chosen, endpoint);
    const place = await placeOf(wanted, prompt, surface);
    const isAsked = door === 'call' && wanted.isPermitted !== true && this.#mustAsk(service);
    const { looks, notices: left } = await looksOf(wanted, place, this.#parts.styles, isAsked);
    const isEdit = wanted.kind === 'edit';
    const { styled, notices: shaped } = inStyle({ ...options, prompt }, looks, model, { isEdit });
    const found = await gather(options, wanted.near, chosen, this.#parts.ports, referencesOf(looks, chosen));
    const { hasMask } = asked;
    const previews = door === 'ui' && wantsPreviews(service);
    const plan = (images: Gathered<PreparedImage>): Plan =>
      withNotices(
        makePlan(service, model, { ...options, ...styled, hasMask, previews, ...planned(images) }, () =>
          this.#parts.ports.clock.random(),
        ),
        chosen,
        [...left, ...shaped, ...outOfRoom(images, model)],
      );
    // Before anything is read, downloaded or made: what would be sent is known without the pixels of the references.
    const draft = plan(await mapGathered(found, placeholder));
    summarise(wanted, draft, endpoint, place, found, looks);
    await this.#check(place);
    // Nobody is asked about what their own limit does not allow, and no "Allow for This Session" lifts it.
    if (service.auth !== 'none') await this.#parts.spending.requireRoom(draft.imageCount);
    if (isAsked) {
      await this.#permit(looks, () => confirmCall(confirmation(wanted, draft, endpoint, place, found, looks)));
    }
    // A cap of one's own, which no "Allow for This Session" lifts.
    if (service.auth !== 'none' && !(await surface.mayMake(draft))) throw notAllowed();
    await this.#parts.ports.files.prepare(place.destination);

    const waitsFor = service.auth === 'none' ? undefined : service.label;
    return surface.watch(titleOf(wanted, prompt), waitsFor, async (watching) => {
      const { download, offerCopy, ports } = this.#parts;
      const ask: Instead = async (source, misfit) =>
        (await watching.whileAsking(() => offerCopy(source, misfit))) ? misfit.copy : undefined;
      const preparing = { converter: ports.converter, download, ask: door === 'ui' ? ask : undefined };
      const { images, notices } = await prepareAll(found, model, preparing, watching.signal);
      const drawn = plan(images);
      const whole = { ...drawn, notices: [...drawn.notices, ...notices] };
      const summary = summarise(wanted, whole, endpoint, place, found, looks);
      return this.#run(whole, summary, { ...wanted, endpoint, surface }, watching);
    });
  }

  /**
   * Asks once about many images that a call from outside wants, each of which is then made with `isPermitted`.
   * @throws EaselError `cancelled`, or `auth` where there is no key
   */
  async permitMany(chosen: Chosen, images: readonly PermittedImage[], style: StyleOptions = {}): Promise<void> {
    const { service, model } = chosen;
    const endpoint = settings.endpoint(service);
    await this.#requireKey(chosen, endpoint);
    if (service.auth === 'none') return;
    // As many as there is room for are made.
    await this.#parts.spending.requireRoom(1);
    if (!this.#mustAsk(service)) return;
    const left = await this.#parts.spending.left();
    const all = await Promise.all(
      images.map(({ near, uri }) => this.#parts.styles.looksFor(style, { near, folder: uri, target: uri })),
    );
    const looks = eachOnce(all.flat());
    await this.#permit(looks, () => confirmImages({ service, model, endpoint, images, left, looks }));
  }

  async #run(
    plan: Plan,
    summary: JobSummary,
    { endpoint, door, surface, claim }: Running,
    watching: Watching,
  ): Promise<ImageResult> {
    const { running, spending, askKey, onMade, onEnded } = this.#parts;
    const id = randomUUID();
    const { journal, settle } = await enterJob(id, plan, this.#parts.ports.journal, spending);
    await claim?.(id).catch(async (error: unknown) => {
      await settle();
      throw error;
    });
    const ports = { ...this.#parts.ports, journal };
    const job = { id, plan, summary, endpoint, timeoutMs: settings.timeoutMs(), turn: watching.turn };
    const chosen = { service: plan.service, model: plan.model };
    const entry = {
      id,
      prompt: summary.prompt,
      provider: plan.service.label,
      keyPage: pagesAt(plan.service, endpoint).keyPage,
      startedAt: ports.clock.now(),
      cancel: watching.cancel,
    };
    const sight = surface.begin(id);
    return running.track(entry, async () => {
      const watch = {
        stopping: watching.stopping,
        progress(progress: Progress) {
          watching.report(progress);
          running.report(id, progress);
          if (progress.preview) sight.show(progress.preview);
        },
        ...(door === 'ui'
          ? { newKey: (error: EaselError) => watching.whileAsking(() => askKey(chosen, error, watching.signal)) }
          : {}),
      };
      try {
        const result = await runJob(job, ports, watch, watching.signal);
        onMade(result, summary);
        return result;
      } finally {
        sight.end();
        await settle();
        await onEnded(id);
      }
    });
  }

  /** @throws EaselError `storage` */
  async #check({ destination, target }: Place): Promise<void> {
    try {
      await this.#parts.ports.files.check(destination);
    } catch (error) {
      if (!target || !isEaselError(error)) throw error;
      const { code, what, money, cause } = error;
      // No setting has chosen this folder.
      const next = t('Make the folder writable, or change the link in the document.');
      throw new EaselError({ code, what, money, next, cause });
    }
  }

  async #requireKey({ service }: Chosen, endpoint: string): Promise<void> {
    if (service.auth === 'none' || service.keyOptional === true) return;
    const origin = new URL(endpoint).origin;
    const { key, otherOrigin } = await this.#parts.ports.keys.find(service.id, origin);
    if (key === undefined) throw missingKey(service, origin, otherOrigin);
  }

  /** Whether a person has to agree to a call from outside before money is spent. */
  #mustAsk(service: Service): boolean {
    return service.auth !== 'none' && settings.confirmExternalCalls() && !this.#callsAllowed;
  }

  /** Who agrees to a request agrees to the styles that they were shown in it. */
  async #permit(looks: readonly FileLook[], ask: () => Promise<Permission>): Promise<void> {
    const answer = await ask();
    if (answer === 'refused') throw notAllowed();
    if (answer === 'session') this.#callsAllowed = true;
    await this.#parts.styles.trust.accept(looks.map(({ file }) => file));
  }
}

function confirmation(
  wanted: Wanted,
  plan: Plan,
  endpoint: string,
  place: Place,
  found: Gathered<Found>,
  looks: readonly FileLook[],
): Confirmation {
  const { parameters, prompt = '' } = wanted.options;
  return {
    plan,
    prompt: prompt.trim(),
    looks,
    endpoint,
    folder: pathForPeople(place.destination.folder),
    references: allImages(found).map(describeFound),
    parameters: parameters === undefined ? '' : JSON.stringify(parameters),
  };
}

async function placeOf(wanted: Wanted, prompt: string, surface: Surface): Promise<Place> {
  const { door, near, kind, options, target } = wanted;
  const beside = kind === 'edit' && settings.editDestination(near) === 'besideOriginal';
  const folder = wanted.folder ?? options.folder;
  const place = await surface.place({ door, near, folder, beside, target, suggestedName: slugOf(wanted, prompt) });
  if (!place) throw new EaselError({ code: 'cancelled', what: t('Cancelled.'), money: 'notSent' });
  return place;
}

function notAllowed(): EaselError {
  return new EaselError({ code: 'cancelled', what: t('The request was not allowed.'), money: 'notSent' });
}

export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new EaselError({
    code: 'untrusted',
    what: t('Easel does nothing in a workspace that is not trusted.'),
    money: 'notSent',
    next: t('Trust the workspace, then try again.'),
  });
}

/** Streams show an image as it comes; where that costs something, only when the person said that it may. */
function wantsPreviews(service: Service): boolean {
  const wish = settings.previews();
  return wish === 'always' || (wish === 'free' && service.chargesPreviews !== true);
}

function titleOf({ kind, near }: Wanted, prompt: string): string {
  if (kind === 'edit' && near) return t('Editing {0}', baseName(near));
  const short = Array.from(prompt.replace(/\s+/g, ' '));
  return t('Making “{0}”', short.length > 40 ? `${short.slice(0, 40).join('')}…` : short.join(''));
}

/** Whether the last image of an earlier job goes along as a reference. */
function bringsLast(options: ImageOptions, { model }: Chosen): boolean {
  return options.continues !== undefined && !model.capabilities.conversation;
}

/** What a person should know of the request beside what the model cannot do. */
function withNotices(plan: Plan, { replaces, model }: Chosen, others: readonly Notice[]): Plan {
  const notices: Notice[] = [];
  if (replaces !== undefined) {
    const message = t('{0} does not list {1} for your key; {2} was used.', plan.service.label, replaces, nameOf(model));
    notices.push({ code: 'modelReplaced', message });
  }
  return { ...plan, notices: [...plan.notices, ...notices, ...others] };
}

/** Images that the model has no room for. */
function outOfRoom({ forgotten, unfit, style }: Gathered<unknown>, model: Model): readonly Notice[] {
  const notices: Notice[] = [];
  if (forgotten > 0) {
    const message = t(
      'The oldest turns of the conversation were left out: they hold more images than the model takes.',
    );
    notices.push({ code: 'ignored', message });
  }
  if (unfit > 0) {
    const message = t(
      'Of the {0} references of the style {1} went along: {2} takes no more.',
      style.length + unfit,
      style.length,
      nameOf(model),
    );
    notices.push({ code: 'ignored', message });
  }
  return notices;
}
