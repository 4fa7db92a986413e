/** Most characters of a service's words that are shown. */
const shownCharacters = 300;
/** More is never looked at. */
const readCharacters = 65_536;

/** Stands where a key was. */
export const hidden = '[…]';

/** Forms in which keys turn up in words. */
const keyPatterns: readonly RegExp[] = [
  /\b(?:sk|pk|rk|ak)-[\w-]{6,}/gi,
  /\bAIza[\w-]{10,}/g,
  /(?<=\bBearer\s)[^\s"',;]+/gi,
  /(?<=\b(?:api[-_ ]?key|authorization|access[-_ ]?token|secret)["']?\s*[:=]\s*["']?)(?!Bearer\s)[^\s"',;]+/gi,
];

/** A query may be a signature. The look behind comes after the mark, else it would be taken at every character. */
const query = /\?(?<=\bhttps?:\/\/[^\s?#"'<>]{1,2000}\?)[^\s"'<>]*/g;

/** Long runs that are no words: base64 with its slashes, or a token. */
const longRun = /[A-Za-z0-9+/_-]{32,}={0,2}/g;

/**
 * A service's words, fit to be shown and logged: one line, no keys, no image data, nothing that changes how the text
 * around it reads, at most 300 characters. `secrets` are removed exactly, also percent-encoded.
 */
export function cleanWords(text: string, secrets: readonly string[] = []): string {
  const read = text.slice(0, readCharacters);
  // What the cut halved might be a key that is no longer recognised.
  const whole = read.length < text.length ? read.slice(0, read.lastIndexOf(' ')) : read;
  const visible = whole.replace(/\s+/g, ' ').replace(invisible, shownAs).trim();
  return cut(redacted(visible, secrets));
}

/** Controls, format characters (bidi, zero width) and lone surrogates. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

function shownAs(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  // Joiners belong to emoji and to scripts; beside others they would hide a key from the patterns below.
  return '';
}

function redacted(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets.filter((each) => each.length > 0)) {
    for (const form of spellings(secret)) clean = clean.replaceAll(form, hidden);
  }
  clean = clean.replace(query, `?${hidden}`);
  for (const pattern of keyPatterns) clean = clean.replace(pattern, hidden);
  return clean.replace(longRun, (run) => (looksRandom(run) ? hidden : run));
}

/** The forms in which a secret stands in texts: as it is, in a link, in JSON. */
export function spellings(secret: string): readonly string[] {
  return [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])];
}

/** Names such as `generate_content_free_tier_requests` and paths are long, too, but hold few digits or are split. */
function looksRandom(run: string): boolean {
  if (run.length >= 200) return true;
  const pieces = run.split('/');
  if (pieces.length > 2 && !/[A-Z]/.test(run)) return pieces.some((piece) => piece.length >= 32 && /\d/.test(piece));
  return /\d/.test(run) && /[A-Za-z]/.test(run);
}

function cut(text: string): string {
  const characters = Array.from(text);
  return characters.length <= shownCharacters ? text : `${characters.slice(0, shownCharacters - 1).join('')}…`;
}
