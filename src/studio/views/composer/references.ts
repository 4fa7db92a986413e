import { t } from '@vscode/l10n';
import { maxReferences } from '../../../protocol/calls.ts';
import type { ShownImage } from '../../../protocol/types.ts';
import { CallError } from '../../host.ts';
import { movedUri, type Move } from '../../movedUri.ts';
import type { RegionDraft } from '../../state.ts';
import type { Store } from '../../store.ts';

// What becomes of the references of the draft. The first one is special: a region belongs to it.

/** Puts images behind those that are there; one that is there already stays where it is. */
export function addReferences(store: Store, images: readonly ShownImage[]): void {
  const { references } = store.state;
  const known = new Set(references.map(({ uri }) => uri));
  const added = images.filter(({ uri }) => !known.has(uri) && known.add(uri));
  if (images.length === 0) return;
  if (added.length === 0) {
    store.say(t('It is a reference already.'));
    return;
  }
  const all = [...references, ...added];
  store.update({ references: all.slice(0, maxReferences) });
  if (all.length > maxReferences) store.say(t('There can be at most {0} references.', maxReferences), true);
  else store.announce(added.length === 1 ? t('Reference added.') : t('{0} references added.', added.length));
}

export function removeReference(store: Store, uri: string): void {
  const { references, region } = store.state;
  store.update({
    references: references.filter((each) => each.uri !== uri),
    region: region?.uri === uri ? null : region,
  });
}

/** Moves a reference to another place. Whether it could. */
export function moveReference(store: Store, from: number, to: number): boolean {
  const references = [...store.state.references];
  const [moved] = references.splice(from, 1);
  if (!moved || to < 0 || to > references.length) return false;
  references.splice(to, 0, moved);
  store.update({ references });
  return true;
}

/** What is marked, also while the reference that it belongs to is not the first one. */
export function shownRegion({ state: { region } }: Store): RegionDraft | undefined {
  return region !== null && region.strokes.length > 0 ? region : undefined;
}

/** The region that goes with the request: that of the first reference. */
export function activeRegion(store: Store): RegionDraft | undefined {
  const region = shownRegion(store);
  return region?.uri === store.state.references[0]?.uri ? region : undefined;
}

/** Why a region cannot go with the request as it is. */
export function regionProblem(store: Store): string | undefined {
  const region = shownRegion(store);
  if (!region || activeRegion(store)) return undefined;
  const name = store.state.references.find(({ uri }) => uri === region.uri)?.name;
  return name === undefined
    ? t('The marked region belongs to an image that is no reference any more: remove the region.')
    : t('The marked region belongs to {0}, which must come first.', name);
}

interface Described {
  readonly images: readonly ShownImage[];
  /** What the host says of those that are no images, or not there. */
  readonly problems: readonly string[];
}

/** Asks for all at once, and where one of them is none, for each. */
export async function describeEach(store: Store, uris: readonly string[]): Promise<Described> {
  const ask = async (some: readonly string[]): Promise<Described> => {
    try {
      return { images: await store.host.call('describe', { uris: [...some] }), problems: [] };
    } catch (error) {
      if (error instanceof CallError) return { images: [], problems: [error.info.text] };
      throw error;
    }
  };
  if (uris.length === 0) return { images: [], problems: [] };
  const all = await ask(uris);
  if (all.problems.length === 0 || uris.length === 1) return all;
  const each = await Promise.all(uris.map((uri) => ask([uri])));
  return { images: each.flatMap(({ images }) => images), problems: each.flatMap(({ problems }) => problems) };
}

/** Adds what was dropped as addresses. */
export async function addUris(store: Store, uris: readonly string[]): Promise<void> {
  const { images, problems } = await describeEach(store, uris.slice(0, maxReferences));
  addReferences(store, images);
  if (problems.length > 0) store.say([...new Set(problems)].join(' '), true);
}

/** Looks again at those that were remembered: addresses of thumbnails are new, and files may be gone. */
export async function refreshReferences(store: Store): Promise<void> {
  const before = store.state.references;
  if (before.length === 0) return;
  const { images } = await describeEach(
    store,
    before.map(({ uri }) => uri),
  );
  const found = new Map(images.map((image) => [image.uri, image]));
  const { references, region } = store.state;
  const asked = new Set(before.map(({ uri }) => uri));
  const isGone = (uri: string) => asked.has(uri) && !found.has(uri);
  const gone = references.filter(({ uri }) => isGone(uri));
  store.update({
    references: references.filter(({ uri }) => !isGone(uri)).map((each) => found.get(each.uri) ?? each),
    region: region && isGone(region.uri) ? null : region,
  });
  sayGone(store, gone);
}

/** Follows files, and all in a folder, to their new names. */
export async function followReferences(store: Store, move: Move): Promise<void> {
  const before = store.state.references.filter(({ uri }) => movedUri(uri, move) !== uri);
  const newUris = new Map(before.map(({ uri }) => [uri, movedUri(uri, move)]));
  if (before.length === 0) return;
  const { images } = await describeEach(
    store,
    [...newUris.values()].filter((uri) => uri !== undefined),
  );
  const found = new Map(images.map((image) => [image.uri, image]));
  const followed = (uri: string): ShownImage | undefined => found.get(newUris.get(uri) ?? '');
  const { references, region } = store.state;
  const movedTo = region && newUris.has(region.uri) ? followed(region.uri)?.uri : region?.uri;
  store.update({
    references: references.flatMap((each) => (newUris.has(each.uri) ? (followed(each.uri) ?? []) : each)),
    region: region && movedTo !== undefined ? { ...region, uri: movedTo } : null,
  });
  sayGone(
    store,
    before.filter(({ uri }) => !followed(uri)),
  );
}

function sayGone(store: Store, gone: readonly ShownImage[]): void {
  if (gone.length === 0) return;
  store.say(t('No longer there, and no longer a reference: {0}', gone.map(({ name }) => name).join(', ')), true);
}
