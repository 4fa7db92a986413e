import pLimit from 'p-limit';
import * as vscode from 'vscode';
import type { Size } from '../../base/shape.ts';
import { seenSize } from '../../core/image/facts.ts';
import { pictureHash } from '../../core/image/picture.ts';
import type { ImageOptions } from '../../core/options.ts';
import type { App } from '../app.ts';
import { isWithin } from '../fileChanges.ts';
import { pathForPeople } from '../files.ts';
import { hashOf } from '../hash.ts';
import { provenanceOf, requestOf, type Provenance } from '../provenance.ts';
import type { Fillable } from './fillList.ts';

/** A sketch that holds the place of a real image. */
export interface Placeholder extends Fillable {
  /** What it was sketched with, prompt and shape apart. */
  readonly options: ImageOptions;
  readonly size: Size;
  /** The alternative text that it was sketched for. */
  readonly alt: string | undefined;
  /** Of the file as it is: only that one is replaced. */
  readonly sha256: string;
}

export interface Placeholders {
  readonly unchanged: readonly Placeholder[];
  /** Somebody made something of their own of these. */
  readonly changed: readonly vscode.Uri[];
}

/** Files that are read at once. */
const atOnce = 4;

/**
 * The placeholders of the workspace, by what their files say. Those that were changed since are told apart.
 * @param places Files, and folders with everything in them; undefined: all.
 */
export async function findPlaceholders(app: App, places: readonly vscode.Uri[] | undefined): Promise<Placeholders> {
  const gallery = app.gallery();
  await gallery.ready();
  const wanted = places && new Set(places.map((place) => place.toString().replace(/\/$/, '')));
  const made = gallery
    .images()
    .filter(({ uri, origin }) => origin.isPlaceholder && (wanted === undefined || isWithin(uri, wanted)));
  const turns = pLimit(atOnce);
  const found = await Promise.all(
    made.map(({ uri: address }) => {
      const uri = vscode.Uri.parse(address, true);
      // Deleted since it was found: then there is nothing to replace.
      return turns(async () => (await placeholderOf(app, uri).catch(() => undefined)) ?? undefined);
    }),
  );
  const known = found.filter((each) => each !== undefined).sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    unchanged: known.flatMap(({ placeholder }) => placeholder ?? []),
    changed: known.flatMap(({ uri, placeholder }) => (placeholder ? [] : [uri])),
  };
}

async function placeholderOf(app: App, uri: vscode.Uri) {
  const provenance = await provenanceOf(app, uri);
  const path = pathForPeople(uri);
  // Before it is told whether somebody changed it: a change from here on keeps it from being replaced.
  const sha256 = provenance.entry?.file.sha256 ?? (await hashOf(provenance.source.content));
  const request = (await isUnchanged(provenance)) ? await requestOf(provenance) : undefined;
  if (!request) return { uri, path, placeholder: undefined };
  const {
    prompt = '',
    provider: _,
    model: __,
    aspectRatio: ___,
    size: ____,
    seed: _____,
    // One image for one file, whatever it was sketched together with.
    count: ______,
    continues: _______,
    ...options
  } = request.options;
  const size = seenSize(provenance.source.facts);
  const alt = provenance.entry?.summary.alt ?? provenance.record?.alt;
  // Also what a file from anywhere says is to go along: it is seen before it does.
  const about = [`${size.width} × ${size.height}`, ...request.notes].join(' · ');
  return { uri, path, placeholder: { uri, path, prompt, about, options, size, alt, sha256 } };
}

/** Known to the ledger by its very bytes, or, from another machine, by the picture that it says it was. */
async function isUnchanged({ entry, record, source, isLocked }: Provenance): Promise<boolean> {
  if (entry) return entry.summary.provider === 'sketch';
  if (isLocked) return record?.placeholder === true;
  if (record?.placeholder !== true || record.picture === undefined) return false;
  return record.picture === (await pictureHash(source.content, source.facts));
}
