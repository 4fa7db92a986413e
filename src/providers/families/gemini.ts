import type { Capabilities, ReferenceLimits } from '../../base/provider.ts';

/** The ten ratios of every Gemini image model (Google's, mixroute's and agicto's documents list the same). */
export const geminiRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;

/**
 * What a Gemini image model can do, less what differs from service to service.
 * No mask and no count at any of them: more variations are more calls.
 */
export function gemini(
  differs: Pick<Capabilities, 'qualities' | 'outputFormats'> & {
    readonly ratios?: readonly string[];
    readonly resolutions: readonly string[];
    readonly references: number;
    readonly maxReferenceBytes: number;
    readonly urls?: NonNullable<ReferenceLimits['urls']>;
    readonly streaming?: boolean;
    readonly seed?: boolean;
  },
): Capabilities {
  return {
    shape: { kind: 'ratios', ratios: differs.ratios ?? geminiRatios, resolutions: differs.resolutions },
    references: {
      min: 0,
      max: differs.references,
      formats: ['image/png', 'image/jpeg', 'image/webp'],
      maxBytes: differs.maxReferenceBytes,
      ...(differs.urls === undefined ? {} : { urls: differs.urls }),
    },
    mask: false,
    countPerCall: 1,
    seed: differs.seed ?? false,
    negativePrompt: false,
    qualities: differs.qualities,
    backgrounds: [],
    outputFormats: differs.outputFormats,
    // 32,768 tokens upstream; a token is at least about one character of any script.
    promptCharacters: 32_000,
    conversation: true,
    streaming: differs.streaming ?? false,
  };
}
