import { t } from '@vscode/l10n';
import type { Json, JsonObject } from '../base/json.ts';
import { edgeOf, everydayRatios, ratioOf, sizeText, type Size } from '../base/shape.ts';

/** What can be compared between a request and a file, for people to read. */
export interface Compared {
  readonly name: string;
  readonly asked: string;
  readonly got: string;
}

/** What came, as it is measured. */
export interface Got extends Size {
  readonly mediaType: string;
  /** Images asked for together with it, and those that came. */
  readonly count?: { readonly asked: number; readonly got: number } | undefined;
  /** Its size is the original's: nobody asked for that. */
  readonly isPutIntoOriginal?: true | undefined;
}

const comparedNames = ['size', 'aspectRatio', 'resolution', 'outputFormat'] as const;

/** Of what was asked all that shows in the file, beside what the file is. Nothing is said of what was not asked for. */
export function askedAndGot(asked: JsonObject, got: Got): readonly Compared[] {
  const row = (name: (typeof comparedNames)[number], measured: string): readonly Compared[] => {
    const value = asked[name];
    return typeof value === 'string' && value !== '' ? [{ name: nameOf(name), asked: value, got: measured }] : [];
  };
  const shape = () => [
    ...row('size', sizeText(got)),
    ...row('aspectRatio', ratioOf(got, ratios(asked['aspectRatio'])) ?? sizeText(got)),
    ...row('resolution', resolutionOf(asked['resolution'], got)),
  ];
  return [
    ...(got.isPutIntoOriginal ? [] : shape()),
    ...row('outputFormat', got.mediaType.replace('image/', '')),
    ...(got.count && (got.count.asked > 1 || got.count.got > 1)
      ? [{ name: t('Images'), asked: String(got.count.asked), got: String(got.count.got) }]
      : []),
  ];
}

/** Names and values of what was asked beside that, and beside what is shown elsewhere. */
export function otherParameters(asked: JsonObject): readonly (readonly [name: string, value: string])[] {
  return Object.entries(asked)
    .filter(([name]) => name !== 'prompt' && !comparedNames.some((each) => each === name))
    .map(([name, value]) => [nameOf(name), textOf(value)]);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The one that was asked for is tried first. */
function ratios(asked: Json | undefined): readonly string[] {
  return typeof asked === 'string' ? [asked, ...everydayRatios] : everydayRatios;
}

/** The resolution that was asked for, where the area is about that of its square; else the size. */
function resolutionOf(asked: Json | undefined, { width, height }: Size): string {
  const size = sizeText({ width, height });
  const edge = typeof asked === 'string' ? edgeOf(asked) : undefined;
  if (typeof asked !== 'string' || edge === undefined) return size;
  const step = Math.sqrt(width * height) / edge;
  return step > 0.75 && step < 1.35 ? `${asked} (${size})` : size;
}

/** What people call an option; a service's own fields keep the names that its documents have. */
function nameOf(option: string): string {
  switch (option) {
    case 'size':
      return t('Size');
    case 'aspectRatio':
      return t('Aspect ratio');
    case 'resolution':
      return t('Resolution');
    case 'outputFormat':
      return t('Format');
    case 'seed':
      return t('Seed');
    case 'quality':
      return t('Quality');
    case 'background':
      return t('Background');
    case 'negativePrompt':
      return t('Negative prompt');
    default:
      return option;
  }
}
