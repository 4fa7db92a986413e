import { t } from '@vscode/l10n';
import { maxMaskBytes } from '../../protocol/calls.ts';
import { CallError } from '../host.ts';
import type { RegionDraft } from '../state.ts';
import { Feather } from './feather.ts';
import type { Size } from './geometry.ts';
import { maskPng } from './maskPng.ts';
import { mark, noMarks } from './raster.ts';

const mostEdge = 16_384;
const mostPixels = 100_000_000;
/** ms that the page may stand still. */
const mostBusy = 10;

/** Why a part of an image as large as this cannot be marked; undefined: it can. */
export function tooLargeForRegion({ width, height }: Size): string | undefined {
  if (width <= mostEdge && height <= mostEdge && width * height <= mostPixels) return undefined;
  return t(
    'A region can be marked in images of up to {0} million pixels; this one has {1} × {2}. Nothing was sent. Resize it first.',
    mostPixels / 1_000_000,
    width,
    height,
  );
}

/**
 * The marked part as a PNG of the image's size: alpha 0 where it is to change, 255 where not, and between them where
 * the edge fades.
 * @throws CallError `invalidRequest` when the image is too large, or nothing is marked.
 */
export async function renderMask(region: RegionDraft): Promise<Uint8Array<ArrayBuffer>> {
  const problem = tooLargeForRegion(region);
  if (problem !== undefined) throw refused(problem);
  const pause = pauses();
  const marks = noMarks(region);
  for (const stroke of region.strokes) {
    await restfully(mark(marks, stroke), pause);
  }
  if (!marks.bytes.includes(1)) throw refused(t('Nothing is marked, so nothing was sent. Mark what is to change.'));
  const png = await maskPng(region, rowsOf(new Feather(marks, region.feather), region.height, pause));
  if (png.length > maxMaskBytes) {
    throw refused(t('The marked region is too intricate to be sent. Nothing was sent. Mark it with fewer lines.'));
  }
  return png;
}

async function* rowsOf(
  feather: Feather,
  height: number,
  pause: () => Promise<void> | undefined,
): AsyncGenerator<Uint8Array> {
  await restfully(feather.measure(), pause);
  for (let row = 0; row < height; row++) {
    yield feather.row(row);
    await pause();
  }
}

/** Does work that comes in steps, with rests between them. */
async function restfully(work: Generator<void>, pause: () => Promise<void> | undefined): Promise<void> {
  while (work.next().done !== true) await pause();
}

/** Lets the page draw and listen in between, now and then. */
function pauses(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < mostBusy) return undefined;
    return new Promise((resolve) => {
      setTimeout(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}

function refused(text: string): CallError {
  return new CallError({ code: 'invalidRequest', text, actions: [] });
}
