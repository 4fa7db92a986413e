/** Kinds of documents that Easel can put a link into. A new kind is one entry here. */
const languages = {
  markdown: {
    ids: ['markdown', 'mdx', 'quarto', 'rmd'],
    extensions: ['md', 'markdown', 'mdx', 'mdown', 'mkd', 'qmd', 'rmd'],
    write: (link: ImageLink) => `![${markdownText(link.alt)}](${encodedPath(link.path)})`,
  },
  html: {
    ids: ['html', 'vue', 'svelte', 'astro', 'handlebars', 'php', 'django-html', 'jinja-html'],
    extensions: ['html', 'htm', 'xhtml', 'vue', 'svelte', 'astro', 'hbs', 'php'],
    write: (link: ImageLink) => `<img src="${encodedPath(link.path)}" alt="${attributeText(link.alt)}">`,
  },
} as const satisfies Readonly<Record<string, Language>>;

interface Language {
  /** VS Code's language ids. */
  readonly ids: readonly string[];
  /** Without their dots; for documents whose language no extension has made known to VS Code. */
  readonly extensions: readonly string[];
  readonly write: (link: ImageLink) => string;
}

/** Extensions (no dot) of the documents that Easel can put a link into. */
export const documentExtensions: readonly string[] = Object.values(languages).flatMap((each) => each.extensions);

export type LinkLanguage = keyof typeof languages;

export interface ImageLink {
  /** From the document to the image, with "/", as the file is named: nothing encoded. */
  readonly path: string;
  /** Any text: it is made inert. */
  readonly alt: string;
}

/** The link in the document's language: exactly one image, with exactly this path, whatever the alternative text says. */
export function imageLink(language: LinkLanguage, link: ImageLink): string {
  return languages[language].write(link);
}

/** The kind of a document, or undefined where Easel cannot write a link. */
export function languageOf(languageId: string, path: string): LinkLanguage | undefined {
  const extension = /\.([^./\\]*)$/.exec(path)?.[1]?.toLowerCase();
  const entries = Object.entries(languages) as readonly (readonly [LinkLanguage, Language])[];
  const known = entries.find(([, language]) => language.ids.includes(languageId));
  const named = entries.find(([, language]) => extension !== undefined && language.extensions.includes(extension));
  return (known ?? named)?.[0];
}

/**
 * The path from a document to an image, both absolute or both relative to the same folder, with "/" between parts, as
 * in the paths of URIs. Undefined where none leads there: they are on different drives.
 */
export function relativePath(fromDocument: string, toImage: string): string | undefined {
  const from = partsOf(fromDocument).slice(0, -1);
  const to = partsOf(toImage);
  if (driveOf(fromDocument) !== driveOf(toImage)) return undefined;
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  const path = [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
  // "a:b.png" would be an address with the scheme "a".
  return /^[^/]*:/.test(path) ? `./${path}` : path;
}

function partsOf(path: string): readonly string[] {
  return path
    .replace(/^\/?[A-Za-z]:(?=\/)/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

function driveOf(path: string): string {
  const drive = /^\/?([A-Za-z]):\//.exec(path)?.[1]?.toLowerCase();
  return drive ?? (path.startsWith('/') ? '/' : '');
}

/**
 * A path as a document's author would write it: letters of every script as they are, everything that any parser could
 * take for something else percent-encoded.
 */
function encodedPath(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[^\p{L}\p{N}\p{M}A-Za-z0-9\-._/,+=@]|\p{Default_Ignorable_Code_Point}/gu, (character) =>
      Array.from(
        new TextEncoder().encode(character),
        (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      ).join(''),
    );
}

/** One line without what is invisible or turns the direction of what follows; joiners within words and emoji stay. */
function oneLine(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .trim();
}

/**
 * Every character that means something in Markdown, its common extensions, tables or MDX, with a backslash before it.
 * The colon of an address as well: a parser that finds addresses by itself would swallow the backslashes in it.
 */
function markdownText(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<$~|]|&(?=[#A-Za-z])|:(?=\/\/)/g, '\\$&');
}

/** Character references also for braces, which template languages read, and for what could end the attribute. */
function attributeText(text: string): string {
  return oneLine(text).replace(/[&<>"'`{}$]/g, (character) => {
    const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
    return `&${names[character] ?? `#${character.charCodeAt(0)}`};`;
  });
}
