import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import type { Service } from '../base/provider.ts';
import { missingKey } from '../core/key.ts';
import { asEaselError, restated } from '../core/failures.ts';
import { fetchLink } from '../core/fetchLink.ts';
import { isResumable, type CallState, type EntryBody, type JobState, type JobSummary } from '../core/job.ts';
import { isKeyed, withKey } from '../core/keyedLink.ts';
import { pollTask } from '../core/pollTask.ts';
import type { JobSpool, SpooledImage } from '../core/ports.ts';
import { publish } from '../core/publish.ts';
import type { RunPorts } from '../core/run.ts';
import { answeredBy, answeredEntry, isLost } from '../core/take.ts';

/** What was done for a job whose window is gone, or that ended owing something. */
export interface Recovered {
  /** URIs of images that became files now. */
  readonly saved: readonly string[];
  readonly errors: readonly EaselError[];
}

export interface Finishing {
  readonly ports: RunPorts;
  /** Where the job's service is reached now; undefined when this version does not know it. */
  readonly reach: (provider: string) => { readonly service: Service; readonly endpoint: string } | undefined;
  /** The whole wait for one image, in ms. */
  readonly timeoutMs: () => number;
  /** Journals; never rejects. */
  readonly note: (entry: EntryBody) => Promise<void>;
}

type ImageState = CallState['images'][number];

/** An image of a job: the how manieth of which call, and of all. */
interface Place {
  readonly image: ImageState;
  readonly call: number;
  readonly number: number;
  /** From 1. */
  readonly index: number;
}

/**
 * Does what can be done for a job without sending anything again: saves what lies in the spool, asks for tasks that the
 * service goes on with and fetches links, all calls side by side, and saves what comes of each. Writes what it did into
 * the journal and into `job`.
 * @param summary The job's own, or with another folder that the person chose.
 * @param maySave Whether files may appear in that folder; asked before anything is waited for, and again after it.
 */
export async function finishJob(
  job: JobState,
  summary: JobSummary,
  parts: Finishing,
  signal: AbortSignal,
  maySave: () => boolean,
): Promise<Recovered> {
  const finisher = new Finisher(job, summary, parts, signal);
  const saved: string[] = [];
  const errors: EaselError[] = [];
  const failed = (error: unknown) => void errors.push(finisher.known(error));
  const tried = new Set<ImageState>();
  const saveSpooled = async () => {
    if (!maySave()) return;
    for (const place of owedOf(job)) {
      if (place.image.spooled === undefined || tried.has(place.image)) continue;
      tried.add(place.image);
      await finisher.save(place).then((uri) => saved.push(uri), failed);
    }
  };
  const bringIn = async (state: CallState, call: number) => {
    await finisher.collect(state, call).catch(failed);
    for (const place of owedOf(job)) {
      if (place.call === call && place.image.spooled === undefined) await finisher.fetch(place).catch(failed);
    }
    // One after the other, and before the slowest call is done.
    await (saving = saving.then(saveSpooled));
  };
  let saving = saveSpooled();
  await saving;
  await Promise.all(job.calls.map(bringIn));
  return { saved, errors };
}

function owedOf({ calls }: JobState): readonly Place[] {
  let before = 0;
  const places = calls.flatMap((state, call) => {
    const first = before + 1;
    // A task that is not done yet keeps the numbers of its images.
    before += isResumable(state) ? (state.wanted ?? 1) : state.images.length;
    return state.images.map((image, number) => ({ image, call, number, index: first + number }));
  });
  return places.filter(({ image }) => image.saved === undefined && !image.lost);
}

class Finisher {
  readonly #job: JobState;
  readonly #summary: JobSummary;
  readonly #parts: Finishing;
  readonly #signal: AbortSignal;
  readonly #spool: JobSpool;
  readonly #fetched = new Map<ImageState, SpooledImage>();

  constructor(job: JobState, summary: JobSummary, parts: Finishing, signal: AbortSignal) {
    this.#job = job;
    this.#summary = summary;
    this.#parts = parts;
    this.#signal = signal;
    this.#spool = parts.ports.spool.job(job.id);
  }

  /** An error as the person meets it: whatever an adapter says of money, a sketch costs none. */
  known(error: unknown): EaselError {
    const known = asEaselError(error, 'kept');
    return this.#summary.origin === '' ? restated(known, { money: 'free' }) : known;
  }

  /** Asks for the task of a call, where there is one whose answer has not come. */
  async collect(state: CallState, call: number): Promise<void> {
    const { task } = state;
    if (!task || !isResumable(state)) return;
    const { ports, note } = this.#parts;
    const { service, endpoint } = this.#reach();
    const { model } = this.#summary;
    const wait = {
      service,
      endpoint,
      model,
      task: task.id,
      // It was accepted long ago: no pause before the first look, and "not found" means just that.
      poll: { ...task.poll, initialDelayMs: 0, notFoundGraceMs: 0 },
      spool: this.#spool,
      deadline: this.#deadline(),
      progress: () => undefined,
    };
    try {
      const answered = answeredBy(await pollTask(wait, ports, this.#signal), { provider: service.label, model });
      state.state = 'answered';
      state.images = answered.images.map((image) => ({
        answered: image,
        ...('spooled' in image ? { spooled: image.spooled } : {}),
      }));
      state.usage = answered.usage;
      await note(answeredEntry(call, answered));
    } catch (error) {
      const { code, money, text } = asEaselError(error, 'kept');
      if (money !== 'kept') {
        state.failure = { code, money, message: text };
        await note({ type: 'failed', call, code, money, message: text });
      }
      throw error;
    }
  }

  /** Brings an image from behind its link into the spool. */
  async fetch(place: Place): Promise<void> {
    this.#fetched.set(place.image, await this.#unlessLost(place, () => this.#download(place)));
  }

  /** Makes a file of an image, and says where it is. */
  save(place: Place): Promise<string> {
    const { image, call, number, index } = place;
    const { ports, note } = this.#parts;
    return this.#unlessLost(place, async () => {
      const spooled = await this.#spooled(place);
      const about = { index, revisedPrompt: image.answered.revisedPrompt, besides: this.#savedNames() };
      const { file } = await publish(this.#summary, this.#job.id, spooled, about, ports);
      image.saved = file.uri;
      await note({ type: 'saved', call, image: number, uri: file.uri, sha256: file.sha256 });
      const entry = { at: ports.clock.now(), job: this.#job.id, summary: this.#summary, file };
      await ports.ledger
        .add(entry)
        .catch((error: unknown) => ports.log.warn(`The ledger lacks ${file.path}: ${String(error)}`));
      await ports.provenance.record(entry, undefined);
      return file.uri;
    });
  }

  async #unlessLost<T>({ image, call, number }: Place, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isLost(asEaselError(error, 'kept'))) {
        image.lost = true;
        await this.#parts.note({ type: 'lost', call, image: number });
      }
      throw error;
    }
  }

  /** Files that images of the job are. */
  #savedNames(): readonly string[] {
    const saved = this.#job.calls.flatMap(({ images }) => images.flatMap((image) => image.saved ?? []));
    return saved.map((uri) => decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)));
  }

  async #spooled(place: Place): Promise<SpooledImage> {
    const { spooled } = place.image;
    const found =
      this.#fetched.get(place.image) ?? (spooled === undefined ? undefined : await this.#spool.open(spooled));
    return found ?? this.#download(place);
  }

  async #download({ image, call, number }: Place): Promise<SpooledImage> {
    if (!('link' in image.answered)) throw notThere(image.answered.spooled);
    const { provider, origin } = this.#summary;
    const { link } = image.answered;
    const wanted = {
      url: isKeyed(link) ? await this.#withKey(link) : link,
      name: `${call}-${number}`,
      provider: this.#parts.reach(provider)?.service.label ?? provider,
      endpoint: origin,
      spool: this.#spool,
      deadline: this.#deadline(),
      progress: () => undefined,
    };
    const fetched = await fetchLink(wanted, this.#parts.ports, this.#signal);
    image.spooled = fetched.name;
    await this.#parts.note({ type: 'fetched', call, link, spooled: fetched.name });
    return fetched;
  }

  /** A link that held the key, with it: only at the address that the key was entered for. */
  async #withKey(link: string): Promise<string> {
    const { service } = this.#reach();
    const { origin } = this.#summary;
    const { key, otherOrigin } = await this.#parts.ports.keys.find(service.id, origin);
    if (key === undefined) throw restated(missingKey(service, origin, otherOrigin), { money: 'kept' });
    const url = withKey(link, key);
    const { host, origin: where } = new URL(url);
    if (where === origin) return url;
    throw new EaselError({
      code: 'provider',
      what: t(
        '{0} made the image, but its link holds the key and leads to {1}, where the key does not go.',
        service.label,
        host,
      ),
      money: 'charged',
      next: t('Ask the service for the image; “Easel: Show Log” has the time of the request.'),
    });
  }

  #deadline(): number {
    return this.#parts.ports.clock.now() + this.#parts.timeoutMs();
  }

  /** The service at the address that the job was sent to: another one knows nothing of it. */
  #reach(): { readonly service: Service; readonly endpoint: string } {
    const { provider, origin } = this.#summary;
    const reached = this.#parts.reach(provider);
    if (reached && new URL(reached.endpoint).origin === origin) return reached;
    throw new EaselError({
      code: 'provider',
      what: t('The image is at {0}, and Easel is set to another address for {1} now.', origin, provider),
      money: 'kept',
      next: t('Set the address back, then run “Easel: Show Jobs…” again.'),
    });
  }
}

function notThere(name: string): EaselError {
  return new EaselError({
    code: 'storage',
    what: t('An image that was kept for you is not in Easel’s own folder any more, or not whole ({0}).', name),
    money: 'charged',
    next: t('If VS Code’s data lies on another disk, connect it and try again; or forget the job.'),
  });
}
