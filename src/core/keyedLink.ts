// Some relays put the key into the links to their images. Such a link is written down without it.

/** What stands in a link where the key was, as it is or percent-encoded: nothing that a link can hold itself. */
const plain = '<key>';
const encoded = '<encoded key>';

/** The link with marks where the key was, however its characters are written. */
export function withoutKey(link: string, key: string): string {
  if (key === '') return link;
  const written = Array.from(key, (character) => `(?:${literally(character)}|${percentEncoded(character)})`);
  return link.replace(new RegExp(written.join(''), 'g'), (found) => (found === key ? plain : encoded));
}

/** The link with the key where the marks are. */
export function withKey(link: string, key: string): string {
  return link.replaceAll(plain, () => key).replaceAll(encoded, () => encodeURIComponent(key));
}

export function isKeyed(link: string): boolean {
  return link.includes(plain) || link.includes(encoded);
}

function literally(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
}

function percentEncoded(character: string): string {
  const bytes = Array.from(new TextEncoder().encode(character), (byte) => byte.toString(16).padStart(2, '0'));
  const anyCase = (digit: string) => `[${digit}${digit.toUpperCase()}]`;
  return bytes.map((byte) => `%${byte.replace(/[a-f]/g, anyCase)}`).join('');
}
