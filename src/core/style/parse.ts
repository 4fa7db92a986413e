import { t } from '@vscode/l10n';
import { parseDocument } from 'yaml';
import { isObject } from '../../base/json.ts';
import { shown } from '../naming/shown.ts';
import { mostReferences } from './limits.ts';
import type { Style, Use } from './style.ts';

/** Characters of the text, in each of its parts. */
const mostText = 16 * 1024;
const mostUses = 32;
/** Characters of the data before the text: a parser takes its time, and the file is somebody else's. */
const mostData = 4096;
const mostNegative = 2000;

/**
 * Reads a style: Markdown, before it data between lines of `---`, if there is any. The file comes from a repository: what it
 * says wrong, or says that is none of its business, does not count and is noted; nothing in it is a reason to fail.
 */
export function parseStyle(content: string): Style {
  const notes: string[] = [];
  const { data, body } = split(content.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
  const fields = data === undefined ? {} : fieldsOf(data, notes);
  const reader = new Reader(fields, '', notes);
  const style: Style = {
    ...defined('name', reader.text('name', 80)),
    text: limited(withoutComments(body), notes),
    references: reader.list('references', mostReferences),
    ...shapeAndModel(reader),
    ...defined('negativePrompt', reader.text('negativePrompt', mostNegative)),
    uses: usesOf(reader.map('uses'), notes),
    notes,
  };
  reader.finish();
  return style;
}

function split(content: string): { readonly data?: string; readonly body: string } {
  const fenced = /^---[ \t]*\n(?:([\s\S]*?)\n)?---[ \t]*(?:\n|$)/.exec(content);
  return fenced ? { data: fenced[1] ?? '', body: content.slice(fenced[0].length) } : { body: content };
}

/** Comments are for who writes the file: an open one hides the rest, as it does where Markdown is shown. */
function withoutComments(body: string): string {
  return body
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function limited(text: string, notes: string[]): string {
  const points = Array.from(text);
  if (points.length <= mostText) return text;
  notes.push(t('The text is longer than {0} characters; the rest is not used.', mostText));
  return points.slice(0, mostText).join('').trim();
}

function fieldsOf(data: string, notes: string[]): Record<string, unknown> {
  try {
    if (data.length > mostData || isTooDeep(data)) throw new RangeError();
    const document = parseDocument(data, { uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
    // An alias may stand for a thousand others.
    const value: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 });
    if (value === null) return {};
    if (isObject(value)) return value;
  } catch {
    // What makes the parser give up is no data.
  }
  notes.push(t('The lines between “---” are not valid YAML, so they are not used.'));
  return {};
}

/** The parser calls itself for each level; what nobody writes must not take its stack. */
function isTooDeep(text: string): boolean {
  return (text.match(/[[{]/g) ?? []).length > 200 || /(?:[-?:][ \t]+){20}/.test(text) || /^[ \t]{100}/m.test(text);
}

const formats = {
  aspectRatio: /^[1-9]\d{0,3}:[1-9]\d{0,3}$/,
  resolution: /^\w{1,12}$/,
  model: /^[\w./:@-]{1,200}$/,
};

function shapeAndModel(reader: Reader): Pick<Style, 'aspectRatio' | 'resolution' | 'model'> {
  return {
    ...defined('aspectRatio', reader.text('aspectRatio', 20, formats.aspectRatio)),
    ...defined('resolution', reader.text('resolution', 20, formats.resolution)),
    ...defined('model', reader.text('model', 200, formats.model)),
  };
}

function usesOf(map: Readonly<Record<string, unknown>>, notes: string[]): readonly Use[] {
  const entries = Object.entries(map);
  if (entries.length > mostUses) notes.push(t('Only the first {0} uses count.', mostUses));
  return entries.slice(0, mostUses).flatMap(([name, value]): Use[] => {
    if (name.trim() === '' || name.length > 40) {
      notes.push(t('“{0}” is no name for a use.', shown(name, 40)));
      return [];
    }
    if (typeof value === 'string') return [{ name, text: limited(value.trim(), notes) }];
    if (!isObject(value)) {
      notes.push(t('“{0}” is not valid and does not count.', shown(`uses.${name}`)));
      return [];
    }
    const reader = new Reader(value, `uses.${name}.`, notes);
    const use = { name, ...defined('text', reader.text('prompt', mostText)), ...shapeAndModel(reader) };
    reader.finish();
    return [use];
  });
}

/** Takes fields out of data that may be of any form, and notes what does not count. */
class Reader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #prefix: string;
  readonly #notes: string[];
  readonly #known = new Set<string>();

  constructor(fields: Readonly<Record<string, unknown>>, prefix: string, notes: string[]) {
    this.#fields = fields;
    this.#prefix = prefix;
    this.#notes = notes;
  }

  text(name: string, most: number, format?: RegExp): string | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
    if (text !== '' && text.length <= most && format?.test(text) !== false) return text;
    this.#isWrong(name);
    return undefined;
  }

  list(name: string, most: number): readonly string[] {
    const value = this.#take(name);
    if (value === undefined) return [];
    const all = typeof value === 'string' ? [value] : value;
    if (!Array.isArray(all) || !all.every((each) => typeof each === 'string')) {
      this.#isWrong(name);
      return [];
    }
    const named = all.map((each) => each.trim()).filter((each) => each !== '');
    if (named.length > most) this.#notes.push(t('Only the first {0} references count.', most));
    return named.slice(0, most);
  }

  map(name: string): Readonly<Record<string, unknown>> {
    const value = this.#take(name);
    if (value === undefined) return {};
    if (isObject(value)) return value;
    this.#isWrong(name);
    return {};
  }

  /** To be called when everything that is known has been taken. */
  finish(): void {
    const unknown = Object.keys(this.#fields).filter((name) => !this.#known.has(name));
    for (const name of unknown.slice(0, 8)) {
      this.#notes.push(t('“{0}” is nothing that a style can set.', shown(this.#prefix + name, 60)));
    }
  }

  #take(name: string): unknown {
    this.#known.add(name);
    const value = Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
    return value ?? undefined;
  }

  #isWrong(name: string): void {
    this.#notes.push(t('“{0}” is not valid and does not count.', shown(this.#prefix + name)));
  }
}

function defined<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
