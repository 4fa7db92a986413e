import type { JsonObject } from '../base/json.ts';
import type { ImageRecord } from './image/record.ts';
import type { JobKind } from './job.ts';
import { inert } from './naming/shown.ts';
import type { LedgerEntry } from './ports.ts';

/** How an image came to be, from its own metadata or from the ledger. Of metadata every word may be a stranger's. */
export interface Origin {
  readonly prompt: string;
  readonly revisedPrompt?: string;
  /** The alternative text of a document that it was made for. */
  readonly alt?: string;
  readonly provider: string;
  readonly model: string;
  readonly kind: JobKind;
  readonly isPlaceholder: boolean;
  /** ms since the epoch; unknown of metadata that does not say. */
  readonly at?: number;
  readonly jobId?: string;
  readonly parameters: JsonObject;
  /** What it was made from: workspace-relative paths, absolute ones or URLs, and URIs where they are known. */
  readonly sources: readonly Source[];
  /** Images that were asked for together with it, itself included; known from the ledger. */
  readonly imageCount?: number;
  /** The job that its own goes on from; known from the ledger. */
  readonly continues?: string;
  /** It was put into an original, and has that one's size; known from the ledger. */
  readonly isPutIntoOriginal?: true;
}

export interface Source {
  readonly path: string;
  readonly uri?: string;
}

/** A file of the workspace that Easel made. */
export interface MadeImage {
  readonly uri: string;
  /** Relative to its workspace folder, with `/`. */
  readonly path: string;
  /** ms since the epoch: when it was made, or else when the file was last written. */
  readonly at: number;
  /** As it is seen, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly mediaType: string;
  readonly origin: Origin;
}

export interface MadeFilter {
  /** Words that all occur in the prompt or the path, in any case. */
  readonly search: string;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly kind?: JobKind | undefined;
  readonly placeholdersOnly: boolean;
}

/** What an image says of itself. Undefined: it says that it was made, and not how. */
export function originOfRecord(record: ImageRecord): Origin | undefined {
  const { prompt, alt, provider, model, jobId, revisedPrompt, placeholder, parameters, sourceImages = [] } = record;
  if (prompt === undefined && provider === undefined) return undefined;
  const at = Date.parse(record.created ?? '');
  return {
    prompt: prompt ?? '',
    // Names that people choose among must not look like others.
    provider: inert(provider ?? ''),
    model: inert(model ?? ''),
    kind: sourceImages.length > 0 ? 'edit' : 'generate',
    isPlaceholder: placeholder === true,
    parameters: parameters ?? {},
    sources: sourceImages.map((path) => ({ path })),
    ...(Number.isNaN(at) ? {} : { at }),
    ...(jobId === undefined ? {} : { jobId }),
    ...(alt === undefined ? {} : { alt }),
    ...(revisedPrompt === undefined ? {} : { revisedPrompt }),
  };
}

/** What this machine remembers of it. */
export function originOfEntry({ at, job, summary, file }: LedgerEntry): Origin {
  return {
    prompt: summary.prompt,
    provider: summary.provider,
    model: summary.model,
    kind: summary.kind,
    isPlaceholder: summary.provider === 'sketch',
    at,
    jobId: job,
    parameters: summary.asked,
    sources: summary.sources,
    imageCount: summary.images,
    ...(summary.alt === undefined ? {} : { alt: summary.alt }),
    ...(summary.continues === undefined ? {} : { continues: summary.continues }),
    ...(summary.region === undefined ? {} : { isPutIntoOriginal: true }),
    ...(file.revisedPrompt === undefined ? {} : { revisedPrompt: file.revisedPrompt }),
  };
}

/** Text as it is searched: in any case, full width letters and half width ones alike. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Decides for many images: what is worked out of the filter is worked out once. */
export function matcherOf(filter: MadeFilter): (image: MadeImage) => boolean {
  const words = folded(filter.search)
    .split(/\s+/u)
    .filter((word) => word !== '');
  const { provider, model, kind, placeholdersOnly } = filter;
  return (image) => {
    const { origin } = image;
    if (placeholdersOnly && !origin.isPlaceholder) return false;
    if (provider !== undefined && origin.provider !== provider) return false;
    if (model !== undefined && origin.model !== model) return false;
    if (kind !== undefined && origin.kind !== kind) return false;
    if (words.length === 0) return true;
    const text = searched(image);
    return words.every((word) => text.includes(word));
  };
}

/** Folding thousands of prompts anew with each letter that is typed would be felt. */
const searchedTexts = new WeakMap<MadeImage, string>();

function searched(image: MadeImage): string {
  const known = searchedTexts.get(image);
  if (known !== undefined) return known;
  const text = folded(`${image.origin.prompt}\n${image.path}`);
  searchedTexts.set(image, text);
  return text;
}

/** Newest first; what came at the same time by its path, so that nothing jumps about. */
export function byAge(a: MadeImage, b: MadeImage): number {
  return b.at - a.at || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

/** What there is to choose among. */
export function facetsOf(images: readonly MadeImage[]): {
  readonly providers: readonly string[];
  readonly models: readonly string[];
} {
  const all = (name: 'provider' | 'model') =>
    [...new Set(images.map(({ origin }) => origin[name]))].filter((each) => each !== '').sort();
  return { providers: all('provider'), models: all('model') };
}
