import { t } from '@vscode/l10n';
import { edgeOf, parseRatio, parseSize, sameRatio } from '../base/shape.ts';
import type { Plan } from './plan.ts';
import type { Came } from './publish.ts';
import type { Notice } from './result.ts';

/**
 * What was asked against what came, measured from the bytes before anything was converted here: one notice per kind of
 * difference, however many images show it. Nothing is said of what was not asked for.
 */
export function compare(plan: Plan, images: readonly Came[]): readonly Notice[] {
  const notices: Notice[] = [];
  if (images.length > plan.imageCount) {
    notices.push({ code: 'count', message: t('{0} images came instead of {1}.', images.length, plan.imageCount) });
  }
  const differing = (code: Notice['code'], differs: (image: Came) => string | undefined) => {
    const message = images.map(differs).find((each) => each !== undefined);
    if (message !== undefined) notices.push({ code, message });
  };
  const { size, aspectRatio, resolution, outputFormat } = plan.asked;
  const asked = size === undefined ? undefined : parseSize(size);
  if (asked) {
    differing('size', (image) =>
      image.width === asked.width && image.height === asked.height
        ? undefined
        : t('{0} came instead of {1}.', `${image.width}x${image.height}`, `${asked.width}x${asked.height}`),
    );
  }
  const ratio = aspectRatio === undefined ? undefined : parseRatio(aspectRatio);
  if (ratio !== undefined) {
    differing('ratio', (image) =>
      sameRatio(image.width / image.height, ratio)
        ? undefined
        : t('{0} came, which is not {1}.', `${image.width}x${image.height}`, aspectRatio ?? ''),
    );
  }
  const edge = resolution === undefined ? undefined : edgeOf(resolution);
  if (edge !== undefined) {
    differing('size', (image) => {
      // Steps are a factor of two apart; within a step, services shape the area by the ratio as they like.
      const step = Math.sqrt(image.width * image.height) / edge;
      return step > 0.75 && step < 1.35
        ? undefined
        : t('{0} came, which is not {1}.', `${image.width}x${image.height}`, resolution ?? '');
    });
  }
  if (outputFormat !== undefined) {
    differing('format', (image) =>
      image.mediaType === `image/${outputFormat}`
        ? undefined
        : t('{0} came instead of {1}.', image.mediaType.slice(6).toUpperCase(), outputFormat.toUpperCase()),
    );
  }
  return notices;
}
