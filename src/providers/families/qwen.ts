import type { Capabilities } from '../../base/provider.ts';

const megabyte = 1024 * 1024;

/** What a Qwen image model can do (Model Studio's API reference). Sizes are written with `x` here, `*` on the wire. */
export function qwen(id: string, differs: Partial<Capabilities> = {}): Capabilities {
  const edits = id.includes('edit');
  const hasNoSize = id.endsWith('qwen-image-edit');
  const newer = /qwen-image-(2|3)\./.test(id);
  const pixels = {
    kind: 'pixels',
    multipleOf: 1,
    minPixels: 512 * 512,
    maxPixels: 2048 * 2048,
    maxEdge: 2048,
    maxRatio: 4,
    suggested: ['1024x1024', '1536x1024', '1024x1536', '2048x2048', '2048x1152', '1152x2048'],
    resolutions: [],
  } as const;
  const listed = { kind: 'sizes', sizes: ['1328x1328', '1664x928', '1472x1104', '1104x1472', '928x1664'] } as const;
  return {
    shape: hasNoSize ? { kind: 'ratios', ratios: [], resolutions: [] } : edits || newer ? pixels : listed,
    references: {
      min: edits ? 1 : 0,
      max: edits || newer ? 3 : 0,
      formats: ['image/jpeg', 'image/png', 'image/bmp', 'image/tiff', 'image/webp'],
      maxBytes: 10 * megabyte,
      maxEdge: 3072,
      minEdge: 384,
    },
    mask: false,
    countPerCall: newer || id.includes('edit-plus') ? 6 : 1,
    seed: true,
    negativePrompt: true,
    negativePromptCharacters: 500,
    qualities: [],
    backgrounds: [],
    outputFormats: [],
    promptCharacters: 800,
    conversation: false,
    streaming: false,
    ...differs,
  };
}
