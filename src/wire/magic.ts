import type { MediaType } from '../base/media.ts';

/** Bytes that `sniff` wants to see before it says no. */
export const sniffLength = 16;

function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/**
 * The image format that bytes begin with. Stricter than usual for BMP, whose signature is two letters: a reply's text
 * must not pass for a picture.
 */
export function sniff(bytes: Uint8Array): MediaType | undefined {
  const start = text(bytes, 0, 4);
  if (text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start === 'RIFF' && text(bytes, 8, 12) === 'WEBP') return 'image/webp';
  if (start === 'GIF8') return 'image/gif';
  if (start === 'II*\0' || start === 'MM\0*') return 'image/tiff';
  if (start.startsWith('BM') && text(bytes, 6, 10) === '\0\0\0\0') return 'image/bmp';
  if (text(bytes, 4, 8) !== 'ftyp') return undefined;
  const brand = text(bytes, 8, 12);
  if (brand === 'avif' || brand === 'avis') return 'image/avif';
  return ['heic', 'heix', 'hevc', 'mif1', 'msf1'].includes(brand) ? 'image/heic' : undefined;
}
