import * as v from 'valibot';
import type {
  Card,
  Details,
  GalleryPage,
  KnownRequest,
  ShownImage,
  Snapshot,
  StyleInfo,
  Target,
  ThreadTurn,
  TransformPreview,
  ViewedImage,
} from './types.ts';
import type { JsonObject } from '../base/json.ts';

// Calls of the page to the host, one line each: what goes in, checked by the host since a page is not to be trusted, and
// the type of what comes out. Every length has a cap.

/** Bytes that a page may hand over at once: a pasted image, and a mask. */
export const maxPastedBytes = 64 * 1024 * 1024;
export const maxMaskBytes = 32 * 1024 * 1024;
/** Provider/model pairs that one prompt can be tried on at once. */
export const maxTargets = 6;
export const maxReferences = 64;
/** Files that are moved to the trash at once. */
export const maxRemoved = 100;
/** Characters of what a page remembers. */
export const maxSaved = 500_000;

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const uri = v.pipe(v.string(), v.minLength(1), v.maxLength(8192));
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const pixels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16384));
const offset = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16384));
const bytes = (most: number) =>
  v.pipe(
    v.instance(Uint8Array),
    v.check((value) => value.length > 0 && value.length <= most),
  );

const target = v.strictObject({ provider: id, model: id });
const kind = v.picklist(['generate', 'edit', 'insert']);
const parameters = v.pipe(
  v.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  v.check((value) => isJson(value, 100_000)),
);

const draft = v.strictObject({
  prompt: text(200_000),
  negativePrompt: v.optional(text(20_000)),
  aspectRatio: v.optional(text(20)),
  resolution: v.optional(text(20)),
  size: v.optional(text(20)),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2147483647))),
  quality: v.optional(text(40)),
  background: v.optional(text(40)),
  outputFormat: v.optional(text(40)),
  parameters: v.optional(parameters),
  continues: v.optional(id),
  style: v.optional(v.union([text(1000), v.literal(false)])),
  preset: v.optional(text(200)),
  images: v.pipe(v.array(uri), v.maxLength(maxReferences)),
});

/** The part of the first reference that is to change: a PNG of its upright size, alpha 0 where, 255 where not. */
const region = v.strictObject({
  mask: bytes(maxMaskBytes),
  /** Every pixel outside is to be the original's, whatever comes back. */
  keepsOutside: v.boolean(),
});

const transform = v.strictObject({
  crop: v.optional(v.strictObject({ x: offset, y: offset, width: pixels, height: pixels })),
  pad: v.optional(
    v.strictObject({
      width: pixels,
      height: pixels,
      colour: v.pipe(v.string(), v.regex(/^(#[0-9a-f]{6}|transparent)$/)),
    }),
  ),
  resize: v.optional(v.strictObject({ width: pixels, height: pixels })),
  format: v.optional(v.picklist(['png', 'jpeg', 'webp'])),
  quality: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
});

/** What a page hands over can hold itself, or numbers that JSON has not. */
function isJson(value: unknown, most: number): boolean {
  try {
    return JSON.stringify(value).length <= most;
  } catch {
    return false;
  }
}

/** What the host answers is its own: the type is all that is needed. */
const trusted = (): boolean => true;

const nothing = v.strictObject({});
const one = v.strictObject({ uri });

export const calls = {
  /** The page is there, or there again. */
  ready: { args: nothing, reply: v.custom<Snapshot>(trusted) },
  /** Begins a job for each target. Resolves as soon as there are cards; what becomes of them is told by events. */
  make: {
    args: v.strictObject({
      draft,
      targets: v.pipe(v.array(target), v.minLength(1), v.maxLength(maxTargets)),
      region: v.optional(region),
      /** The image that another version is made of, where it is not the first reference. */
      original: v.optional(uri),
    }),
    reply: v.custom<readonly Card[]>(trusted),
  },
  /** `image`: what would be edited. */
  styleOf: {
    args: v.strictObject({
      style: v.optional(text(1000)),
      preset: v.optional(text(200)),
      image: v.optional(uri),
    }),
    reply: v.custom<StyleInfo>(trusted),
  },
  cancel: { args: v.strictObject({ card: id }), reply: v.custom<null>(trusted) },
  /** Takes a card that has ended off the page; files stay. */
  dismiss: { args: v.strictObject({ card: id }), reply: v.custom<null>(trusted) },
  /** A button of a card's error. */
  act: { args: v.strictObject({ card: id, action: id }), reply: v.custom<null>(trusted) },

  /** Lets the person choose in VS Code's own list, where further models are typed and looked up. Null: nothing chosen. */
  pickModel: { args: v.strictObject({ current: target }), reply: v.custom<Target | null>(trusted) },
  /** What is chosen on the page becomes what other doors begin with, too. */
  rememberTarget: { args: target, reply: v.custom<null>(trusted) },
  /** What is typed and chosen, as JSON, for a panel that is opened after this one is closed. */
  remember: { args: v.strictObject({ saved: text(maxSaved) }), reply: v.custom<null>(trusted) },
  setKey: { args: v.strictObject({ provider: id }), reply: v.custom<null>(trusted) },
  forgetPrompt: { args: v.strictObject({ prompt: text(200_000) }), reply: v.custom<null>(trusted) },

  /** Addresses that were dropped or remembered, as images; what is none is told in the error. */
  describe: {
    args: v.strictObject({ uris: v.pipe(v.array(uri), v.minLength(1), v.maxLength(maxReferences)) }),
    reply: v.custom<readonly ShownImage[]>(trusted),
  },
  /** Bytes that were pasted or dropped from outside; kept in Easel's own storage. */
  keep: {
    args: v.strictObject({ name: text(255), bytes: bytes(maxPastedBytes) }),
    reply: v.custom<ShownImage>(trusted),
  },
  /** Lets the person pick images of the workspace in VS Code's own list. */
  pickImages: { args: nothing, reply: v.custom<readonly ShownImage[]>(trusted) },

  open: { args: one, reply: v.custom<null>(trusted) },
  insert: { args: one, reply: v.custom<null>(trusted) },
  /** To be pasted into a document, in whose language it stands then. */
  copyLink: { args: one, reply: v.custom<null>(trusted) },
  /** Lets all documents that show an image show another one; answers how many links that are. The files stay. */
  useInstead: { args: v.strictObject({ uri, original: uri }), reply: v.custom<number>(trusted) },
  copyPath: { args: one, reply: v.custom<null>(trusted) },
  reveal: { args: one, reply: v.custom<null>(trusted) },
  /** Gives a file another name, without folder and extension; never over another file. */
  rename: { args: v.strictObject({ uri, name: text(200) }), reply: v.custom<ShownImage>(trusted) },
  /** Asks, then moves files to the trash. False: the person said no. */
  remove: {
    args: v.strictObject({ uris: v.pipe(v.array(uri), v.minLength(1), v.maxLength(maxRemoved)) }),
    reply: v.custom<boolean>(trusted),
  },
  /** The request that made an image, for making it again or going on from it. Null: not known. */
  requestOf: { args: one, reply: v.custom<KnownRequest | null>(trusted) },
  /** The turns of the conversation that ends with this job. */
  thread: { args: v.strictObject({ jobId: id }), reply: v.custom<readonly ThreadTurn[]>(trusted) },

  gallery: {
    args: v.strictObject({
      search: text(1000),
      provider: v.optional(id),
      model: v.optional(id),
      kind: v.optional(kind),
      placeholdersOnly: v.boolean(),
    }),
    reply: v.custom<GalleryPage>(trusted),
  },
  /** What is in view: thumbnails of these are made next, and told by events; earlier wishes are dropped. */
  wantThumbnails: {
    args: v.strictObject({ uris: v.pipe(v.array(uri), v.maxLength(300)) }),
    reply: v.custom<null>(trusted),
  },
  details: { args: one, reply: v.custom<Details>(trusted) },

  /** The whole image, in a form that a page can show. */
  view: { args: one, reply: v.custom<ViewedImage>(trusted) },
  /** The version that Git has of it. Null: Git has none. */
  viewGitVersion: { args: one, reply: v.custom<ViewedImage | null>(trusted) },

  /** What a transform would give, without a file in the workspace. */
  previewTransform: { args: v.strictObject({ uri, transform }), reply: v.custom<TransformPreview>(trusted) },
  /** The same as a new file beside the others; the old one stays. */
  saveTransform: { args: v.strictObject({ uri, transform }), reply: v.custom<ShownImage>(trusted) },

  /** What the page's content security policy stopped, or a fault of its own: for the log. */
  report: { args: v.strictObject({ text: text(2000) }), reply: v.custom<null>(trusted) },
} as const;

type Calls = typeof calls;
export type CallName = keyof Calls;
export type Args<Name extends CallName> = v.InferOutput<Calls[Name]['args']>;
export type Reply<Name extends CallName> = v.InferOutput<Calls[Name]['reply']>;
