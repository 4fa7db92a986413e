import { t } from '@vscode/l10n';
import { bytesInMemory, type ByteSource } from '../base/bytes.ts';
import { isEaselError } from '../base/errors.ts';
import type { ImageFacts } from './image/facts.ts';
import { probeBytes } from './image/probe.ts';
import type { JobSummary } from './job.ts';
import type { Composed, Compositor, Log } from './ports.ts';
import type { Notice } from './result.ts';

/**
 * The result inside of the job's region and the original outside; undefined where the job has none, or where that cannot
 * be made: then the whole result is saved, since it is paid for, and a notice says why.
 */
export async function inRegion(
  { region, saveAs }: JobSummary,
  result: ByteSource,
  facts: ImageFacts,
  ports: { readonly compositor: Compositor; readonly log: Log },
  notices: Notice[],
): Promise<{ readonly content: ByteSource; readonly facts: ImageFacts } | undefined> {
  if (!region) return undefined;
  try {
    const composed = await ports.compositor.compose(region, result);
    const placed = probeBytes(composed.bytes);
    if (placed.kind !== 'image' || !placed.complete) throw new TypeError('The composite is no image.');
    notices.push(...noticesOf(composed, facts, saveAs));
    return { content: bytesInMemory(composed.bytes), facts: placed };
  } catch (error) {
    ports.log.warn(`putting the result into its region: ${String(error)}`);
    const why = isEaselError(error) ? error.what : t('Easel made a mistake: {0}', String(error));
    notices.push({
      code: 'format',
      message: t('The whole result was saved as it came, not only the region: {0}', why),
    });
    return undefined;
  }
}

function noticesOf(composed: Composed, result: ImageFacts, saveAs: JobSummary['saveAs']): readonly Notice[] {
  const messages = [
    composed.fit === 'cropped' && {
      code: 'ratio' as const,
      message: t('The result had another shape than the original: its middle was put into the region.'),
    },
    composed.wasDeep && {
      code: 'converted' as const,
      message: t('The original has 16 bits per channel; the new file has 8.'),
    },
    result.hasC2pa && {
      code: 'converted' as const,
      message: t('The signed provenance of the result could not be kept, since only a part of it was used.'),
    },
    saveAs !== undefined &&
      (saveAs.format !== 'png' || (saveAs.maxWidth ?? Infinity) < composed.width) && {
        code: 'format' as const,
        message: t('It was saved as PNG in full size, so that everything outside the region stays as it was.'),
      },
  ];
  return messages.filter((message) => message !== false);
}
