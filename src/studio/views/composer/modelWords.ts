import { t } from '@vscode/l10n';
import type { ModelInfo } from '../../../protocol/types.ts';

/** What a model can do, in a few words each: what people choose a model by. */
export function modelWords({ capabilities }: ModelInfo): readonly string[] {
  const { references, mask, shape, seed, negativePrompt, conversation, streaming, backgrounds } = capabilities;
  const words: (string | undefined)[] = [
    referenceWords(references.min, references.max),
    mask ? t('mask') : undefined,
    conversation ? t('dialogue') : undefined,
    shapeWords(shape),
    seed ? t('seed') : undefined,
    negativePrompt ? t('negative prompt') : undefined,
    backgrounds.includes('transparent') ? t('transparent background') : undefined,
    streaming ? t('early previews') : undefined,
  ];
  return words.filter((word) => word !== undefined);
}

function referenceWords(min: number, max: number): string {
  if (max === 0) return t('no references');
  if (max === 1) return min > 0 ? t('edits one reference') : t('1 reference');
  return min > 0 ? t('edits up to {0} references', max) : t('up to {0} references', max);
}

function shapeWords(shape: ModelInfo['capabilities']['shape']): string | undefined {
  switch (shape.kind) {
    case 'ratios': {
      const largest = shape.resolutions.at(-1);
      return largest === undefined ? undefined : t('up to {0}', largest);
    }
    case 'sizes':
      return t('{0} sizes', shape.sizes.length);
    case 'pixels':
      return t('any size up to {0} megapixels', Math.round(shape.maxPixels / 100_000) / 10);
  }
}
