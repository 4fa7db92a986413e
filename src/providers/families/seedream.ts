import type { Capabilities, CountField, Shape } from '../../base/provider.ts';

const megabyte = 1024 * 1024;
const largest = 4096 * 4096;

/** Sizes that the documents and the vendor's pages list. */
const suggested = [
  '2048x2048',
  '2304x1728',
  '1728x2304',
  '2560x1440',
  '1440x2560',
  '2496x1664',
  '1664x2496',
  '3024x1296',
];

export type SeedreamVersion = '3.0' | '4.0' | '4.5' | '5.0' | '5.0-lite' | 'seededit';

function shapeOf(version: SeedreamVersion): Shape {
  switch (version) {
    case '3.0':
      return {
        kind: 'pixels',
        multipleOf: 1,
        minPixels: 512 * 512,
        maxPixels: 2048 * 2048,
        maxEdge: 2048,
        maxRatio: 4,
        suggested: ['1024x1024', '1152x864', '864x1152', '1280x720', '720x1280', '1248x832', '832x1248', '1512x648'],
        resolutions: [],
      };
    case 'seededit':
      return { kind: 'sizes', sizes: ['adaptive'] };
    case '4.0':
      return { ...large, minPixels: 921_600, resolutions: ['1K', '2K', '4K'] };
    case '4.5':
      return { ...large, minPixels: 3_686_400, resolutions: ['2K', '4K'] };
    case '5.0':
      return { ...large, minPixels: 3_686_400, resolutions: ['2K'] };
    case '5.0-lite':
      return { ...large, minPixels: 3_686_400, resolutions: ['2K', '3K'] };
  }
}

const large = {
  kind: 'pixels',
  multipleOf: 1,
  maxPixels: largest,
  maxEdge: 4096 * 4,
  maxRatio: 16,
  suggested,
} as const;

/**
 * What a Seedream or SeedEdit model can do, by Volcengine's own pages. Several independent variations are several calls;
 * a group of related images is one call, on request by `parameters`.
 */
export function seedream(version: SeedreamVersion, differs: Partial<Capabilities> = {}): Capabilities {
  const isOld = version === '3.0' || version === 'seededit';
  const most = { '3.0': 0, seededit: 1, '4.0': 10, '4.5': 14, '5.0': 14, '5.0-lite': 14 }[version];
  return {
    shape: shapeOf(version),
    references: {
      min: version === 'seededit' ? 1 : 0,
      max: most,
      formats: ['image/jpeg', 'image/png', 'image/webp', 'image/bmp', 'image/tiff', 'image/gif'],
      maxBytes: 10 * megabyte,
    },
    mask: false,
    countPerCall: 1,
    seed: isOld,
    negativePrompt: false,
    qualities: [],
    backgrounds: [],
    outputFormats: version === '5.0' || version === '5.0-lite' ? ['png', 'jpeg'] : [],
    conversation: false,
    streaming: !isOld,
    ...differs,
  };
}

/** A group of related images in one call. @param most Most images of a group at a service. */
export function seedreamGroup(most: number): CountField {
  return {
    path: 'sequential_image_generation_options.max_images',
    most,
    mostWithReferences: 15,
    group: { path: 'sequential_image_generation', value: 'auto' },
  };
}

/** The version that an id names, whatever the service puts around it. */
export function seedreamVersion(id: string): SeedreamVersion {
  if (/seededit/i.test(id)) return 'seededit';
  const found = /seedream-?(\d)[.-]?(\d)?/i.exec(id);
  if (found?.[1] === '3') return '3.0';
  if (found?.[1] === '4') return found[2] === '5' ? '4.5' : '4.0';
  return /lite/i.test(id) ? '5.0-lite' : '5.0';
}
