import { folded } from '../naming/candidates.ts';

/** Where the name of an image ends, in any language. */
const nameEnds = /\.(?:png|jpe?g|webp)(?![\p{L}\p{N}])/giu;
/** No file system has longer names, however they are encoded. */
const longestName = 1000;

/**
 * Which of these file names a text names, whatever language it is in. It is rather found too often than not: the words
 * before a space in a name do not count, nor does how a name is encoded.
 */
export function namesIn(text: string, names: readonly string[]): ReadonlySet<string> {
  const byEnd = new Map<string, string[]>();
  for (const name of names) {
    const end = endOf(name);
    byEnd.set(end, [...(byEnd.get(end) ?? []), name]);
  }
  const found = new Set<string>();
  for (const { index, 0: extension } of text.matchAll(nameEnds)) {
    const before = text.slice(Math.max(0, index - longestName), index + extension.length);
    for (const name of byEnd.get(endOf(before)) ?? []) found.add(name);
  }
  return found;
}

/** What of a name stands in every way to write it: what follows the last character that some language sets apart. */
function endOf(name: string): string {
  return folded(lastPart(decoded(lastPart(name))));
}

function lastPart(text: string): string {
  return text.replace(/^.*[\s"'`()<>[\]{}|/\\?#,;:=*]/su, '');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Files that browsers, phones and frameworks look for by themselves. */
const conventional =
  /^(?:favicon|icon|apple-icon|apple-touch-icon|android-chrome|mstile|opengraph-image|twitter-image)(?:[-_.]?\d[\dx-]*)?(?:-precomposed)?\.\w+$/i;

/** Whether nobody has to name this file for it to be used. */
export function isFoundByConvention(name: string): boolean {
  return conventional.test(name);
}
