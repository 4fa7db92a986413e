import { t } from '@vscode/l10n';
import { EaselError } from '../../base/errors.ts';
import { shown } from './shown.ts';
import { byteLength, finished, maxBytes, safePart, slug } from './slug.ts';

/** What a file name can be made of. */
export interface NameValues {
  readonly prompt: string;
  /** A name that takes the place of the prompt's words, such as that of an edit. */
  readonly slug?: string;
  readonly date: Date;
  readonly model: string;
  readonly provider: string;
  /** Counts the images of a job from 1. */
  readonly index: number;
  readonly seed?: number;
}

const variables = ['slug', 'date', 'model', 'provider', 'index', 'seed'] as const;

/**
 * The file name (no extension) that a template such as "${date}-${slug}" gives. The words of the prompt shrink until the
 * name fits. A value that is not there leaves no gap.
 * @throws EaselError `invalidRequest` for unknown variables and for what no file name may hold
 */
export function fileName(template: string, values: NameValues): string {
  check(template);
  const render = (words: string): string => filled(template === '' ? '${slug}' : template, { ...values, slug: words });
  const words = values.slug ?? slug(values.prompt);
  const whole = render(words);
  if (byteLength(whole) <= maxBytes) return finished(whole);
  const room = maxBytes - byteLength(render(''));
  return finished(room > 0 ? render(slug(words, { bytes: room })) : slug(whole));
}

function filled(template: string, values: NameValues & { readonly slug: string }): string {
  const text: Readonly<Record<string, string>> = {
    slug: values.slug,
    date: isoDay(values.date),
    model: safePart(values.model),
    provider: safePart(values.provider),
    index: String(values.index),
    seed: values.seed === undefined ? '' : String(values.seed),
  };
  return template.replace(/\$\{([^}]*)\}/g, (_, name: string) => text[name] ?? '').replace(/([-_ ])[-_ ]+/g, '$1');
}

/** The day where the person is. */
function isoDay(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function check(template: string): void {
  const names = Array.from(template.matchAll(/\$\{([^}]*)\}/g), ([, name = '']) => name);
  const unknown = names.filter((name) => !variables.some((variable) => variable === name));
  if (unknown.length > 0) {
    throw invalid(
      t('The file name uses an unknown variable: {0}.', unknown.map((name) => `\${${shown(name)}}`).join(', ')),
    );
  }
  const forbidden = /[/\\:*?"<>|{}\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.exec(template.replace(/\$\{[^}]*\}/g, ''))?.[0];
  if (forbidden !== undefined) throw invalid(t('A file name cannot contain "{0}".', shown(forbidden)));
}

function invalid(what: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what,
    money: 'notSent',
    next: t(
      'Use letters and numbers and, in the setting “easel.fileName”, these variables: {0}.',
      variables.map((name) => `\${${name}}`).join(', '),
    ),
  });
}
