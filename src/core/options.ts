import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { EaselError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';

const text = v.string();
const images = v.pipe(v.array(text), v.maxLength(64));

/** The JSON object that `easel.generate`, `easel.edit` and `easel.insert` take. Unknown options are refused by name. */
const schema = v.strictObject({
  prompt: v.optional(text),
  provider: v.optional(text),
  model: v.optional(text),
  images: v.optional(images),
  mask: v.optional(text),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  aspectRatio: v.optional(v.pipe(text, v.regex(/^[1-9]\d{0,3}:[1-9]\d{0,3}$/))),
  resolution: v.optional(text),
  size: v.optional(v.pipe(text, v.regex(/^([1-9]\d{0,4}[x*][1-9]\d{0,4}|auto|adaptive)$/i))),
  quality: v.optional(text),
  background: v.optional(text),
  outputFormat: v.optional(text),
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2147483647))),
  negativePrompt: v.optional(text),
  continues: v.optional(text),
  parameters: v.optional(
    v.pipe(
      v.unknown(),
      v.check((value) => !Array.isArray(value)),
      v.record(text, v.unknown()),
    ),
  ),
  folder: v.optional(text),
  fileName: v.optional(text),
  /** A style's file in the workspace, "#use" behind it or alone; false: none. */
  style: v.optional(v.union([text, v.literal(false)])),
  /** Name or file of a preset. */
  preset: v.optional(text),
});

type Issue = NonNullable<v.SafeParseResult<typeof schema>['issues']>[number];

/** What a person or another extension asks for, checked for form but not yet for what the model can do. */
export type ImageOptions = Omit<v.InferOutput<typeof schema>, 'parameters'> & {
  readonly parameters?: JsonObject | undefined;
};

/**
 * Checks the options of a call from outside.
 * @throws EaselError `invalidRequest` naming the first option that is wrong
 */
export function parseOptions(value: unknown): ImageOptions {
  const result = v.safeParse(schema, value ?? {});
  if (!result.success) {
    const issue = result.issues[0];
    const name = v.getDotPath(issue) ?? '';
    throw new EaselError({
      code: 'invalidRequest',
      what: name
        ? t('The option "{0}" is not valid: {1}.', name, whyNot(issue, name))
        : t('The options are not a JSON object.'),
      money: 'notSent',
      next: t('The options are described in the README of Easel.'),
    });
  }
  const options = result.output;
  return { ...options, parameters: options.parameters === undefined ? undefined : asJson(options.parameters) };
}

/** What is wrong with an option, in the person's language: the library's own texts are English. */
function whyNot(issue: Issue, name: string): string {
  switch (issue.type) {
    case 'strict_object':
      return t('there is no such option');
    case 'string':
      return t('it is not a text');
    case 'number':
      return t('it is not a number');
    case 'integer':
      return t('it is not a whole number');
    case 'min_value':
      return t('it is less than {0}', String(issue.requirement));
    case 'max_value':
      return t('it is more than {0}', String(issue.requirement));
    case 'array':
      return t('it is not a list');
    case 'max_length':
      return t('it has more than {0} entries', String(issue.requirement));
    case 'regex':
      return t('it should look like {0}', name === 'size' ? '1024x1536' : '16:9');
    case 'record':
    case 'check':
      return t('it is not a JSON object');
    case 'union':
    case 'literal':
      return t('it is neither a text nor false');
  }
}

/** Parameters go into a request body: what JSON cannot hold is refused here rather than dropped on the way. */
function asJson(value: Record<string, unknown>): JsonObject {
  const walk = (each: unknown): boolean =>
    each === null ||
    typeof each === 'string' ||
    typeof each === 'boolean' ||
    (typeof each === 'number' && Number.isFinite(each)) ||
    (Array.isArray(each) ? each.every(walk) : typeof each === 'object' && Object.values(each).every(walk));
  if (!walk(value)) {
    throw new EaselError({
      code: 'invalidRequest',
      what: t('The option "{0}" is not valid: {1}.', 'parameters', t('it holds values that JSON cannot express')),
      money: 'notSent',
      next: t('The options are described in the README of Easel.'),
    });
  }
  return structuredClone(value) as JsonObject;
}
