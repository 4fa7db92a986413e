import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { EaselError } from '../../base/errors.ts';
import { assetSets, type AssetSet } from './recipe.ts';

const text = v.optional(v.string());

/** The JSON object that `easel.makeAssetSet` takes. The last three are for the dark version, which a model makes. */
const schema = v.strictObject({
  image: text,
  set: v.optional(v.picklist(assetSets)),
  folder: text,
  prompt: text,
  provider: text,
  model: text,
});

export interface AssetOptions {
  readonly image?: string | undefined;
  readonly set?: AssetSet | undefined;
  readonly folder?: string | undefined;
  readonly prompt?: string | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
}

/**
 * Checks the options of a call from outside.
 * @throws EaselError `invalidRequest` naming the first option that is wrong
 */
export function parseAssetOptions(value: unknown): AssetOptions {
  const result = v.safeParse(schema, value ?? {});
  if (result.success) return result.output;
  const [issue] = result.issues;
  const name = v.getDotPath(issue);
  throw new EaselError({
    code: 'invalidRequest',
    what:
      name === null
        ? t('The options are not a JSON object.')
        : t('The option "{0}" is not valid: {1}.', name, whyNot(issue.type)),
    money: 'notSent',
    next: t('The options are described in the README of Easel.'),
  });
}

function whyNot(type: 'strict_object' | 'string' | 'picklist'): string {
  switch (type) {
    case 'strict_object':
      return t('there is no such option');
    case 'string':
      return t('it is not a text');
    case 'picklist':
      return t('it is none of {0}', assetSets.join(', '));
  }
}
