import pLimit from 'p-limit';
import type * as vscode from 'vscode';
import { askedAndGot, otherParameters } from '../../core/askedAndGot.ts';
import type { MadeImage, Source } from '../../core/gallery.ts';
import { childrenOf, imageOfSource, parentsOf } from '../../core/lineage.ts';
import { inert } from '../../core/naming/shown.ts';
import type { Details, Relative, ShownImage } from '../../protocol/types.ts';
import { insideWorkspace } from '../provenance.ts';
import { addressed } from '../resolveReference.ts';
import { namesOf } from './drafts.ts';
import type { GalleryIndex } from './galleryIndex.ts';
import type { GitDifferences } from './gitDifferences.ts';
import type { Page } from './pages.ts';
import type { ShownImages } from './shownImages.ts';

/** Relatives that are shown on each side; more are no help. */
const mostRelatives = 50;
/** Relatives that are looked at at once. */
const openAtOnce = 4;
/** Characters of a value that are shown. */
const longestValue = 2000;

export interface DetailsParts {
  readonly index: GalleryIndex;
  readonly shown: ShownImages;
  readonly git: GitDifferences;
}

/**
 * All that is known of one image. What a file says of itself is text of unknown origin, and nothing but text here.
 * @throws EaselError `invalidRequest` when it is no image
 */
export async function detailsOf(uri: vscode.Uri, { index, shown, git }: DetailsParts, page: Page): Promise<Details> {
  const [image, made, hasGitVersion] = await Promise.all([shown.of(uri, page), index.find(uri), git.differs(uri)]);
  const images = index.images();
  const { continues } = made?.origin ?? {};
  const before = continues === undefined ? [] : index.imagesOf(continues);
  const parents = made ? parentsOf(made.origin, before).slice(0, mostRelatives) : [];
  const children = childrenOf(made ?? image, images).slice(-mostRelatives);
  const turns = pLimit(openAtOnce);
  return {
    image,
    ...(made ? { made: howMade(made, image, index) } : {}),
    parents: await turns.map(parents, async (source) => parentOf(source, { images, near: uri, shown, page })),
    children: await turns.map(children, async (child) => relative(child.path, await shown.made(child, page))),
    hasGitVersion,
  };
}

function howMade({ origin, at }: MadeImage, image: ShownImage, index: GalleryIndex): NonNullable<Details['made']> {
  const { prompt, revisedPrompt, provider, model, jobId, isPlaceholder, parameters, imageCount } = origin;
  const { isPutIntoOriginal } = origin;
  const { providerLabel, canContinue } = namesOf(provider, model);
  // Of a job that only the file names, nobody knows whether there was one.
  const known = jobId !== undefined && imageCount !== undefined ? { jobId, imageCount } : undefined;
  const count = known && { asked: known.imageCount, got: index.imagesOf(known.jobId).length };
  const compared = askedAndGot(parameters, { ...image, count, isPutIntoOriginal });
  return {
    prompt: inertLines(prompt),
    ...(revisedPrompt === undefined ? {} : { revisedPrompt: inertLines(revisedPrompt) }),
    target: { provider, model },
    providerLabel: inert(providerLabel),
    at,
    ...(known ?? {}),
    isPlaceholder,
    parameters: otherParameters(parameters).map(([name, value]) => [inert(name).slice(0, 200), cut(inertLines(value))]),
    compared: compared.map(({ name, asked, got: measured }) => ({ name, asked: cut(inert(asked)), got: measured })),
    canContinue: canContinue && known !== undefined,
  };
}

interface Around {
  readonly images: readonly MadeImage[];
  readonly near: vscode.Uri;
  readonly shown: ShownImages;
  readonly page: Page;
}

async function parentOf(source: Source, { images, near, shown, page }: Around): Promise<Relative> {
  const made = imageOfSource(source, images);
  if (made) return relative(source.path, await shown.made(made, page));
  // The ledger is Easel's own; a path in a file's metadata leads nowhere but into the workspace.
  const uri = source.uri === undefined ? await insideWorkspace(source.path, near) : addressed(source.uri);
  return relative(source.path, uri && (await shown.of(uri, page).catch(() => undefined)));
}

function relative(path: string, image: ShownImage | undefined): Relative {
  return { path: inert(path).slice(0, longestValue), ...(image ? { image } : {}) };
}

function inertLines(text: string): string {
  return text.split(/\r?\n/).map(inert).join('\n');
}

function cut(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
