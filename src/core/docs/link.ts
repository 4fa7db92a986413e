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
  asciidoc: {
    ids: ['asciidoc'],
    extensions: ['adoc', 'asciidoc', 'asc'],
    write: (link: ImageLink) => `image::${asciidocPath(link.path)}[${asciidocText(link.alt)}]`,
  },
  restructuredtext: {
    ids: ['restructuredtext'],
    extensions: ['rst', 'rest'],
    write: (link: ImageLink) => `.. image:: ${directivePath(link.path)}${optionOf(oneLine(link.alt))}`,
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

/** VS Code's ids of their languages. */
export const documentLanguageIds: readonly string[] = Object.values(languages).flatMap((each) => each.ids);

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
export function encodedPath(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[^\p{L}\p{N}\p{M}A-Za-z0-9\-._/,+=@]|\p{Default_Ignorable_Code_Point}/gu, percent);
}

/** As `encodedPath`, without what AsciiDoc would make typographic or emphasised in the middle of a line. */
export function asciidocPath(path: string): string {
  return encodedPath(path)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|[@=+,]/gu, percent)
    .replace(/(?<=-)-|(?<=\.)\.(?=\.)/g, percent);
}

/** As it is: Sphinx looks for the file by exactly these letters. */
export function directivePath(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/^[^\p{L}\p{N}./]|[%#?:{}<$\p{Cc}\p{Zl}\p{Zp}\u0085]|(?! )\s|\p{Default_Ignorable_Code_Point}/gu, percent)
    .replace(/[\\ ]/g, '\\$&');
}

function percent(characters: string): string {
  return Array.from(
    new TextEncoder().encode(characters),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

/** One line without what is invisible or turns the direction of what follows; joiners within words and emoji stay. */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
}

/**
 * Every character that means something in Markdown, its common extensions, tables or MDX, with a backslash before it.
 * The colon of an address as well: a parser that finds addresses by itself would swallow the backslashes in it.
 */
export function markdownText(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<$~|]|&(?=[#A-Za-z])|:(?=\/\/)/g, '\\$&');
}

/**
 * Character references also for braces, which template languages read, for the bar, which ends a cell of Markdown, and
 * for what could end the attribute.
 */
export function attributeText(text: string): string {
  return oneLine(text).replace(/[&<>"'`{}$|]/g, (character) => {
    const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
    return `&${names[character] ?? `#${character.charCodeAt(0)}`};`;
  });
}

/**
 * Character references for everything that means something in AsciiDoc, also within a line and in tables: marks of
 * attributes, macros, passthroughs, quotes and cells, addresses, and what it would make typographic.
 */
export function asciidocText(text: string, alwaysQuoted = false): string {
  const inert = oneLine(text).replace(
    /[\\[\]{}<>&"'`*_#^~+|@;$%]|:(?=[:/])|(?<=:):|\((?=\(|(?:C|R|TM)\))|-(?=[->])|(?<=-)-|=(?=>)|\.(?=\.)|(?<=\.)\./g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
  return alwaysQuoted || /[,=]/.test(inert) ? `"${inert}"` : inert;
}

function optionOf(alt: string): string {
  return alt === '' ? '' : `\n   :alt: ${alt}`;
}
