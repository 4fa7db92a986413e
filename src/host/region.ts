import { allBytes } from '../base/bytes.ts';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import { formatName } from '../base/media.ts';
import { seenSize, type ImageFacts } from '../core/image/facts.ts';
import type { PinnedFile } from '../core/job.ts';
import type { Compositor } from '../core/ports.ts';
import { pathForPeople } from './files.ts';
import { isDeepPng } from './images/deepPng.ts';
import type { ImageWorker } from './images/imageWorker.ts';
import { isDecodable, openSource, type Source } from './references.ts';

/**
 * Whether anything can be put into this image with everything else kept as it is.
 * @throws EaselError `invalidRequest`
 */
export async function requireComposable(source: Source): Promise<void> {
  const { uri, facts } = source;
  if (await isDeepPng(source)) throw tooDeep(uri);
  if (isDecodable(facts) && !(facts.animated && facts.mediaType === 'image/webp')) return;
  throw new EaselError({
    code: 'invalidRequest',
    what: t('In {0} Easel cannot keep everything outside a region as it is ({1}).', pathForPeople(uri), about(facts)),
    money: 'notSent',
    next: t('Save it as PNG, JPEG or WebP of at most 100 megapixels, or let the model change all of it.'),
  });
}

function tooDeep(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t(
      '{0} has 16 bits per channel. Easel saves 8, so what lies outside the region could not stay exactly as it is.',
      pathForPeople(uri),
    ),
    money: 'notSent',
    next: t('Let the model change all of it, or convert the image to 8 bits per channel first.'),
  });
}

/** "GIF, 640x480" */
function about(facts: ImageFacts): string {
  const { width, height } = seenSize(facts);
  return `${formatName(facts.mediaType)}, ${width}x${height}`;
}

function notALink(url: string): never {
  throw new EaselError({
    code: 'invalidRequest',
    what: t('{0} is a link, not a file.', url),
    money: 'notSent',
    next: t('Save the image first, then choose the file.'),
  });
}

/** Regions are filled in the image worker, which also finds out whether the files are still what they were. */
export function workerCompositor(worker: () => ImageWorker): Compositor {
  return {
    async compose({ original, mask }, result) {
      return worker().compose({
        original: await read(original),
        mask: await read(mask),
        result: await allBytes(result),
      });
    },
  };
}

async function read({ uri, sha256 }: PinnedFile): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }> {
  const place = vscode.Uri.parse(uri, true);
  const { content } = await openSource(place, notALink);
  return { bytes: await allBytes(content), sha256 };
}
