import type { ByteSource } from '../base/bytes.ts';
import type { Json } from '../base/json.ts';
import { extensionOf, mediaTypes, type MediaType } from '../base/media.ts';
import type { PreparedImage, Turn } from '../base/provider.ts';
import type { ImageOptions } from '../core/options.ts';
import type { LedgerEntry, Turns } from '../core/ports.ts';
import { linksToSend } from '../core/referenceLinks.ts';
import { restoredTurn, usableTurn } from '../core/turn.ts';
import type * as vscode from 'vscode';
import { earlierTurns } from './conversation.ts';
import { findSource, type Found } from './references.ts';
import { resolveReference } from './resolveReference.ts';
import type { Chosen } from './selection.ts';

/** Every image that a request would send, and what for. `T`: found only, or ready to be sent. */
export interface Gathered<T> {
  /** The references that were named. */
  readonly references: readonly T[];
  /** The references as links that the service fetches by itself; they are not read here then. */
  readonly links: readonly string[] | undefined;
  /** The last image of the job that is gone on from, where the model knows no conversation: one more reference. */
  readonly last: readonly T[];
  /** References of the repository's styles, behind the person's own. */
  readonly style: readonly T[];
  /** References of styles for which the model has no room. */
  readonly unfit: number;
  readonly mask?: T | undefined;
  readonly turns: readonly GatheredTurn<T>[];
  /** Turns of the conversation that are too old for the images that the model takes. */
  readonly forgotten: number;
}

interface GatheredTurn<T> {
  /** The model's own turn as it was kept, where it can go to this model again and the images are all that it needs. */
  readonly kept: Json | undefined;
  readonly prompt: string;
  readonly references: readonly T[];
  readonly images: readonly T[];
}

/** Where earlier jobs are remembered. */
interface Remembered {
  readonly ledger: { read(): Promise<readonly LedgerEntry[]> };
  readonly turns: Turns;
}

/** References of styles as far as the model has room for them. One that takes none misses nothing. */
function fitting(style: readonly Found[], room: number, max: number): Pick<Gathered<Found>, 'style' | 'unfit'> {
  const fit = style.slice(0, Math.max(0, room));
  return { style: fit, unfit: max === 0 ? 0 : style.length - fit.length };
}

/**
 * Finds the images of a request. Nothing is read but sizes, and links are not asked for anything: this comes before
 * the question whether all of it may be sent.
 * @throws EaselError `invalidRequest`
 */
export async function gather(
  options: ImageOptions,
  near: vscode.Uri | undefined,
  { service, model }: Chosen,
  { ledger, turns: keptTurns }: Remembered,
  ofStyles: readonly Found[] = [],
): Promise<Gathered<Found>> {
  const { capabilities } = model;
  const named = options.images ?? [];
  const find = async (image: string) => findSource(await resolveReference(image, near));
  const findAll = (uris: readonly vscode.Uri[]) => Promise.all(uris.map((uri) => findSource(uri)));
  const references = await Promise.all(named.map(find));
  const mask = options.mask === undefined || !capabilities.mask ? undefined : await find(options.mask);
  const isConversing = options.continues !== undefined;
  const { max } = capabilities.references;
  const alone = fitting(ofStyles, max - references.length, max);
  const addresses = [...named, ...alone.style.map(({ uri }) => uri.toString())];
  const links = linksToSend(model, { references: addresses, hasMask: mask !== undefined, isConversing });
  const none = { references, links, mask, last: [], ...alone, turns: [], forgotten: 0 };
  if (options.continues === undefined) return none;
  const earlier = earlierTurns(await ledger.read(), options.continues);
  if (!capabilities.conversation) {
    const last = await findAll(earlier.at(-1)?.images.slice(0, 1) ?? []);
    return { ...none, last, ...fitting(ofStyles, max - references.length - last.length, max) };
  }
  const turns: GatheredTurn<Found>[] = [];
  let room = max - references.length;
  for (const turn of [...earlier].reverse()) {
    const left = room - turn.references.length - turn.images.length;
    if (left < 0) break;
    room = left;
    const { prompt } = turn;
    const kept = turn.isOriginal ? await keptTurns.find(turn.job) : undefined;
    const { length } = turn.images;
    turns.unshift({
      prompt,
      kept: usableTurn(kept, service, model, length),
      references: await findAll(turn.references),
      images: await findAll(turn.images),
    });
  }
  // The turns come first: they were made in that style.
  return { ...none, ...fitting(ofStyles, room, max), turns, forgotten: earlier.length - turns.length };
}

/** All images in the order in which people would name them. */
export function allImages<T>({ references, last, style, mask, turns }: Gathered<T>): readonly T[] {
  const ofTurns = turns.flatMap((turn) => [...turn.references, ...turn.images]);
  return [...references, ...last, ...style, ...(mask === undefined ? [] : [mask]), ...ofTurns];
}

/** As it goes into a plan. */
export function planned({ references, links, last, style, mask, turns }: Gathered<PreparedImage>): {
  references: readonly PreparedImage[];
  referenceUrls: readonly string[] | undefined;
  mask: PreparedImage | undefined;
  turns: readonly Turn[];
} {
  return {
    references: [...last, ...references, ...style],
    referenceUrls: links,
    mask,
    turns: turns.flatMap((turn): Turn[] => [
      { role: 'user', text: turn.prompt, images: turn.references },
      {
        role: 'model',
        images: turn.images,
        ...(turn.kept === undefined ? {} : { verbatim: restoredTurn(turn.kept, turn.images) }),
      },
    ]),
  };
}

/** Without the model's own words where an image is not what they were said with any more. */
export function withoutTurnsOf<T>(gathered: Gathered<T>, changed: ReadonlySet<T>): Gathered<T> {
  const turns = gathered.turns.map((turn) =>
    turn.images.some((image) => changed.has(image)) ? { ...turn, kept: undefined } : turn,
  );
  return { ...gathered, turns };
}

/** What is wanted of each image, one after the other: each may ask the person, and decoding takes memory. */
export async function mapGathered<T, U>(
  gathered: Gathered<T>,
  change: (image: T, index: number, role: 'reference' | 'mask' | 'turn') => Promise<U> | U,
): Promise<Gathered<U>> {
  const all = async (images: readonly T[], role: 'reference' | 'turn', from = 0) => {
    const changed: U[] = [];
    for (const [index, image] of images.entries()) changed.push(await change(image, from + index, role));
    return changed;
  };
  const turns: GatheredTurn<U>[] = [];
  const { links } = gathered;
  const references = links ? [] : await all(gathered.references, 'reference');
  const last = await all(gathered.last, 'turn');
  const style = await all(gathered.style, 'turn', references.length + last.length);
  const mask = gathered.mask === undefined ? undefined : await change(gathered.mask, 0, 'mask');
  for (const { prompt, kept, ...turn } of gathered.turns) {
    turns.push({
      prompt,
      kept,
      references: await all(turn.references, 'turn'),
      images: await all(turn.images, 'turn'),
    });
  }
  return { references, links, last, style, unfit: gathered.unfit, mask, turns, forgotten: gathered.forgotten };
}

/**
 * What stands for an image in a plan that is made before it may be read: enough to count what is asked for and to show
 * the request, never sent.
 */
export function placeholder({ uri, bytes }: Found, index: number): PreparedImage {
  const mediaType = namedType(uri.path);
  const content: ByteSource = {
    length: bytes ?? 0,
    stream: () => {
      throw new TypeError('A placeholder is never sent.');
    },
  };
  return { ...content, mediaType, width: 1024, height: 1024, name: `reference-${index + 1}.${extensionOf(mediaType)}` };
}

function namedType(path: string): MediaType {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return mediaTypes.find((type) => extensionOf(type) === extension) ?? 'image/png';
}
