import type { Call, Dialect, Model, Service } from '../base/provider.ts';
import { parseSize, edgeOf, sizeFor, type Size } from '../base/shape.ts';

const bounds = { multipleOf: 1, maxEdge: 8192, maxPixels: 4096 * 4096 };
/** Longest side of an edit that asked for no size: enough for a layout, quick to paint. */
const editEdge = 2048;

const painter: Model = {
  id: 'sketch',
  label: 'Sketch',
  family: 'sketch',
  capabilities: {
    shape: {
      kind: 'pixels',
      ...bounds,
      minPixels: 16 * 16,
      maxRatio: 8,
      suggested: ['1024x1024', '1536x1024', '1024x1536', '1376x768', '768x1376'],
      resolutions: ['512', '1K', '2K', '4K'],
    },
    references: {
      min: 0,
      max: 6,
      formats: ['image/png', 'image/jpeg', 'image/webp'],
      maxBytes: 50 * 1024 * 1024,
    },
    mask: true,
    countPerCall: 1,
    seed: true,
    negativePrompt: false,
    qualities: [],
    backgrounds: [],
    outputFormats: [],
    promptCharacters: 32_000,
    conversation: false,
    streaming: false,
  },
};

const paint: Dialect = (call) => ({
  transport: 'sketch',
  prompt: call.prompt,
  seed: call.seed ?? 0,
  ...sizeOf(call),
  references: call.references,
  ...(call.mask ? { mask: call.mask } : {}),
});

/** The asked size; else the shape of the first reference; else a square. */
function sizeOf(call: Call): Size {
  const asked = call.size === undefined ? undefined : parseSize(call.size);
  if (asked) return asked;
  const [reference] = call.references;
  const edge = call.resolution === undefined ? undefined : edgeOf(call.resolution);
  if (!reference) return { width: edge ?? 1024, height: edge ?? 1024 };
  if (edge !== undefined) return sizeFor(reference.width / reference.height, edge, bounds);
  const shrink = Math.min(1, editEdge / Math.max(reference.width, reference.height));
  return {
    width: Math.max(1, Math.round(reference.width * shrink)),
    height: Math.max(1, Math.round(reference.height * shrink)),
  };
}

/** The embedded painter: offline, free, no key. */
export const sketch: Service = {
  id: 'sketch',
  label: 'Sketch',
  baseUrl: '',
  auth: 'none',
  models: [painter],
  firstModel: 'sketch',
  guess: () => painter,
  dialect: () => paint,
  counts: [],
};
