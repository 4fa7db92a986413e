import type { Capabilities, CountField, ReferenceLimits } from '../../base/provider.ts';

/** The ten ratios of every Gemini image model (Google's, mixroute's and agicto's documents list the same). */
export const geminiRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;

/** Google's parser reads both spellings of every name, also mixed. */
export const geminiCounts: readonly CountField[] = ['generationConfig', 'generation_config'].flatMap((config) =>
  ['candidateCount', 'candidate_count'].map((name) => ({ path: `${config}.${name}` })),
);

/** For services that state 32,768 tokens. How many characters a token has depends on the words: eight are many. */
export const charactersOf32kTokens = 32_768 * 8;

/**
 * What a Gemini image model can do, less what differs from service to service.
 * No mask and no count at any of them: more variations are more calls.
 */
export function gemini(
  differs: Pick<Capabilities, 'qualities' | 'outputFormats'> & {
    readonly ratios?: readonly string[];
    readonly resolutions: readonly string[];
    readonly references: number;
    readonly recommendedReferences?: number;
    readonly maxReferenceBytes: number;
    readonly urls?: NonNullable<ReferenceLimits['urls']>;
    readonly streaming?: boolean;
    readonly seed?: boolean;
    /** More than any prompt, where the service states no limit of its own. */
    readonly promptCharacters?: number;
    readonly sizes?: readonly string[];
    readonly inConversation?: Capabilities['inConversation'];
  },
): Capabilities {
  return {
    shape: {
      kind: 'ratios',
      ratios: differs.ratios ?? geminiRatios,
      resolutions: differs.resolutions,
      ...(differs.sizes === undefined ? {} : { sizes: differs.sizes }),
    },
    references: {
      min: 0,
      max: differs.references,
      ...(differs.recommendedReferences === undefined ? {} : { recommended: differs.recommendedReferences }),
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
    promptCharacters: differs.promptCharacters ?? 32_000,
    conversation: true,
    streaming: differs.streaming ?? false,
    ...(differs.inConversation === undefined ? {} : { inConversation: differs.inConversation }),
  };
}
