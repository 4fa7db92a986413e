import { t } from '@vscode/l10n';
import { formatName } from '../base/media.ts';
import type { Model, PreparedImage } from '../base/provider.ts';
import { lighterFormat } from '../core/image/lighter.ts';
import { checkMask, checkMaskSize } from '../core/image/mask.ts';
import type { Converter } from '../core/ports.ts';
import type { Notice } from '../core/result.ts';
import { abortable } from './abortable.ts';
import { pathForPeople } from './files.ts';
import { mapGathered, planned, withoutTurnsOf, type Gathered } from './gather.ts';
import { openSource, prepareImage, type Copy, type Download, type Found, type Instead } from './references.ts';

interface Preparing {
  readonly converter: Converter;
  readonly download: Download;
  /** Asks the person what goes in the place of a reference; absent where nobody can be asked. */
  readonly ask?: Instead | undefined;
}

/**
 * Makes every image of a request ready to be sent. Pictures of earlier turns were named by nobody in this request, so
 * nobody is asked how they may go: one that is too large goes as a copy, which a notice says.
 * @throws EaselError `invalidRequest`, `cancelled`
 */
export async function prepareAll(
  found: Gathered<Found>,
  { capabilities }: Model,
  { converter, download, ask }: Preparing,
  signal: AbortSignal,
): Promise<{ readonly images: Gathered<PreparedImage>; readonly notices: readonly Notice[] }> {
  const { references: limits, maxMaskBytes = limits.maxBytes } = capabilities;
  const maskLimits = { ...limits, formats: ['image/png'], maxBytes: Math.min(limits.maxBytes, maxMaskBytes) } as const;
  const notices: Notice[] = [];
  const copies = new Set<PreparedImage>();
  const images = await mapGathered(found, async ({ uri }, index, role) => {
    const source = await abortable(openSource(uri, download, signal), signal);
    if (role === 'mask') {
      checkMask(source.facts, pathForPeople(uri));
      return prepareImage(source, maskLimits, index, converter, undefined, signal);
    }
    if (role === 'reference') return prepareImage(source, limits, index, converter, ask, signal);
    let copy: Copy | undefined;
    const lighter: Instead = (_, misfit) => {
      const to = misfit.copy?.to ?? lighterFormat(source.facts, limits.formats);
      copy = misfit.copy && { ...misfit.copy, ...(to === undefined ? {} : { to }) };
      return Promise.resolve(copy);
    };
    const image = await prepareImage(source, limits, index, converter, lighter, signal);
    if (!copy) return image;
    copies.add(image);
    notices.push(converted(pathForPeople(uri), image));
    return image;
  });
  if (found.mask && images.mask) {
    checkMaskSize(images.mask, planned(images).references[0], pathForPeople(found.mask.uri));
  }
  return { images: withoutTurnsOf(images, copies), notices };
}

function converted(place: string, { mediaType, width, height }: PreparedImage): Notice {
  const message = t(
    '{0} cannot go along as it is with this model; a copy went in its place: {1}, {2} pixels.',
    place,
    formatName(mediaType),
    `${width}x${height}`,
  );
  return { code: 'converted', message };
}
