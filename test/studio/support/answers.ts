// What the fake host answers to each call, in a world where all goes well.
import type { Args, CallName, Reply } from '../../../src/protocol/calls.ts';
import type { Details, ShownImage } from '../../../src/protocol/types.ts';
import type { FakeHost } from './fakeHost.ts';
import { uriOf } from './world.ts';

export type Answer<Name extends CallName> = (args: Args<Name>, host: FakeHost) => Promise<Reply<Name>> | Reply<Name>;
export type Answers = { readonly [Name in CallName]: Answer<Name> };

export const answers: Answers = {
  ready(_, { snapshot }) {
    const { intents, ...others } = snapshot;
    snapshot.intents = [];
    return { ...others, intents };
  },

  async make({ draft, targets, region }, host) {
    const group = targets.length > 1 ? { group: `group-of-${host.snapshot.cards.length}` } : {};
    const cards = targets.map((target) =>
      host.newCard({
        ...group,
        id: host.nextCardId(),
        target,
        draft,
        kind: draft.images.length > 0 ? 'edit' : 'generate',
        isRegion: region !== undefined,
        state: 'waiting',
        startedAt: Date.now(),
      }),
    );
    for (const card of cards) await host.card(card.id, card);
    const others = host.snapshot.recentPrompts.filter((each) => each !== draft.prompt);
    host.snapshot.recentPrompts = [draft.prompt, ...others];
    await host.tell('recentPrompts', host.snapshot.recentPrompts);
    return cards;
  },
  async cancel({ card }, host) {
    await host.card(card, { state: 'cancelled', endedAt: Date.now() });
    return null;
  },
  async dismiss({ card }, host) {
    host.snapshot.cards = host.snapshot.cards.filter(({ id }) => id !== card);
    await host.tell('cardGone', { id: card });
    return null;
  },
  act: () => null,

  styleOf: () => ({}),

  pickModel: () => null,
  rememberTarget(target, { snapshot }) {
    snapshot.target = target;
    return null;
  },
  remember({ saved }, { snapshot }) {
    snapshot.saved = saved;
    return null;
  },
  async setKey({ provider }, host) {
    const { snapshot } = host;
    snapshot.providers = snapshot.providers.map((each) => (each.id === provider ? { ...each, isReady: true } : each));
    await host.tell('providers', { providers: snapshot.providers, target: snapshot.target });
    return null;
  },
  async forgetPrompt({ prompt }, host) {
    host.snapshot.recentPrompts = host.snapshot.recentPrompts.filter((each) => each !== prompt);
    await host.tell('recentPrompts', host.snapshot.recentPrompts);
    return null;
  },

  describe: ({ uris }, host) => uris.map((uri) => host.imageOf(uri)),
  keep({ name, bytes }, host) {
    const srcThumbnail = host.painter.keep(name, bytes);
    const uri = `file:///home/ada/.easel/studio/pasted/${encodeURIComponent(name)}`;
    return host.image(name, { uri, width: 64, height: 48, bytes: bytes.length, srcThumbnail });
  },
  pickImages: (_, host) => [host.image('photos/lighthouse.png'), host.image('photos/harbour.png', { height: 768 })],

  open: () => null,
  insert: () => null,
  useInstead: () => 1,
  copyLink: () => null,
  copyPath: () => null,
  reveal: () => null,
  async rename({ uri, name }, host) {
    const image = host.imageOf(uri);
    const path = image.path.replace(/[^/]*$/, `${name}.png`);
    const renamed = { ...image, path, name: `${name}.png`, uri: uriOf(path) };
    await replaceImage(host, uri, renamed);
    return renamed;
  },
  async remove({ uris }, host) {
    host.gallery = host.gallery.filter((item) => !uris.includes(item.uri));
    for (const uri of uris) await replaceImage(host, uri, null);
    await host.tell('galleryChanged', null);
    return true;
  },
  requestOf({ uri }, host) {
    const card = host.cardWith(uri);
    if (card) return { draft: card.draft, target: card.target, isSuggestion: false, isRegion: card.isRegion };
    const item = host.gallery.find((each) => each.uri === uri);
    if (!item) return null;
    const { provider, model, prompt } = item;
    const draft = { prompt, aspectRatio: '1:1', images: [] };
    return { draft, target: { provider, model }, isSuggestion: false, isRegion: false };
  },
  thread({ jobId }, { snapshot }) {
    const turns = [];
    for (let id: string | undefined = jobId; id !== undefined;) {
      const card = snapshot.cards.find((each) => each.jobId === id);
      if (!card) break;
      const { draft, target, images, startedAt: at } = card;
      turns.unshift({ jobId: id, prompt: draft.prompt, target, at, references: [], images });
      id = draft.continues;
    }
    return turns;
  },

  gallery({ search, provider, model, kind, placeholdersOnly }, { gallery, snapshot }) {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const items = gallery.filter(
      (item) =>
        words.every((word) => `${item.prompt} ${item.path}`.toLowerCase().includes(word)) &&
        (provider === undefined || item.provider === provider) &&
        (model === undefined || item.model === model) &&
        (kind === undefined || item.kind === kind) &&
        (!placeholdersOnly || item.isPlaceholder),
    );
    const ids = new Set(gallery.map((item) => item.provider));
    return {
      items,
      total: gallery.length,
      providers: snapshot.providers.filter(({ id }) => ids.has(id)).map(({ id, label }) => ({ id, label })),
      models: [...new Set(gallery.map((item) => item.model))],
      isScanning: false,
    };
  },
  async wantThumbnails({ uris }, host) {
    for (const uri of uris) await host.tell('thumbnail', { uri, src: host.imageOf(uri).srcThumbnail ?? null });
    return null;
  },
  details: ({ uri }, host) => detailsOf(host, uri),

  view: ({ uri }, host) => host.viewed(uri),
  viewGitVersion: ({ uri }, host) => host.viewed(uri, 'An older picture'),
  previewTransform({ uri, transform }, host) {
    const { width, height } = transform.resize ?? transform.pad ?? transform.crop ?? host.imageOf(uri);
    const mediaType = transform.format ? `image/${transform.format}` : 'image/png';
    return { src: host.painter.srcOf('A preview', width, height), width, height, bytes: width * height, mediaType };
  },
  saveTransform({ uri, transform }, host) {
    const { width, height } = transform.resize ?? transform.pad ?? transform.crop ?? host.imageOf(uri);
    return host.image(host.imageOf(uri).path.replace(/(\.\w+)$/, '-2$1'), { width, height });
  },

  report({ text }, { problems }) {
    problems.push(`The page reported: ${text}`);
    return null;
  },
};

/** A file has another name, or is gone: on its card, and told. */
async function replaceImage(host: FakeHost, from: string, to: ShownImage | null): Promise<void> {
  const card = host.cardWith(from);
  if (card) {
    const images = card.images.flatMap((image) => (image.uri !== from ? [image] : to ? [{ ...image, ...to }] : []));
    await host.card(card.id, { images });
  }
  await host.tell('fileMoved', { from, to: to?.uri ?? null });
}

function detailsOf(host: FakeHost, uri: string): Details {
  const image = host.imageOf(uri);
  const card = host.cardWith(uri);
  const item = host.gallery.find((each) => each.uri === uri);
  const target = card?.target ?? (item && { provider: item.provider, model: item.model });
  const prompt = card?.draft.prompt ?? item?.prompt;
  if (!target || prompt === undefined) return { image, parents: [], children: [], hasGitVersion: false };
  const { providers } = host.snapshot;
  return {
    image,
    made: {
      prompt,
      target,
      providerLabel: providers.find(({ id }) => id === target.provider)?.label ?? target.provider,
      at: item?.at ?? card?.startedAt ?? 0,
      jobId: card?.jobId ?? 'job-of-before',
      isPlaceholder: item?.isPlaceholder ?? false,
      parameters: [
        ['aspectRatio', '1:1'],
        ['seed', '42'],
      ],
      compared: [{ name: 'Size', asked: '1536x1024', got: `${image.width}x${image.height}` }],
      canContinue: true,
    },
    parents: [{ image: host.image('photos/lighthouse.png'), path: 'photos/lighthouse.png' }],
    children: [{ path: 'assets/gone.png' }],
    hasGitVersion: true,
  };
}
