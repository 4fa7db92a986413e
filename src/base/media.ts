/** Image formats that Easel knows by their bytes. A name or a Content-Type is never believed. */
export const mediaTypes = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/bmp',
  'image/tiff',
  'image/heic',
  'image/avif',
] as const;

export type MediaType = (typeof mediaTypes)[number];

/** Formats that Easel can write, and convert to. */
export type WritableFormat = 'png' | 'jpeg' | 'webp';

const extensions: Readonly<Record<MediaType, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/bmp': 'bmp',
  'image/tiff': 'tiff',
  'image/heic': 'heic',
  'image/avif': 'avif',
};

/** The extension (no dot) that a file of this content gets. */
export function extensionOf(mediaType: MediaType): string {
  return extensions[mediaType];
}

/** The format that an extension (no dot, any case) promises. Undefined: none that Easel knows. */
export function formatOf(extension: string): MediaType | undefined {
  const wanted = extension
    .toLowerCase()
    .replace(/^jpe$|^jpeg$|^jfif$/, 'jpg')
    .replace(/^tif$/, 'tiff');
  return mediaTypes.find((type) => extensions[type] === wanted);
}

/** As `formatOf`, for the formats that Easel can write. */
export function writableFormat(extension: string): WritableFormat | undefined {
  const formats: readonly WritableFormat[] = ['png', 'jpeg', 'webp'];
  const mediaType = formatOf(extension);
  return formats.find((format) => `image/${format}` === mediaType);
}

/** What people call the format: "PNG", "JPEG". */
export function formatName(mediaType: MediaType): string {
  return mediaType.slice('image/'.length).toUpperCase();
}
