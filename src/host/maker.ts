import { randomUUID } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import type { PreparedImage, Service } from '../base/provider.ts';
import type { JobSummary } from '../core/job.ts';
import type { ImageOptions } from '../core/options.ts';
import { checkRequest, makePlan, nameOf, type Plan } from '../core/plan.ts';
import type { ImageResult, Notice } from '../core/result.ts';
import { missingKey } from '../core/key.ts';
import { runJob, type Progress, type RunPorts } from '../core/run.ts';
import { decidePlace, type Door, type Place } from './destination.ts';
import { baseName, pathForPeople, type WorkspaceFiles } from './files.ts';
import { allImages, gather, mapGathered, placeholder, planned, type Gathered } from './gather.ts';
import { slugOf, summarise, type Wanted } from './jobSummary.ts';
import type { KeyStore } from './keys.ts';
import type { LedgerFile } from './ledger.ts';
import { prepareAll } from './prepareAll.ts';
import { describeFound, type Download, type Found, type Instead, type OfferCopy } from './references.ts';
import type { RunningJobs } from './runningJobs.ts';
import type { Chosen, Selection } from './selection.ts';
import { settings } from './settings.ts';
import { confirmCall, confirmMany } from './ui/confirm.ts';
import type { PreviewEditor } from './ui/previewEditor.ts';
import { withJobProgress, type Watching } from './ui/progress.ts';

export interface MakerParts {
  readonly ports: RunPorts & { readonly files: WorkspaceFiles; readonly keys: KeyStore; readonly ledger: LedgerFile };
  readonly selection: Selection;
  readonly offerCopy: OfferCopy;
  readonly download: Download;
  readonly askKey: (chosen: Chosen, error: EaselError, signal: AbortSignal) => Promise<boolean>;
  /** Told of every job that ended with images. */
  readonly onMade: (result: ImageResult, summary: JobSummary) => void;
  /** Shows what has come of a job's images before the answer is over. */
  readonly previewOf: (jobId: string) => PreviewEditor;
  /** Told of every job that ended, however it did. */
  readonly onEnded: (jobId: string) => Promise<void>;
  /** Jobs that are running in this window, for lists of them. */
  readonly running: RunningJobs;
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
  async make(wanted: Wanted): Promise<ImageResult> {
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
    const place = await this.#place(wanted, prompt);
    const found = await gather(options, wanted.near, chosen, this.#parts.ports);
    const { hasMask } = asked;
    const previews = door === 'ui' && wantsPreviews(service);
    const plan = (images: Gathered<PreparedImage>): Plan =>
      withNotices(
        makePlan(service, model, { ...options, prompt, hasMask, previews, ...planned(images) }, () =>
          this.#parts.ports.clock.random(),
        ),
        chosen,
        images.forgotten,
      );
    // Before anything is read, downloaded or made: what would be sent is known without the pixels of the references.
    const draft = plan(await mapGathered(found, placeholder));
    summarise(wanted, draft, endpoint, place, found);
    await this.#parts.ports.files.check(place.destination);
    await this.#permit(wanted, draft, endpoint, place, found);
    await this.#parts.ports.files.prepare(place.destination);

    const waitsFor = service.auth === 'none' ? undefined : service.label;
    return withJobProgress(titleOf(wanted, prompt), waitsFor, async (watching) => {
      const { download, offerCopy, ports } = this.#parts;
      const ask: Instead = async (source, misfit) =>
        (await watching.whileAsking(() => offerCopy(source, misfit))) ? misfit.copy : undefined;
      const preparing = { converter: ports.converter, download, ask: door === 'ui' ? ask : undefined };
      const { images, notices } = await prepareAll(found, model, preparing, watching.signal);
      const drawn = plan(images);
      const whole = { ...drawn, notices: [...drawn.notices, ...notices] };
      const summary = summarise(wanted, whole, endpoint, place, found);
      return this.#run(whole, summary, { endpoint, door, previews }, watching);
    });
  }

  async #run(
    plan: Plan,
    summary: JobSummary,
    { endpoint, door, previews }: { readonly endpoint: string; readonly door: Door; readonly previews: boolean },
    watching: Watching,
  ): Promise<ImageResult> {
    const { ports, running, askKey, onMade, onEnded } = this.#parts;
    const id = randomUUID();
    const job = { id, plan, summary, endpoint, timeoutMs: settings.timeoutMs() };
    const chosen = { service: plan.service, model: plan.model };
    const entry = {
      id,
      prompt: summary.prompt,
      provider: plan.service.label,
      startedAt: ports.clock.now(),
      cancel: watching.cancel,
    };
    const preview = previews ? this.#parts.previewOf(id) : undefined;
    return running.track(entry, async () => {
      const watch = {
        progress(progress: Progress) {
          watching.report(progress);
          if (progress.preview) preview?.show(progress.preview);
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
        preview?.end();
        await onEnded(id);
      }
    });
  }

  async #requireKey({ service }: Chosen, endpoint: string): Promise<void> {
    if (service.auth === 'none' || service.keyOptional === true) return;
    const origin = new URL(endpoint).origin;
    const { key, otherOrigin } = await this.#parts.ports.keys.find(service.id, origin);
    if (key === undefined) throw missingKey(service, origin, otherOrigin);
  }

  async #place(wanted: Wanted, prompt: string): Promise<Place> {
    const { door, near, kind, options } = wanted;
    const beside = kind === 'edit' && settings.editDestination(near) === 'besideOriginal';
    const folder = wanted.folder ?? options.folder;
    const place = await decidePlace({ door, near, folder, beside, suggestedName: slugOf(wanted, prompt) });
    if (!place) throw new EaselError({ code: 'cancelled', what: t('Cancelled.'), money: 'notSent' });
    return place;
  }

  /** Asks whoever has to be asked before money is spent. */
  async #permit(wanted: Wanted, plan: Plan, endpoint: string, place: Place, found: Gathered<Found>): Promise<void> {
    if (plan.service.auth === 'none') return;
    const limit = settings.maxImagesPerJob();
    const isMany = plan.imageCount > limit;
    const mustAsk = wanted.door === 'call' && settings.confirmExternalCalls() && !this.#callsAllowed;
    const refused = () =>
      new EaselError({ code: 'cancelled', what: t('The request was not allowed.'), money: 'notSent' });
    if (mustAsk) {
      const { parameters } = wanted.options;
      const answer = await confirmCall({
        plan,
        endpoint,
        folder: pathForPeople(place.destination.folder),
        references: allImages(found).map(describeFound),
        parameters: parameters === undefined ? '' : JSON.stringify(parameters),
      });
      if (answer === 'refused') throw refused();
      if (answer === 'session') this.#callsAllowed = true;
    }
    // A cap of one's own, which no "Allow for This Session" lifts.
    if (isMany && !(await confirmMany(plan, limit))) throw refused();
  }
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
function withNotices(plan: Plan, { replaces, model }: Chosen, forgotten: number): Plan {
  const notices: Notice[] = [];
  if (replaces !== undefined) {
    const message = t('{0} does not list {1} for your key; {2} was used.', plan.service.label, replaces, nameOf(model));
    notices.push({ code: 'modelReplaced', message });
  }
  if (forgotten > 0) {
    const message = t(
      'The oldest turns of the conversation were left out: they hold more images than the model takes.',
    );
    notices.push({ code: 'ignored', message });
  }
  return { ...plan, notices: [...plan.notices, ...notices] };
}
