import type { Capabilities } from '../../base/provider.ts';

const megabyte = 1024 * 1024;

/** What a GPT Image model can do, by OpenAI's OpenAPI document and model pages. */
export function gptImage(id: string, differs: Partial<Capabilities> = {}): Capabilities {
  const second = /gpt-image-(2|[3-9])/.test(id);
  const newest = id.includes('gpt-image-2.5');
  return {
    shape: second
      ? {
          kind: 'pixels',
          multipleOf: 16,
          minPixels: 512 * 512,
          maxPixels: 3840 * 2160,
          maxEdge: 3840,
          maxRatio: 3,
          suggested: ['1024x1024', '1536x1024', '1024x1536', '2048x2048', '2560x1440', '3840x2160'],
          resolutions: ['auto'],
        }
      : { kind: 'sizes', sizes: ['1024x1024', '1536x1024', '1024x1536', 'auto'] },
    references: { min: 0, max: 16, formats: ['image/png', 'image/webp', 'image/jpeg'], maxBytes: 50 * megabyte - 1 },
    mask: true,
    maxMaskBytes: 4 * megabyte - 1,
    countPerCall: 10,
    seed: false,
    negativePrompt: false,
    qualities: newest ? ['auto', 'low', 'medium', 'high', 'xhigh', 'max'] : ['auto', 'low', 'medium', 'high'],
    backgrounds: ['auto', 'transparent', 'opaque'],
    outputFormats: ['png', 'jpeg', 'webp'],
    promptCharacters: 32_000,
    conversation: false,
    streaming: true,
    ...differs,
  };
}
