import { isBase64 } from './base64Text.ts';

const backslash = 0x5c;

/** Keys whose string is base64 unless it is plainly something else. Other keys need a picture's first bytes as well. */
export function alwaysBase64(key: string, parent: string): boolean {
  if (key === 'data') return parent === 'inlineData' || parent === 'inline_data';
  return ['b64_json', 'bytesBase64Encoded', 'partial_image_b64', 'b64', 'base64', 'image_base64'].includes(key);
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The character of a whole escape, or undefined when it is none. */
export function unescaped(escape: string): string | undefined {
  if (escape[1] !== 'u') return shortEscapes[escape[1] ?? ''];
  return /^\\u[0-9a-f]{4}$/i.test(escape) ? String.fromCharCode(parseInt(escape.slice(2), 16)) : undefined;
}

/** The string's first characters without line breaks, or undefined when they are no base64. */
export function base64Head(text: Uint8Array): Uint8Array | undefined {
  const characters: number[] = [];
  let padding = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] ?? 0;
    if (byte === backslash && [0x6e, 0x72, 0x74].includes(text[at + 1] ?? 0)) {
      at++;
    } else if (isBase64(byte) && padding === 0) {
      characters.push(byte);
    } else if (byte === 0x3d && padding < 2) {
      padding++;
      characters.push(byte);
    } else {
      return undefined;
    }
  }
  return characters.length > padding ? Uint8Array.from(characters) : undefined;
}
