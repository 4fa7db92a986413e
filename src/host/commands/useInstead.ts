import { t } from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { folded, type MadeImage } from '../../core/gallery.ts';
import { parentsOf } from '../../core/lineage.ts';
import type { App } from '../app.ts';
import { activeResource } from '../destination.ts';
import { documentsOf, pickImage, useInstead, type Relinked } from '../docs/useInstead.ts';
import { baseName, pathForPeople } from '../files.ts';
import { requireTrust } from '../maker.ts';
import { insideWorkspace } from '../provenance.ts';
import { addressed, isLink, resolveReference } from '../resolveReference.ts';
import { clickedUri, noImageOpen } from './clickedImage.ts';
import { fromUi } from './doors.ts';

const optionsSchema = v.strictObject({ image: v.string(), original: v.optional(v.string()) });

/**
 * `easel.useInstead`: documents that show what an image was made from show the image itself. On an image of the Explorer,
 * on the one that is open, or called with options; then nobody is asked.
 */
export function useImageInstead(app: App, argument: unknown): Promise<Relinked | undefined> {
  const options = v.safeParse(optionsSchema, argument);
  if (options.success) return forCall(app, options.output);
  return fromUi(app, async () => {
    requireTrust();
    const image = clickedUri(argument) ?? activeResource();
    if (!image || !isImage(image)) throw noImageOpen();
    const originals = await linkedOriginals(app, image);
    const [first] = originals;
    const original = first && originals.length === 1 ? first : await ask(app, image, originals);
    return original && useInstead(app, original, image);
  });
}

async function forCall(app: App, options: v.InferOutput<typeof optionsSchema>): Promise<Relinked> {
  requireTrust();
  const image = await resolveReference(options.image, undefined);
  if (options.original !== undefined) {
    return useInstead(app, await resolveReference(options.original, undefined), image);
  }
  const [original, ...others] = await linkedOriginals(app, image);
  if (!original || others.length > 0) throw unknownOriginal(image);
  return useInstead(app, original, image);
}

/** What an image was made from, in so far as documents show it. */
async function linkedOriginals(app: App, image: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const gallery = app.gallery();
  const { index } = app.docs();
  const [made] = await Promise.all([gallery.find(image), index.ready()]);
  if (!made) return [];
  const { continues } = made.origin;
  const before = continues === undefined ? [] : gallery.imagesOf(continues);
  const parents = await Promise.all(
    parentsOf(made.origin, before).map(async ({ uri, path }) =>
      // A path in a file's metadata leads nowhere but into the workspace.
      uri === undefined ? insideWorkspace(path, image) : addressed(uri),
    ),
  );
  const isOther = (uri: vscode.Uri) => !isLink(uri) && uri.toString() !== image.toString();
  const originals = parents.filter((uri) => uri !== undefined).filter(isOther);
  return originals.filter((uri) => index.linksTo(uri).length > 0);
}

/** Of several originals which one, else of all images that documents show; one of the same prompt is likely. */
async function ask(app: App, image: vscode.Uri, originals: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  const shown = originals.length > 0 ? originals : shownImages(app, image);
  if (shown.length === 0) throw nothingShown();
  const gallery = app.gallery();
  const prompt = promptOf(await gallery.find(image));
  const alike = new Set(gallery.images().flatMap((made) => (promptOf(made) === prompt ? [made.uri] : [])));
  const isLikely = (uri: vscode.Uri) => prompt !== undefined && alike.has(uri.toString());
  return pickImage(shown, t('Use {0} Instead of', baseName(image)), isLikely);
}

function shownImages(app: App, image: vscode.Uri): readonly vscode.Uri[] {
  const links = app
    .docs()
    .index.images()
    .filter(({ exists, file }) => exists && file?.toString() !== image.toString());
  const files = documentsOf(links.flatMap((each) => (each.file ? [{ ...each, document: each.file }] : [])));
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function promptOf(made: MadeImage | undefined): string | undefined {
  return made && folded(made.origin.prompt).trim();
}

function isImage({ path }: vscode.Uri): boolean {
  return /\.(png|jpe?g|webp|gif|avif|svg)$/i.test(path);
}

function nothingShown(): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('No document of this workspace shows an image yet.'),
    money: 'free',
    next: t('Use “Easel: Generate Image and Insert…” in a document.'),
  });
}

function unknownOriginal(image: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('Which image {0} is to take the place of is not known.', pathForPeople(image)),
    money: 'free',
    next: t('Name it in “original”.'),
  });
}
