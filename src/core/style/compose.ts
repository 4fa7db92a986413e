import { t } from '@vscode/l10n';
import { EaselError, isEaselError } from '../../base/errors.ts';
import type { Model } from '../../base/provider.ts';
import { planShape } from '../planShape.ts';
import type { Notice } from '../result.ts';
import { textOf, type Look } from './style.ts';

/** The part of a request that a style has a say in. */
export interface Styled {
  readonly prompt: string;
  readonly negativePrompt?: string | undefined;
  readonly aspectRatio?: string | undefined;
  readonly resolution?: string | undefined;
  readonly size?: string | undefined;
}

/** Between what the person says and what the style says: a reader of the request sees where one ends. */
const separator = '\n\n';

/**
 * A request as it is with its styles, the nearer one first. What a person said stands first and is never changed; a shape
 * is taken from a style only where they chose none and none is given by an image that is edited.
 * @throws EaselError `invalidRequest` where the model does not read so much
 */
export function inStyle(
  asked: Styled,
  looks: readonly Look[],
  model: Model,
  { isEdit }: { readonly isEdit: boolean },
): { readonly styled: Styled; readonly notices: readonly Notice[] } {
  const notices: Notice[] = [];
  const isShaped = isEdit || [asked.aspectRatio, asked.resolution, asked.size].some((value) => value !== undefined);
  const shape = isShaped ? {} : shapeOf(looks, model, notices);
  const prompt = [asked.prompt, ...looks.map(textOf)].filter((text) => text !== '').join(separator);
  requireRoom(prompt, model);
  const negativePrompt = negativeOf(asked.negativePrompt, looks, model, notices);
  return {
    styled: { ...asked, ...shape, prompt, ...(negativePrompt === undefined ? {} : { negativePrompt }) },
    notices,
  };
}

export interface WishedShape {
  readonly aspectRatio?: string;
  readonly resolution?: string;
}

/** The shape that styles ask for. */
export function wishedShape(looks: readonly Look[]): WishedShape {
  const first = (pick: (each: WishedShape) => string | undefined) =>
    looks.flatMap(({ use, style }) => [use && pick(use), pick(style)]).find((value) => value !== undefined);
  const aspectRatio = first((each) => each.aspectRatio);
  const resolution = first((each) => each.resolution);
  return {
    ...(aspectRatio === undefined ? {} : { aspectRatio }),
    ...(resolution === undefined ? {} : { resolution }),
  };
}

/** As much of the wished shape as the model makes: it is a default, and no reason to refuse. */
function shapeOf(looks: readonly Look[], model: Model, notices: Notice[]): Pick<Styled, 'aspectRatio' | 'resolution'> {
  const { aspectRatio, resolution } = wishedShape(looks);
  if (aspectRatio === undefined && resolution === undefined) return {};
  const tries = [
    { aspectRatio, resolution },
    { aspectRatio, resolution: undefined },
    { aspectRatio: undefined, resolution },
  ];
  const taken = tries.find((each) => takes(model, each)) ?? { aspectRatio: undefined, resolution: undefined };
  const left = [
    ...(taken.aspectRatio === aspectRatio ? [] : [aspectRatio]),
    ...(taken.resolution === resolution ? [] : [resolution]),
  ];
  for (const value of left) {
    notices.push({
      code: 'ignored',
      message: t('The style asks for {0}, which this model does not make; it was not sent.', value ?? ''),
    });
  }
  return taken;
}

function takes(model: Model, shape: Pick<Styled, 'aspectRatio' | 'resolution'>): boolean {
  if (shape.aspectRatio === undefined && shape.resolution === undefined) return false;
  try {
    planShape(model, shape, { count: 0 });
    return true;
  } catch (error) {
    if (isEaselError(error)) return false;
    throw error;
  }
}

function requireRoom(prompt: string, { capabilities: { promptCharacters = Infinity } }: Model): void {
  const { length } = Array.from(prompt);
  if (length <= promptCharacters) return;
  throw new EaselError({
    code: 'invalidRequest',
    what: t('With the style the prompt has {0} characters; this model reads at most {1}.', length, promptCharacters),
    money: 'notSent',
    next: t('Shorten it, leave the style out, or choose another model.'),
  });
}

/** Every style's beside the person's own, each once, as far as the model reads. */
function negativeOf(
  own: string | undefined,
  looks: readonly Look[],
  { capabilities }: Model,
  notices: Notice[],
): string | undefined {
  if (!capabilities.negativePrompt) return own;
  const { negativePromptCharacters = Infinity } = capabilities;
  let joined = own;
  for (const { style } of looks) {
    const { negativePrompt } = style;
    if (negativePrompt === undefined || joined?.includes(negativePrompt) === true) continue;
    const longer = joined === undefined || joined === '' ? negativePrompt : `${joined}, ${negativePrompt}`;
    if (Array.from(longer).length <= negativePromptCharacters) joined = longer;
    else {
      const message = t('The negative prompt of the style is too long for this model; it was not sent.');
      notices.push({ code: 'ignored', message });
    }
  }
  return joined;
}
