import { allBytes } from '../../base/bytes.ts';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isEaselError } from '../../base/errors.ts';
import { extensionOf, type MediaType } from '../../base/media.ts';
import { cancelled, restated } from '../../core/failures.ts';
import { canEmbed, embed } from '../../core/image/metadata.ts';
import { spliced } from '../../core/image/spliced.ts';
import type { Destination } from '../../core/job.ts';
import { transformName } from '../../core/naming/transformName.ts';
import type { Transform } from '../../protocol/types.ts';
import { derivedRecord, lossesOf } from '../derivedRecord.ts';
import { decidePlace } from '../destination.ts';
import { baseName, type WorkspaceFiles } from '../files.ts';
import type { ImageWorker } from '../images/imageWorker.ts';
import { requireTrust } from '../maker.ts';
import type { Source } from '../references.ts';
import type { Some } from './handlers.ts';
import type { Page } from './pages.ts';
import type { KnownImages } from './knownImages.ts';
import { measured, openImage, type ShownImages } from './shownImages.ts';
import type { ViewedFiles } from './viewedFiles.ts';

export interface TransformCallParts {
  readonly known: KnownImages;
  readonly shown: ShownImages;
  readonly viewed: ViewedFiles;
  readonly files: Pick<WorkspaceFiles, 'check' | 'publish'>;
  readonly imageWorker: () => ImageWorker;
  /** Another one, so that nothing that is paid for waits for what is only looked at. */
  readonly previewWorker: () => ImageWorker;
}

/** Cropping, padding, resizing and converting: on this machine, for nothing, and never over the original. */
export function transformCalls(parts: TransformCallParts): Some<'previewTransform' | 'saveTransform'> {
  const { known, shown, viewed, imageWorker, previewWorker } = parts;
  const newest = new WeakMap<Page, AbortController>();
  return {
    async previewTransform({ uri, transform }, page) {
      newest.get(page)?.abort();
      const preview = new AbortController();
      newest.set(page, preview);
      const original = await openImage(known.require(uri));
      const make: Make = (order) => previewWorker().transform(order, preview.signal);
      const { file, result } = await transformed(original, transform, viewed, make);
      return { src: page.srcOf(file), ...measured(result.facts), losses: await lossesOf(original) };
    },
    async saveTransform({ uri, transform }, page) {
      requireTrust();
      const original = await openImage(known.require(uri));
      // What was looked at is what is saved: it lies there already.
      const { result } = await transformed(original, transform, viewed, (order) => imageWorker().transform(order));
      return shown.of(await save(original, result, transform, parts), page);
    },
  };
}

type Make = (order: Parameters<ImageWorker['transform']>[0]) => ReturnType<ImageWorker['transform']>;

interface Transformed {
  /** A file that pages can show. */
  readonly file: string;
  readonly result: Source;
}

async function transformed(
  { uri, facts, content }: Source,
  transform: Transform,
  viewed: ViewedFiles,
  make: Make,
): Promise<Transformed> {
  const mediaType: MediaType = transform.format === undefined ? facts.mediaType : `image/${transform.format}`;
  const { mtime, size } = await vscode.workspace.fs.stat(uri);
  const key = JSON.stringify(['transform', uri.toString(), mtime, size, inOrder(transform)]);
  const file = await viewed.made(key, mediaType, async () => {
    const { bytes } = await make({ bytes: await allBytes(content), transform });
    return bytes;
  });
  return { file, result: await openImage(vscode.Uri.file(file)) };
}

/** A page may name the members in any order. */
function inOrder({ crop, pad, resize, format, quality }: Transform): unknown {
  return [
    crop && [crop.x, crop.y, crop.width, crop.height],
    pad && [pad.width, pad.height, pad.colour],
    resize && [resize.width, resize.height],
    format,
    quality,
  ];
}

async function save(
  original: Source,
  result: Source,
  transform: Transform,
  { files }: TransformCallParts,
): Promise<vscode.Uri> {
  const { uri } = original;
  const { crop, pad, resize, quality } = transform;
  const isSameFormat = result.facts.mediaType === original.facts.mediaType;
  const name = transformName(baseName(uri), {
    isCropped: crop !== undefined,
    pad,
    resize,
    quality: isSameFormat ? quality : undefined,
  });
  // An original outside of the workspace stays alone: what is made of it goes where new images go.
  const place = await decidePlace({ door: 'ui', near: uri, beside: true, suggestedName: name });
  if (!place) throw cancelled('free');
  const { destination } = place;
  const record = derivedRecord(original, { transform: JSON.stringify(transform) });
  const written = await atNoCost(destination, files, {
    destination,
    baseName: place.baseName ?? name,
    extension: extensionOf(result.facts.mediaType),
    content: record && canEmbed(result.facts) ? spliced(result.content, embed(result.facts, record)) : result.content,
  });
  return vscode.Uri.parse(written.uri, true);
}

/** What goes wrong here has cost nothing, and can simply be done again. */
async function atNoCost(
  destination: Destination,
  files: TransformCallParts['files'],
  file: Parameters<WorkspaceFiles['publish']>[0],
): ReturnType<WorkspaceFiles['publish']> {
  try {
    await files.check(destination);
    return await files.publish(file);
  } catch (error) {
    if (!isEaselError(error)) throw error;
    throw restated(error, {
      money: 'free',
      next: t('Make room or see to it that the folder can be written to, then try again.'),
    });
  }
}
