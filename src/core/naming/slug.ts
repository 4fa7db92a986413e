/** Most visible characters in a name that Easel makes. */
export const maxVisible = 60;

/** Most bytes of UTF-8 in a name: file systems allow 255, and a number, an extension and ".part" come on top. */
export const maxBytes = 200;

/** The name where a prompt has no letter and no number. */
const fallback = 'image';

/** A prompt's beginning is enough for a name of 60 characters. */
const promptUnits = 2000;

/** Fewest visible characters of the original's name that stay in the name of its edit. */
const minOriginal = 24;

/** Device names of Windows, with any extension. Superscript digits count as digits there. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;

/** Joiners, marks of direction, fillers, halves of pairs: nothing that a person can see, though some count as letters. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]/gu;

const visible = /[\p{L}\p{N}]/u;

/**
 * A file name (no extension) for a prompt in any script: its words in lower case joined by dashes, cut at a word. Good on
 * every file system, never empty.
 */
export function slug(prompt: string, limits: Limits = {}): string {
  return finished(cutAtWord(words(prompt), limits));
}

/**
 * The name (no extension) of an edited image, after the original and what was asked: "cat.png", "in the snow" ->
 * "cat-in-the-snow", which stays when the same is asked again.
 */
export function editName(originalName: string, instruction: string): string {
  const asked = words(instruction);
  const stem = safePart(originalName.replace(/(?<=.)\.[^.]*$/su, ''));
  const numberless = stem.replace(/(?<=.)-\d+$/su, '');
  if (asked !== '' && words(numberless).endsWith(`-${asked}`)) return finished(cutAtWord(numberless, {}));
  const room = Math.max(minOriginal, maxVisible - 1 - graphemes(asked).length);
  const start = cutAtWord(stem, {
    visible: asked === '' ? maxVisible : room,
    bytes: asked === '' ? maxBytes : maxBytes / 2,
  });
  const rest = { visible: maxVisible - 1 - graphemes(start).length, bytes: maxBytes - 1 - byteLength(start) };
  return finished([start, cutAtWord(asked, rest)].filter(Boolean).join('-'));
}

export interface Limits {
  readonly visible?: number;
  /** Bytes of UTF-8. */
  readonly bytes?: number;
}

/**
 * A piece of a file name made of any text: what file systems refuse or people cannot see becomes a dash or goes, case
 * and dots stay ("google/gemini-2.5" -> "google-gemini-2.5"). May be empty.
 */
export function safePart(text: string): string {
  return trimmed(
    text
      .slice(0, promptUnits)
      .normalize('NFC')
      .replace(/[\s\p{Cc}\p{Z}/\\:*?"<>|%~`$'&;!#{}]+/gu, '-')
      .replace(invisible, '')
      .replace(/[^\p{L}\p{N}\p{M}\p{P}\p{S}]/gu, '')
      .replace(/-{2,}/g, '-'),
  );
}

/** Makes a name that stands alone: not empty, not a device, without dots and dashes at its ends. */
export function finished(name: string): string {
  const kept = trimmed(name);
  if (kept === '') return fallback;
  const [beforeDot = ''] = kept.split('.');
  return reserved.test(beforeDot.trimEnd()) ? `${fallback}-${kept}` : kept;
}

/** Words of a text as one string: dashes between what was apart, letters and numbers of every script, their marks. */
function words(text: string): string {
  return trimmed(
    text
      .slice(0, promptUnits)
      .normalize('NFC')
      .replace(invisible, '')
      .replace(/(?<=\p{L})['\u2019](?=\p{L})/gu, '')
      .toLowerCase()
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
      // A mark needs a letter to sit on; a pile of them is no writing.
      .replace(/(?<![\p{L}\p{N}\p{M}])\p{M}+/gu, '')
      .replace(/(\p{M}{4})\p{M}+/gu, '$1')
      .replace(/-{2,}/g, '-'),
  );
}

function trimmed(name: string): string {
  return name.replace(/^[-.\s]+|[-.\s]+$/gu, '');
}

/** The beginning of a name that has room in so many bytes of UTF-8. */
export function shortened(name: string, bytes: number): string {
  return cutAtWord(name, { visible: Infinity, bytes });
}

/** The longest beginning within the limits that ends with a word; a first word that is too long is cut anywhere. */
function cutAtWord(text: string, limits: Limits): string {
  const { visible: mostVisible = maxVisible, bytes: mostBytes = maxBytes } = limits;
  const fits = (part: string): boolean => byteLength(part) <= mostBytes && graphemes(part).length <= mostVisible;
  if (fits(text)) return text;
  const whole = longestStart(segments(text, 'word'), fits);
  if (visible.test(whole)) return trimmed(whole);
  const letters = longestStart(graphemes(text), fits);
  return trimmed(letters === '' ? longestStart(Array.from(text), fits) : letters);
}

function longestStart(parts: readonly string[], fits: (start: string) => boolean): string {
  let start = '';
  for (const part of parts) {
    if (!fits(start + part)) break;
    start += part;
  }
  return start;
}

/** Parts of a text as people see them. Finds the words of Chinese, Japanese and Thai, which have no spaces. */
function segments(text: string, granularity: 'word' | 'grapheme'): readonly string[] {
  return Array.from(new Intl.Segmenter('en', { granularity }).segment(text), ({ segment }) => segment);
}

function graphemes(text: string): readonly string[] {
  return segments(text, 'grapheme');
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
