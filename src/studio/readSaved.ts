import * as v from 'valibot';
import { emptySaved, type Saved } from './state.ts';

const uri = v.string();
const target = v.object({ provider: v.string(), model: v.string() });
const number = v.pipe(v.number(), v.finite());
const points = v.array(v.tuple([number, number]));
const stroke = v.variant('tool', [
  v.object({ tool: v.picklist(['brush', 'eraser']), radius: number, points }),
  v.object({ tool: v.literal('rectangle'), x: number, y: number, width: number, height: number }),
  v.object({ tool: v.literal('lasso'), points }),
  v.object({ tool: v.literal('invert') }),
]);
const region = v.object({
  uri,
  width: number,
  height: number,
  strokes: v.array(stroke),
  feather: number,
  keepsOutside: v.boolean(),
});
const size = { width: number, height: number };
const transform = v.object({
  crop: v.optional(v.object({ x: number, y: number, ...size })),
  cropRatio: v.string(),
  padRatio: v.string(),
  padColour: v.string(),
  width: v.optional(number),
  height: v.optional(number),
  format: v.optional(v.picklist(['png', 'jpeg', 'webp'])),
  quality: number,
});

const saved = v.object({
  version: v.literal(1),
  draft: v.object({
    prompt: v.string(),
    negativePrompt: v.optional(v.string()),
    aspectRatio: v.optional(v.string()),
    resolution: v.optional(v.string()),
    size: v.optional(v.string()),
    count: v.optional(number),
    seed: v.optional(number),
    quality: v.optional(v.string()),
    background: v.optional(v.string()),
    outputFormat: v.optional(v.string()),
    parameters: v.optional(
      v.custom<NonNullable<Saved['draft']['parameters']>>((value) => typeof value === 'object' && value !== null),
    ),
    continues: v.optional(v.string()),
    style: v.optional(v.union([v.string(), v.literal(false)])),
    preset: v.optional(v.string()),
  }),
  targets: v.array(target),
  isSeedLocked: v.boolean(),
  references: v.array(
    v.object({
      uri,
      path: v.string(),
      name: v.string(),
      mediaType: v.string(),
      width: number,
      height: number,
      bytes: number,
      srcThumbnail: v.exactOptional(v.string()),
    }),
  ),
  region: v.nullable(region),
  routes: v.pipe(
    v.array(
      v.variant('view', [
        v.object({ view: v.literal('create') }),
        v.object({ view: v.literal('gallery') }),
        v.object({ view: v.literal('image'), uri }),
        v.object({ view: v.literal('region'), uri, draft: v.exactOptional(region) }),
        v.object({ view: v.literal('compare'), left: uri, right: uri }),
        v.object({ view: v.literal('transform'), uri, draft: v.exactOptional(transform) }),
      ]),
    ),
    v.minLength(1),
  ),
  gallery: v.object({
    search: v.string(),
    provider: v.optional(v.string()),
    model: v.optional(v.string()),
    kind: v.optional(v.picklist(['generate', 'edit', 'insert'])),
    placeholdersOnly: v.boolean(),
    scroll: number,
  }),
});

/** The same of a page that is closed, as it told the host. */
export function readSavedText(text: string): Saved {
  try {
    return readSaved(JSON.parse(text));
  } catch {
    return emptySaved;
  }
}

/** What an earlier page remembered; an older version's, or anything else, is as if there were none. */
export function readSaved(value: unknown): Saved {
  const parsed = v.safeParse(saved, value);
  return parsed.success ? parsed.output : emptySaved;
}
