import { t } from '@vscode/l10n';
import { isEaselError } from '../base/errors.ts';
import type { Model } from '../base/provider.ts';
import type { ImageOptions } from './options.ts';
import { checkRequest, nameOf } from './plan.ts';
import type { Notice } from './result.ts';

const droppable = ['size', 'aspectRatio', 'resolution', 'quality', 'background', 'outputFormat'] as const;

/**
 * What of some options can be asked of a model. One prompt that is tried on several models asks each for what it has: a
 * value that this one would refuse is left out, with a notice.
 */
export function fitOptions(
  options: ImageOptions,
  model: Model,
): { readonly options: ImageOptions; readonly notices: readonly Notice[] } {
  const fitting: Partial<Record<(typeof droppable)[number], string>> = {};
  const left: Partial<Record<(typeof droppable)[number], undefined>> = {};
  const notices: Notice[] = [];
  for (const option of droppable) {
    const value = options[option];
    if (value === undefined) continue;
    if (isTaken(model, { ...fitting, [option]: value })) {
      fitting[option] = value;
      continue;
    }
    left[option] = undefined;
    const message = t('{0} does not take {1} "{2}"; it was not sent.', nameOf(model), option, value);
    notices.push({ code: 'ignored', message });
  }
  return { options: { ...options, ...left }, notices };
}

function isTaken(model: Model, options: ImageOptions): boolean {
  try {
    checkRequest(model, {
      ...options,
      prompt: '-',
      referenceCount: model.capabilities.references.min,
      hasMask: false,
    });
    return true;
  } catch (error) {
    if (isEaselError(error)) return false;
    throw error;
  }
}
