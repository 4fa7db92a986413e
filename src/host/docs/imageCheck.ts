import pLimit from 'p-limit';
import * as vscode from 'vscode';
import { isFoundByConvention } from '../../core/docs/mentions.ts';
import { staleAlt } from '../../core/docs/staleAlt.ts';
import type { MadeImage } from '../../core/gallery.ts';
import type { App } from '../app.ts';
import { abortable } from '../abortable.ts';
import { baseName, pathForPeople } from '../files.ts';
import { versionOf } from '../studio/fileHead.ts';
import type { IndexedImage } from './documentIndex.ts';
import { placeOf } from './imageFiles.ts';
import { missingAmong, type MissingImage } from './missing.ts';
import { namesInWorkspace } from './textFiles.ts';

/** Files that are looked at at once. */
const openAtOnce = 4;

/** What is looked at: one document, a folder, or all (undefined). */
export type Scope = { readonly document: vscode.Uri } | { readonly folder: vscode.Uri | undefined };

/** An image that Easel made, and where documents show it. */
export interface CheckedImage {
  readonly uri: vscode.Uri;
  readonly path: string;
  readonly made: MadeImage;
  readonly links: readonly IndexedImage[];
}

export interface StaleImage extends CheckedImage {
  /** What documents say of it now. */
  readonly alt: string;
  readonly madeFor: string;
}

/** Every image stands in one list at most. */
export interface ImageCheck {
  readonly missing: readonly (MissingImage & { readonly links: readonly IndexedImage[] })[];
  /** Its alternative text has changed since it was made for that. */
  readonly stale: readonly StaleImage[];
  /** A sketch still holds its place. */
  readonly placeholders: readonly CheckedImage[];
  /** Easel made it, and nothing in the workspace names it. */
  readonly orphans: readonly CheckedImage[];
}

/**
 * Holds documents and images against each other. What is not known for certain is not complained of.
 * @throws EaselError `cancelled`
 */
export async function checkImages(app: App, scope: Scope, signal?: AbortSignal): Promise<ImageCheck> {
  const { index, reader } = app.docs();
  const gallery = app.gallery();
  await Promise.all([index.refresh(signal), abortable(gallery.ready(), signal)]);
  const isShown = shownIn(scope);
  const named = index.images();
  const links = byPlace(named);
  const linksOf = (uri: vscode.Uri) => links.get(placeOf(uri)) ?? [];
  const checked = gallery.images().map((made): CheckedImage => {
    const uri = vscode.Uri.parse(made.uri, true);
    return { uri, path: made.path, made, links: linksOf(uri) };
  });
  const linked = checked.filter((each) => each.links.some(isShown));
  const stale = await staleAmong(app, linked);
  const isStale = new Set(stale.map(({ path }) => path));
  const lonely = 'document' in scope ? [] : checked.filter((each) => each.links.length === 0 && liesIn(each, scope));
  const unlinked = await there(lonely);
  const mentioned = await namesInWorkspace(
    reader,
    unlinked.map(({ uri }) => baseName(uri)),
    signal,
  );
  const isUsed = ({ uri }: CheckedImage) => mentioned.has(baseName(uri)) || isFoundByConvention(baseName(uri));
  const shown = [...linked.filter(({ path }) => !isStale.has(path)), ...unlinked.filter(isUsed)];
  return {
    missing: missingAmong(named.filter(isShown)).map((each) => ({ ...each, links: linksOf(each.named) })),
    stale,
    placeholders: shown.filter(({ made }) => made.origin.isPlaceholder).sort(byPath),
    orphans: unlinked.filter((each) => !isUsed(each)).sort(byPath),
  };
}

/** Without what has gone and is still known. */
async function there(images: readonly CheckedImage[]): Promise<readonly CheckedImage[]> {
  const turns = pLimit(openAtOnce);
  const found = await turns.map(images, async (each) => ((await versionOf(each.uri)) ? [each] : []));
  return found.flat();
}

async function staleAmong(app: App, linked: readonly CheckedImage[]): Promise<readonly StaleImage[]> {
  const stale = linked.map(async (each): Promise<readonly StaleImage[]> => {
    const { uri, made, links } = each;
    const madeFor = made.origin.alt;
    const alts = links.map(({ image }) => image.alt);
    if (madeFor === undefined || staleAlt([madeFor, app.keptAlts.find(uri)], alts) === undefined) return [];
    // Somebody else may have agreed to it.
    const alt = staleAlt([madeFor, app.keptAlts.find(uri), await app.locks.altOf(uri)], alts);
    return alt === undefined ? [] : [{ ...each, alt: alt.trim(), madeFor }];
  });
  return (await Promise.all(stale)).flat().sort(byPath);
}

function shownIn(scope: Scope): (image: IndexedImage) => boolean {
  if ('document' in scope) return ({ document }) => document.toString() === scope.document.toString();
  const within = withinOf(scope);
  return ({ document }) => document.toString().startsWith(within);
}

function liesIn({ uri }: CheckedImage, scope: { readonly folder: vscode.Uri | undefined }): boolean {
  return uri.toString().startsWith(withinOf(scope));
}

function withinOf({ folder }: { readonly folder: vscode.Uri | undefined }): string {
  return folder ? folder.toString().replace(/\/?$/, '/') : '';
}

function byPlace(images: readonly IndexedImage[]): ReadonlyMap<string, readonly IndexedImage[]> {
  const found = new Map<string, IndexedImage[]>();
  for (const image of images) {
    if (!image.file) continue;
    const place = placeOf(image.file);
    const list = found.get(place);
    if (list) list.push(image);
    else found.set(place, [image]);
  }
  return found;
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}

/** What a call answers: paths as people write them. */
export interface CheckResult {
  readonly missing: readonly CheckedPath[];
  readonly stale: readonly (CheckedPath & { readonly alt: string; readonly madeFor: string })[];
  readonly orphans: readonly CheckedPath[];
  readonly placeholders: readonly CheckedPath[];
}

export interface CheckedPath {
  readonly path: string;
  readonly documents: readonly string[];
}

export function resultOfCheck({ missing, stale, orphans, placeholders }: ImageCheck): CheckResult {
  const checked = (path: string, links: readonly IndexedImage[]): CheckedPath => ({
    path,
    documents: [...new Set(links.map(({ document }) => pathForPeople(document)))].sort(),
  });
  const all = (images: readonly CheckedImage[]) => images.map(({ path, links }) => checked(path, links));
  return {
    missing: missing.map(({ named, links }) => checked(pathForPeople(named), links)),
    stale: stale.map(({ path, links, alt, madeFor }) => ({ ...checked(path, links), alt, madeFor })),
    orphans: all(orphans),
    placeholders: all(placeholders),
  };
}
