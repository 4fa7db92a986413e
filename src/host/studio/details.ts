import type * as vscode from 'vscode';
import { askedAndGot, otherParameters } from '../../core/askedAndGot.ts';
import type { MadeImage, Source } from '../../core/gallery.ts';
import { childrenOf, imageOfSource } from '../../core/lineage.ts';
import { inert } from '../../core/naming/shown.ts';
import type { Details, Relative, ShownImage } from '../../protocol/types.ts';
import { fileHash } from './fileHead.ts';
import { insideWorkspace } from '../provenance.ts';
import { addressed } from '../resolveReference.ts';
import { namesOf } from './drafts.ts';
import type { GalleryIndex } from './galleryIndex.ts';
import { openGitVersion } from './gitVersion.ts';
import type { Page } from './handlers.ts';
import { hashOf } from '../hash.ts';
import type { ShownImages } from './shownImages.ts';

/** Relatives that are shown on each side; more are no help. */
const mostRelatives = 50;
/** Characters of a value that are shown. */
const longestValue = 2000;

/**
 * All that is known of one image. What a file says of itself is text of unknown origin, and nothing but text here.
 * @throws EaselError `invalidRequest` when it is no image
 */
export async function detailsOf(
  uri: vscode.Uri,
  index: GalleryIndex,
  shown: ShownImages,
  page: Page,
): Promise<Details> {
  const [image, made, hasGitVersion] = await Promise.all([shown.of(uri, page), index.find(uri), differsFromGit(uri)]);
  const images = index.images();
  const lookup = (address: vscode.Uri) => shown.of(address, page).catch(() => undefined);
  const parents = made?.origin.sources.slice(0, mostRelatives) ?? [];
  const children = childrenOf(made ?? image, images).slice(-mostRelatives);
  return {
    image,
    ...(made ? { made: howMade(made, image, index) } : {}),
    parents: await Promise.all(parents.map(async (source) => parentOf(source, images, uri, lookup))),
    children: await Promise.all(
      children.map(async (child) => relative(child.path, await lookup(addressed(child.uri)))),
    ),
    hasGitVersion,
  };
}

function howMade({ origin, at }: MadeImage, image: ShownImage, index: GalleryIndex): NonNullable<Details['made']> {
  const { prompt, revisedPrompt, provider, model, jobId, isPlaceholder, parameters, imageCount } = origin;
  const { providerLabel, canContinue } = namesOf(provider, model);
  // Of a job that only the file names, nobody knows whether there was one.
  const known = jobId !== undefined && imageCount !== undefined ? { jobId, imageCount } : undefined;
  const count = known && { asked: known.imageCount, got: index.imagesOf(known.jobId) };
  const compared = askedAndGot(parameters, { ...image, count });
  return {
    prompt: inertLines(prompt),
    ...(revisedPrompt === undefined ? {} : { revisedPrompt: inertLines(revisedPrompt) }),
    target: { provider, model },
    providerLabel: inert(providerLabel),
    at,
    ...(known ? { jobId: known.jobId } : {}),
    isPlaceholder,
    parameters: otherParameters(parameters).map(([name, value]) => [inert(name).slice(0, 200), cut(inertLines(value))]),
    compared: compared.map(({ name, asked, got: measured }) => ({ name, asked: cut(inert(asked)), got: measured })),
    canContinue: canContinue && known !== undefined,
  };
}

async function parentOf(
  source: Source,
  images: readonly MadeImage[],
  near: vscode.Uri,
  lookup: (uri: vscode.Uri) => Promise<ShownImage | undefined>,
): Promise<Relative> {
  const made = imageOfSource(source, images);
  // The ledger is Easel's own; a path in a file's metadata leads nowhere but into the workspace.
  const address = made?.uri ?? source.uri;
  const uri = address === undefined ? await insideWorkspace(source.path, near) : addressed(address);
  return relative(source.path, uri && (await lookup(uri)));
}

function relative(path: string, image: ShownImage | undefined): Relative {
  return { path: inert(path).slice(0, longestValue), ...(image ? { image } : {}) };
}

/** Whether Git has another version of it. */
async function differsFromGit(uri: vscode.Uri): Promise<boolean> {
  try {
    const committed = await openGitVersion(uri);
    return committed !== undefined && (await hashOf(committed.content)) !== (await fileHash(uri));
  } catch {
    return false;
  }
}

function inertLines(text: string): string {
  return text.split(/\r?\n/).map(inert).join('\n');
}

function cut(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
