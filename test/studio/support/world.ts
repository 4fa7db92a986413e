// The world that a page finds unless a test says otherwise: providers as they are, a workspace with a few images in it.
import type {
  Card,
  GalleryItem,
  ProviderInfo,
  ResultImage,
  ShownImage,
  Snapshot,
} from '../../../src/protocol/types.ts';
import { builtIn } from '../../../src/providers/index.ts';

/** Where images are painted: the PageServer. */
export interface Painter {
  /** An address at which there is a painted picture of this subject and size. */
  srcOf(subject: string, width: number, height: number): string;
  /** An address at which there are these bytes. */
  keep(name: string, bytes: Uint8Array): string;
}

const folder = 'file:///home/ada/handbook/';
/** When the newest image of the gallery was made, ms since the epoch. */
const newest = Date.UTC(2026, 10, 21, 15, 4, 5);

/** The URI of a file of the workspace. */
export function uriOf(path: string): string {
  return folder + path.split('/').map(encodeURIComponent).join('/');
}

/** The path in the workspace that a URI names. */
export function pathOf(uri: string): string {
  return uri.startsWith(folder) ? decodeURIComponent(uri.slice(folder.length)) : decodeURIComponent(uri);
}

/** An image of the workspace. `subject` is what is painted when it is shown. */
export function shownImage(
  painter: Painter,
  path: string,
  { subject = path, ...fields }: Partial<ShownImage> & { readonly subject?: string } = {},
): ShownImage {
  const { width = 1024, height = 1024 } = fields;
  const scale = 256 / Math.max(width, height);
  return {
    uri: uriOf(path),
    path,
    name: path.split('/').at(-1) ?? path,
    mediaType: 'image/png',
    width,
    height,
    bytes: Math.round(width * height * 0.9),
    srcThumbnail: painter.srcOf(subject, Math.round(width * scale), Math.round(height * scale)),
    ...fields,
  };
}

/** The same as a result of a job. */
export function resultImage(image: ShownImage & Partial<ResultImage>): ResultImage {
  return { isPlaceholder: false, ...image };
}

/** Every provider that comes with Easel, with the models as its file lists them. */
function allProviders(ready: readonly string[]): readonly ProviderInfo[] {
  return builtIn.map(({ id, label, auth, models }) => ({
    id,
    label,
    isFree: auth === 'none',
    isReady: auth === 'none' || ready.includes(id),
    models,
  }));
}

export type CardFields = Partial<Omit<Card, 'draft' | 'images'>> & {
  readonly prompt?: string;
  readonly draft?: Partial<Card['draft']>;
  readonly images?: readonly ShownImage[];
};

/** A job as a card: done and with one image, unless `fields` say otherwise. */
export function cardOf(painter: Painter, providers: readonly ProviderInfo[], fields: CardFields = {}): Card {
  const { id = 'card-1', state = 'done', draft, images, ...others } = fields;
  const { prompt = draft?.prompt ?? 'A lighthouse on a cliff', ...rest } = others;
  const target = fields.target ?? { provider: 'mixroute', model: 'gemini-2.5-flash-image' };
  const provider = providers.find((each) => each.id === target.provider);
  const model = provider?.models.find((each) => each.id === target.model);
  const hasEnded = state === 'done' || state === 'failed' || state === 'cancelled';
  const path = `assets/${prompt.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}.png`;
  const found = images ?? (state === 'done' ? [shownImage(painter, path, { subject: prompt })] : []);
  const now = Date.now();
  return {
    id,
    ...(state === 'done' ? { jobId: `job-${id}` } : {}),
    kind: 'generate',
    target,
    providerLabel: provider?.label ?? target.provider,
    modelLabel: model?.label ?? target.model,
    draft: { prompt, images: [], ...draft },
    isRegion: false,
    state,
    startedAt: now - 60_000,
    ...(hasEnded ? { endedAt: now - 48_000 } : {}),
    done: found.length,
    total: draft?.count ?? 1,
    images: found.map(resultImage),
    notices: [],
    canContinue: state === 'done',
    ...rest,
  };
}

const subjects = ['A lighthouse', 'Hills at dawn', 'A city by night', 'A still life with pears', 'A forest path'];
const makers = [
  ['mixroute', 'gemini-2.5-flash-image'],
  ['google', 'gemini-3.1-flash-image'],
  ['sketch', 'sketch'],
] as const;

/** Images of the workspace that Easel made, newest first. */
export function galleryItems(count: number): GalleryItem[] {
  return Array.from({ length: count }, (_, i) => {
    const number = count - i;
    const prompt = `${subjects[number % subjects.length] ?? ''}, number ${number}`;
    const path = `assets/${prompt.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}.png`;
    const [provider, model] = makers[number % makers.length] ?? makers[0];
    return {
      uri: uriOf(path),
      path,
      at: newest - i * 3_600_000,
      prompt,
      provider,
      model,
      kind: number % 7 === 0 ? 'edit' : 'generate',
      isPlaceholder: provider === 'sketch',
      width: 1024,
      height: number % 3 === 0 ? 768 : 1024,
    };
  });
}

/** What `ready` is answered with: one job that runs, one that was refused, one that is done. */
export function defaultSnapshot(painter: Painter): Snapshot {
  const providers = allProviders(['mixroute', 'google', 'openai']);
  const card = (fields: CardFields) => cardOf(painter, providers, fields);
  return {
    providers,
    target: { provider: 'mixroute', model: 'gemini-2.5-flash-image' },
    recentPrompts: ['A lighthouse on a cliff', 'Hills at dawn,\nin soft colours', 'A city by night'],
    cards: [
      card({ id: 'card-3', prompt: 'Hills at dawn', state: 'waiting', startedAt: Date.now() - 8000 }),
      card({
        id: 'card-2',
        prompt: 'A city by night',
        state: 'failed',
        error: {
          code: 'auth',
          text: 'mixroute rejected the key. Nothing was charged. Set another key, then try again.',
          actions: [{ id: 'setKey', title: 'Set Key' }],
        },
      }),
      card({ id: 'card-1' }),
    ],
    maxImagesPerJob: 10,
    isTrusted: true,
    insertTarget: 'index.md',
    intents: [],
  };
}
