import { randomUUID } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import type { PreparedImage, Turn } from '../base/provider.ts';
import type { JobKind, JobSummary } from '../core/job.ts';
import { editName, slug } from '../core/naming/slug.ts';
import { fileName } from '../core/naming/template.ts';
import type { ImageOptions } from '../core/options.ts';
import { checkRequest, makePlan, type Plan } from '../core/plan.ts';
import type { ImageResult } from '../core/result.ts';
import { missingKey } from '../core/exchange.ts';
import { runJob, type RunPorts } from '../core/run.ts';
import { earlierTurns } from './conversation.ts';
import { decidePlace, type Door, type Place } from './destination.ts';
import { pathForPeople, type WorkspaceFiles } from './files.ts';
import type { KeyStore } from './keys.ts';
import type { LedgerFile } from './ledger.ts';
import { megabytes, openSource, prepareImage, type Download, type OfferCopy, type Source } from './references.ts';
import { resolveReference } from './resolveReference.ts';
import type { Chosen, Selection } from './selection.ts';
import { settings } from './settings.ts';
import { confirmCall, confirmMany } from './ui/confirm.ts';
import { withJobProgress, type Watching } from './ui/progress.ts';

/** What is to be made, by whom, and what it belongs to. */
export interface Wanted {
  readonly kind: JobKind;
  readonly door: Door;
  readonly options: ImageOptions;
  /** The folder that was right-clicked. */
  readonly folder?: vscode.Uri | undefined;
  /** The document that the image is for, or the image that is edited. */
  readonly near?: vscode.Uri | undefined;
}

export interface MakerParts {
  readonly ports: RunPorts & { readonly files: WorkspaceFiles; readonly keys: KeyStore; readonly ledger: LedgerFile };
  readonly selection: Selection;
  readonly offerCopy: OfferCopy;
  readonly download: Download;
  readonly askKey: (chosen: Chosen, error: EaselError, signal: AbortSignal) => Promise<boolean>;
  /** Told of every job that ended with images. */
  readonly onMade: (result: ImageResult, summary: JobSummary) => void;
  /** Told of every job that ended, however it did. */
  readonly onEnded: (jobId: string) => Promise<void>;
  /** Jobs that are running in this window, for lists of them. */
  readonly running: RunningJobs;
}

/** A job that is running in this window. */
export interface RunningJob {
  readonly id: string;
  readonly prompt: string;
  readonly provider: string;
  readonly startedAt: number;
  readonly cancel: () => void;
}

export class RunningJobs {
  readonly #jobs = new Map<string, RunningJob>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  list(): readonly RunningJob[] {
    return [...this.#jobs.values()];
  }

  async track<T>(job: RunningJob, work: () => Promise<T>): Promise<T> {
    this.#jobs.set(job.id, job);
    this.#changed.fire();
    try {
      return await work();
    } finally {
      this.#jobs.delete(job.id);
      this.#changed.fire();
    }
  }
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
      referenceCount: options.images?.length ?? 0,
      hasMask: options.mask !== undefined,
    };
    checkRequest(model, asked);
    const endpoint = settings.endpoint(service);
    if (door === 'call') await this.#requireKey(chosen, endpoint);
    const place = await this.#place(wanted, prompt);
    await this.#parts.ports.files.prepare(place.destination);

    const waitsFor = service.auth === 'none' ? undefined : service.label;
    return withJobProgress(titleOf(wanted, prompt), waitsFor, async (watching) => {
      const sources = await this.#openAll(options.images ?? [], wanted.near);
      const references = await this.#prepareAll(sources, chosen, door);
      const mask = options.mask === undefined ? undefined : await this.#prepareMask(options.mask, chosen, wanted.near);
      const turns = await this.#turns(options.continues, chosen, references);
      const { hasMask } = asked;
      const request = { ...options, prompt, references: turns.references, mask, hasMask, turns: turns.turns };
      const plan = makePlan(service, model, request, () => this.#parts.ports.clock.random());
      // Before anybody is asked: this finds out whether the name is one.
      const summary = summarise(wanted, plan, endpoint, place, sources);
      await this.#permit(wanted, plan, endpoint, place, sources);
      return this.#run(plan, summary, endpoint, door, watching);
    });
  }

  async #run(plan: Plan, summary: JobSummary, endpoint: string, door: Door, watching: Watching): Promise<ImageResult> {
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
    return running.track(entry, async () => {
      const watch = {
        progress: watching.report,
        ...(door === 'ui' ? { newKey: (error: EaselError) => askKey(chosen, error, watching.signal) } : {}),
      };
      try {
        const result = await runJob(job, ports, watch, watching.signal);
        onMade(result, summary);
        return result;
      } finally {
        await onEnded(id);
      }
    });
  }

  async #requireKey({ service }: Chosen, endpoint: string): Promise<void> {
    if (service.auth === 'none') return;
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

  #open(uri: vscode.Uri): Promise<Source> {
    return openSource(uri, this.#parts.download);
  }

  async #openAll(images: readonly string[], near: vscode.Uri | undefined): Promise<readonly Source[]> {
    return Promise.all(images.map(async (image) => this.#open(await resolveReference(image, near))));
  }

  async #prepareAll(sources: readonly Source[], { model }: Chosen, door: Door): Promise<readonly PreparedImage[]> {
    const limits = model.capabilities.references;
    const offer = door === 'ui' ? this.#parts.offerCopy : undefined;
    const prepared: PreparedImage[] = [];
    // One after the other: each may ask the person, and decoding several at once would hold all of them in memory.
    for (const [index, source] of sources.entries()) {
      prepared.push(await prepareImage(source, limits, index, this.#parts.ports.converter, offer));
    }
    return prepared;
  }

  async #prepareMask(
    mask: string,
    { model }: Chosen,
    near: vscode.Uri | undefined,
  ): Promise<PreparedImage | undefined> {
    if (!model.capabilities.mask) return undefined;
    const source = await this.#open(await resolveReference(mask, near));
    const limits = { ...model.capabilities.references, formats: ['image/png'] as const };
    return prepareImage(source, limits, 0, this.#parts.ports.converter, undefined);
  }

  /** The earlier turns of a conversation; where the model knows none, the last image becomes the reference. */
  async #turns(
    jobId: string | undefined,
    chosen: Chosen,
    references: readonly PreparedImage[],
  ): Promise<{ turns: readonly Turn[]; references: readonly PreparedImage[] }> {
    if (jobId === undefined) return { turns: [], references };
    const earlier = earlierTurns(await this.#parts.ports.ledger.read(), jobId);
    const prepare = async (uris: readonly vscode.Uri[]) =>
      this.#prepareAll(await Promise.all(uris.map((uri) => this.#open(uri))), chosen, 'call');
    if (!chosen.model.capabilities.conversation) {
      const last = await prepare(earlier.at(-1)?.images.slice(0, 1) ?? []);
      return { turns: [], references: [...last, ...references] };
    }
    const turns: Turn[] = [];
    for (const turn of earlier) {
      turns.push({ role: 'user', text: turn.prompt, images: await prepare(turn.references) });
      turns.push({ role: 'model', images: await prepare(turn.images) });
    }
    return { turns, references };
  }

  /** Asks whoever has to be asked before money is spent. */
  async #permit(wanted: Wanted, plan: Plan, endpoint: string, place: Place, sources: readonly Source[]): Promise<void> {
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
        references: sources.map((source) => `${pathForPeople(source.uri)} (${megabytes(source.content.length)})`),
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

function titleOf({ kind, options }: Wanted, prompt: string): string {
  const short = Array.from(prompt.replace(/\s+/g, ' '));
  const text = short.length > 40 ? `${short.slice(0, 40).join('')}…` : short.join('');
  return kind === 'edit' && options.images?.[0] !== undefined ? t('Editing: {0}', text) : t('Making: {0}', text);
}

function slugOf({ kind, options, near }: Wanted, prompt: string): string {
  if (kind === 'edit' && near) return editName(near.path.slice(near.path.lastIndexOf('/') + 1), prompt);
  return options.fileName ?? slug(prompt);
}

function summarise(wanted: Wanted, plan: Plan, endpoint: string, place: Place, sources: readonly Source[]): JobSummary {
  const { kind, options, near } = wanted;
  const { service, model, asked } = plan;
  const { prompt, ...parameters } = asked;
  const chosenName = place.baseName ?? options.fileName;
  const template = chosenName === undefined ? settings.fileName(near) : '${slug}';
  // A template that gives no name must not be found out only when the image is paid for.
  fileName(template, nameless);
  const name = {
    template,
    slug: chosenName === undefined ? slugOf(wanted, asked.prompt) : fileName(escapeTemplate(chosenName), nameless),
    day: Date.now(),
    ...(asked.seed === undefined ? {} : { seed: asked.seed }),
  };
  const saveAs = settings.saveAs(near);
  return {
    kind,
    provider: service.id,
    model: model.id,
    origin: endpoint === '' ? '' : new URL(endpoint).origin,
    prompt,
    calls: plan.orders.length,
    images: plan.imageCount,
    destination: place.destination,
    name,
    asked: { ...parameters, ...options.parameters },
    metadata: settings.metadata(),
    ...(saveAs ? { saveAs } : {}),
    sources: sources.map(({ uri }) => ({ uri: uri.toString(), path: pathForPeople(uri) })),
    ...(options.continues === undefined ? {} : { continues: options.continues }),
  };
}

/** A name that a person chose is no template; what no file name may hold is refused by the same rules. */
function escapeTemplate(name: string): string {
  return name.replaceAll('${', '$ {');
}

const nameless = { prompt: '', date: new Date(0), model: '', provider: '', index: 1 };
