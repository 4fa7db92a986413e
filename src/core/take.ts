import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { ReplyFailure } from '../wire/normalise.ts';
import { classify } from '../wire/refusal.ts';
import type { BlobRef } from '../wire/sink.ts';
import type { Answer } from './attempt.ts';
import { asEaselError } from './failures.ts';
import { fetchLink, type LinkPorts } from './fetchLink.ts';
import type { AnsweredImage, EntryBody, JobSummary } from './job.ts';
import { withKey, withoutKey } from './keyedLink.ts';
import { explain } from './outcome.ts';
import { costOfOne } from './lock/entry.ts';
import type { JobSpool, Ledger, LedgerEntry, ProvenanceFiles, SpooledImage } from './ports.ts';
import type { Progress } from './progress.ts';
import { publish, type Published, type PublishPorts } from './publish.ts';
import type { Notice } from './result.ts';
import { keptTurn } from './turn.ts';

export interface TakePorts extends LinkPorts, PublishPorts {
  readonly ledger: Ledger;
  readonly provenance: ProvenanceFiles;
}

/** The job whose answers are taken, and whom it tells. */
export interface TakenJob {
  readonly id: string;
  readonly summary: JobSummary;
  /** Label of the service. */
  readonly provider: string;
  readonly endpoint: string;
  readonly spool: JobSpool;
  /** Journals; never rejects, since from here on nothing may stand between a person and what they paid for. */
  readonly note: (entry: EntryBody) => Promise<void>;
  readonly progress: (call: number, state: Progress['state'], about?: Pick<Progress, 'until' | 'saved'>) => void;
}

/** An answer that lies in the spool, as much of it as came. */
export interface Answered {
  /** As they are journalled: links without the key. */
  readonly images: readonly AnsweredImage[];
  /** What stands in the links where they are asked for. */
  readonly key: string;
  readonly spooled: ReadonlyMap<string, SpooledImage>;
  /** Why the others did not come. */
  readonly errors: readonly EaselError[];
  readonly usage: Readonly<Record<string, number>>;
  /** The model's own turn, to go on from; only of a whole answer whose images all came with it. */
  readonly turn?: Json;
}

/** What became of one answer. */
export interface Part {
  readonly notices: readonly Notice[];
  readonly errors: readonly EaselError[];
  readonly usage: Readonly<Record<string, number>>;
}

/** What is to be done with an answer: images to publish, links to fetch, failures to tell. */
export function answeredBy(answer: Answer, about: { readonly provider: string; readonly model: string }): Answered {
  const { reply, broken, key } = answer;
  const spooled = new Map<string, SpooledImage>();
  const images = reply.images.flatMap((image): AnsweredImage[] => {
    const revised = image.revisedPrompt === undefined ? {} : { revisedPrompt: image.revisedPrompt };
    if (image.url !== undefined) return [{ link: withoutKey(image.url, key), ...revised }];
    const blob = image.blob === undefined ? undefined : answer.images[image.blob.index];
    if (!blob) return [];
    spooled.set(blob.name, blob);
    return [{ spooled: blob.name, ...revised }];
  });
  const failures = reply.failures.map((failure) => explained(failure, about));
  const errors = broken ? [broken, ...failures] : failures;
  const numberOf = (blob: BlobRef) => {
    const found = reply.images.findIndex((image) => image.blob?.index === blob.index);
    return found === -1 ? undefined : found;
  };
  const turn = errors.length > 0 || reply.modelTurn === undefined ? undefined : keptTurn(reply.modelTurn, numberOf);
  return { images, key, spooled, errors, usage: reply.usage, ...(turn === undefined ? {} : { turn }) };
}

/** As it is journalled. */
export function answeredEntry(call: number, { images, usage, errors }: Answered): EntryBody {
  // What broke off behind the images that came may have been charged, and stands in Show Jobs.
  const isPart = errors.some(({ money }) => money === 'unknown');
  return {
    type: 'answered',
    call,
    images,
    ...(isPart ? { isPart } : {}),
    ...(Object.keys(usage).length > 0 ? { usage } : {}),
  };
}

function explained(failure: ReplyFailure, about: { readonly provider: string; readonly model: string }): EaselError {
  if (failure.code === 'badBase64')
    return explain({ ...about, code: 'malformedResponse', money: 'charged', words: '' });
  const { code, words } = classify({ status: 200, reply: { refusal: { ...failure, status: 200 } } });
  // Said beside pictures that came: the service knows what became of this one, and charges for those.
  return explain({ ...about, code: code === 'unknownOutcome' ? 'provider' : code, money: 'refused', words });
}

/** Makes files of answers. */
export class Taker {
  readonly #job: TakenJob;
  readonly #ports: TakePorts;
  /** In the order in which they were named: cat, cat-2, cat-3. */
  readonly made: Published[] = [];
  /** Publishing one after the other keeps names in order. */
  #publishing: Promise<unknown> = Promise.resolve();

  constructor(job: TakenJob, ports: TakePorts) {
    this.#job = job;
    this.#ports = ports;
  }

  /**
   * Fetches what is behind links and publishes every image; one that fails does not take the others along.
   * @param deadline ms since the epoch
   */
  async take(answered: Answered, call: number, deadline: number, signal: AbortSignal): Promise<Part> {
    const results = await Promise.allSettled(
      answered.images.map((image, number) => this.#one(answered, { image, call, number }, deadline, signal)),
    );
    const published = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const failed = results.flatMap((each) => (each.status === 'rejected' ? [asEaselError(each.reason, 'kept')] : []));
    return {
      notices: published.flatMap((each) => each.notices),
      errors: [...failed, ...answered.errors],
      usage: answered.usage,
    };
  }

  async #one(answered: Answered, place: Place, deadline: number, signal: AbortSignal): Promise<Published> {
    const { image, call, number } = place;
    try {
      const spooled =
        'spooled' in image
          ? answered.spooled.get(image.spooled)
          : await this.#fetch(image.link, answered.key, place, deadline, signal);
      if (!spooled) throw new RangeError('The answer names an image that was not spooled.');
      return await this.#publish(spooled, place, answered);
    } catch (error) {
      if (isLost(asEaselError(error, 'kept'))) await this.#job.note({ type: 'lost', call, image: number });
      throw error;
    }
  }

  async #fetch(
    journalled: string,
    key: string,
    { call, number }: Place,
    deadline: number,
    signal: AbortSignal,
  ): Promise<SpooledImage> {
    const { provider, endpoint, spool } = this.#job;
    const link = {
      url: withKey(journalled, key),
      name: `${call}-${number}`,
      deadline,
      provider,
      endpoint,
      spool,
      progress: (state: 'receiving' | 'retrying', until?: number) =>
        this.#job.progress(call, state, until === undefined ? {} : { until }),
    };
    const image = await fetchLink(link, this.#ports, signal);
    await this.#job.note({ type: 'fetched', call, link: journalled, spooled: image.name });
    return image;
  }

  #publish(spooled: SpooledImage, { image, call, number }: Place, { usage, images }: Answered): Promise<Published> {
    const { id, summary } = this.#job;
    const { revisedPrompt } = image;
    const work = async () => {
      this.#job.progress(call, 'saving');
      const about = { index: this.made.length + 1, revisedPrompt };
      const published = await publish(summary, id, spooled, about, this.#ports);
      this.made.push(published);
      const { file } = published;
      await this.#job.note({ type: 'saved', call, image: number, uri: file.uri, sha256: file.sha256 });
      const entry: LedgerEntry = { at: this.#ports.clock.now(), job: id, summary, file };
      await this.#ports.ledger
        .add(entry)
        .catch((error: unknown) => this.#ports.log.warn(`The ledger lacks ${file.path}: ${String(error)}`));
      const { cost } = usage;
      await this.#ports.provenance.record(entry, cost === undefined ? undefined : costOfOne(cost, images.length));
      this.#job.progress(call, 'saving', { saved: file });
      return published;
    };
    const turn = this.#publishing.then(work, work);
    this.#publishing = turn.catch(() => undefined);
    return turn;
  }
}

/** An image of an answer: the how manieth of which call. */
interface Place {
  readonly image: AnsweredImage;
  readonly call: number;
  readonly number: number;
}

/** Whether trying again later can never give the image: it was cut at the service, or its link is gone. */
export function isLost(error: EaselError): boolean {
  return error.money === 'charged' && error.code !== 'storage';
}

/** One failure for each image that was asked for and neither came nor was spoken of. */
export function missing(provider: string, wanted: number, { images, errors }: Answered): readonly EaselError[] {
  const count = Math.max(0, wanted - images.length - errors.length);
  const error = new EaselError({
    code: 'noImage',
    what: t('{0} made fewer images than asked for, and did not say why: {1} of {2}.', provider, images.length, wanted),
    money: 'unknown',
  });
  return Array.from({ length: count }, () => error);
}
