import { t } from '@vscode/l10n';
import { maxRemoved } from '../protocol/calls.ts';
import type { Card, KnownRequest, ResultImage, ShownImage, Target } from '../protocol/types.ts';
import type { Store } from './store.ts';
import { addReferences, describeEach } from './views/composer/references.ts';

/** An image, and what the page knows of how it came about: decides what can be done with it. */
export interface Subject {
  readonly image: ShownImage;
  /** The job that made it, where it can be gone on from. */
  readonly continues?: {
    readonly jobId: string;
    readonly target: Target;
    readonly sent: readonly string[];
    /** It made others, too: its conversation does not tell which one is meant. */
    readonly isOneOfSeveral: boolean;
  };
  /** Images that it can be compared with beside its version in Git: what it was made from, and others of the same job. */
  readonly others: readonly { readonly uri: string; readonly isOriginal: boolean }[];
  /** What it is a version of, where documents show that. */
  readonly original?: { readonly uri: string; readonly name: string; readonly documents: number };
  /** Shows the box for another name; absent where there is no place for one. */
  readonly beginRename?: () => void;
  /** After the file has gone to the trash. */
  readonly onRemoved?: () => void;
}

/** Something that can be done with an image. Every view offers the same, from here. */
export interface ResultAction {
  readonly id: string;
  readonly title: string;
  /** Name of a codicon. */
  readonly icon: string;
  /** Actions of one group stand together in menus. */
  readonly group: 'use' | 'again' | 'edit' | 'file';
  /** Offered without opening a menu. */
  readonly isMain?: true;
  /** Key that does it while the image has the focus, as the Explorer has it. */
  readonly key?: 'F2' | 'Delete';
  readonly run: () => void | Promise<void>;
  /** Asks which one is meant, instead of `run`, when there is more than one. */
  readonly choices?: () => Promise<readonly ResultAction[]>;
}

/** What the feed knows of one of its images. */
export function subjectOf(card: Card, image: ResultImage): Subject {
  const { jobId, target, draft, original } = card;
  const isOneOfSeveral = Math.max(card.total, card.images.length) > 1;
  return {
    image,
    ...(original && original.uri !== image.uri ? { original } : {}),
    ...(jobId !== undefined && card.canContinue
      ? { continues: { jobId, target, sent: draft.images, isOneOfSeveral } }
      : {}),
    others: [
      ...draft.images.map((uri) => ({ uri, isOriginal: true })),
      ...card.images.filter(({ uri }) => uri !== image.uri).map(({ uri }) => ({ uri, isOriginal: false })),
    ],
  };
}

/** All that can be done with an image now, in the order in which it is offered. */
export function resultActions(store: Store, subject: Subject): readonly ResultAction[] {
  return [
    ...useActions(store, subject),
    ...againActions(store, subject),
    ...editActions(store, subject),
    ...fileActions(store, subject),
  ];
}

function useActions(store: Store, subject: Subject): readonly ResultAction[] {
  const { image } = subject;
  const { uri } = image;
  const document = store.state.host?.insertTarget;
  const open: ResultAction = {
    id: 'open',
    title: t('Open'),
    icon: 'go-to-file',
    group: 'use',
    isMain: true,
    run: () => tried(store, () => store.host.call('open', { uri })),
  };
  const instead = insteadActions(store, subject);
  if (document === undefined) return [open, ...instead];
  return [
    open,
    ...instead,
    {
      id: 'insert',
      title: t('Insert into {0}', document),
      icon: 'insert',
      group: 'use',
      isMain: true,
      run: () => tried(store, () => store.host.call('insert', { uri }), t('{0} is inserted.', image.name)),
    },
  ];
}

/** Documents that show what this is a version of can show this instead. */
function insteadActions(store: Store, { image, original }: Subject): readonly ResultAction[] {
  if (!original) return [];
  const { uri } = image;
  const { name, documents } = original;
  return [
    {
      id: 'useInstead',
      title:
        documents === 1
          ? t('Use Instead of {0} in 1 Document', name)
          : t('Use Instead of {0} in {1} Documents', name, documents),
      icon: 'replace',
      group: 'use',
      run: () =>
        tried(
          store,
          () => store.host.call('useInstead', { uri, original: original.uri }),
          t('Documents show {0} now; save them to keep that.', image.name),
        ),
    },
  ];
}

function againActions(store: Store, subject: Subject): readonly ResultAction[] {
  const { image } = subject;
  return [
    {
      id: 'editFurther',
      title: t('Edit Further'),
      icon: 'comment-discussion',
      group: 'again',
      isMain: true,
      run: () => editFurther(store, subject),
    },
    {
      id: 'useAsReference',
      title: t('Use as Reference'),
      icon: 'references',
      group: 'again',
      isMain: true,
      run: () => useAsReference(store, image),
    },
    { id: 'vary', title: t('Vary'), icon: 'sparkle', group: 'again', run: () => vary(store, image) },
    {
      id: 'regenerate',
      title: t('Regenerate'),
      icon: 'refresh',
      group: 'again',
      run: () => regenerate(store, image),
    },
    {
      id: 'reuseSettings',
      title: t('Reuse Settings'),
      icon: 'settings',
      group: 'again',
      run: () => reuseSettings(store, image),
    },
  ];
}

function editActions(store: Store, subject: Subject): readonly ResultAction[] {
  const { uri } = subject.image;
  return [
    {
      id: 'editRegion',
      title: t('Edit Region…'),
      icon: 'paintcan',
      group: 'edit',
      run: () => store.go({ view: 'region', uri }),
    },
    {
      id: 'compare',
      title: t('Compare…'),
      icon: 'compare-changes',
      group: 'edit',
      run: () => undefined,
      choices: () => comparisons(store, subject),
    },
    {
      id: 'transform',
      title: t('Crop, Resize or Convert…'),
      icon: 'screen-normal',
      group: 'edit',
      run: () => store.go({ view: 'transform', uri }),
    },
  ];
}

function fileActions(store: Store, { image, beginRename, onRemoved }: Subject): readonly ResultAction[] {
  const { uri } = image;
  return [
    {
      id: 'copyLink',
      title: t('Copy as Link'),
      icon: 'link',
      group: 'file',
      run: () => tried(store, () => store.host.call('copyLink', { uri }), t('The link to {0} is copied.', image.name)),
    },
    {
      id: 'copyPath',
      title: t('Copy Path'),
      icon: 'copy',
      group: 'file',
      run: () => tried(store, () => store.host.call('copyPath', { uri }), t('The path {0} is copied.', image.path)),
    },
    {
      id: 'reveal',
      title: t('Show in Explorer'),
      icon: 'folder-opened',
      group: 'file',
      run: () => tried(store, () => store.host.call('reveal', { uri })),
    },
    ...(beginRename
      ? [
          {
            id: 'rename',
            title: t('Rename…'),
            icon: 'edit',
            group: 'file',
            key: 'F2',
            run: beginRename,
          } satisfies ResultAction,
        ]
      : []),
    {
      id: 'remove',
      title: t('Delete…'),
      icon: 'trash',
      group: 'file',
      key: 'Delete',
      run: async () => {
        if (!(await removeImages(store, [image]))) return;
        onRemoved?.();
      },
    },
  ];
}

/** Moves files to the trash, after the host has asked. True: they are gone. */
export async function removeImages(
  store: Store,
  images: readonly Pick<ShownImage, 'uri' | 'name'>[],
): Promise<boolean> {
  const uris = images.map(({ uri }) => uri);
  for (let from = 0; from < uris.length; from += maxRemoved) {
    const some = uris.slice(from, from + maxRemoved);
    if ((await store.attempt(() => store.host.call('remove', { uris: some }))) !== true) return false;
  }
  const [first] = images;
  store.say(
    images.length === 1 && first ? t('{0} is deleted.', first.name) : t('{0} images are deleted.', images.length),
  );
  return true;
}

/** Puts an image among the references of the draft. */
export function useAsReference(store: Store, image: ShownImage): void {
  addReferences(store, [image]);
  toComposer(store);
}

/** Goes on from an image: in its conversation where its model has them, else with the image as the first reference. */
export function editFurther(store: Store, { image, continues }: Subject): void {
  const { draft, references } = store.state;
  const canTalk = continues !== undefined && store.modelOf(continues.target)?.capabilities.conversation === true;
  const hasConversation = canTalk && !continues.isOneOfSeveral;
  const rest = references.filter(({ uri }) => uri !== image.uri && continues?.sent.includes(uri) !== true);
  store.update({
    // What was said is said: the next turn is about what is to change.
    draft: { ...draft, prompt: '', continues: hasConversation ? continues.jobId : undefined },
    references: hasConversation ? rest : [image, ...rest],
    region: null,
    ...(continues ? { targets: [continues.target] } : {}),
  });
  toComposer(store);
  store.say(
    canTalk && !hasConversation
      ? t(
          'Say what to change in {0}. It goes along as the first reference, as its job made several images.',
          image.name,
        )
      : t('Say what to change in {0}.', image.name),
  );
}

/** Puts the request that made an image into the composer; nothing is sent. */
export async function reuseSettings(store: Store, image: ShownImage): Promise<void> {
  const request = await requestOf(store, image);
  if (!request) return;
  await fillIn(
    store,
    request,
    request.isRegion
      ? t('The settings of {0} are back. The region has to be marked again.', image.name)
      : t('The settings of {0} are back.', image.name),
  );
}

/** The same request once more, with the same seed. */
export async function regenerate(store: Store, image: ShownImage): Promise<void> {
  const request = await requestOf(store, image);
  if (request) await makeOrShow(store, request, image);
}

/** The same prompt with this image as its reference; where the model takes none, the same with another seed. */
export async function vary(store: Store, image: ShownImage): Promise<void> {
  const request = await requestOf(store, image);
  if (!request) return;
  const takesReferences = (store.modelOf(request.target)?.capabilities.references.max ?? 0) > 0;
  const { seed: _, continues: __, ...draft } = request.draft;
  await makeOrShow(
    store,
    {
      ...request,
      draft: takesReferences ? { ...draft, images: [image.uri] } : { ...draft, images: [] },
      isRegion: false,
    },
    image,
  );
}

/** Begins at once, unless the person has to look first or mark something; then the request waits in the composer. */
async function makeOrShow(store: Store, request: KnownRequest, { uri: original }: ShownImage): Promise<void> {
  if (!request.isSuggestion && !request.isRegion) {
    const { target } = request;
    const draft = { ...request.draft, images: [...request.draft.images] };
    const cards = await store.attempt(() => store.host.call('make', { draft, targets: [target], original }));
    const [card] = cards ?? [];
    if (!card) return;
    if (store.state.routes.at(-1)?.view !== 'create') store.go({ view: 'create' });
    store.announce(t('{0} has begun.', card.modelLabel));
    return;
  }
  await fillIn(
    store,
    request,
    request.isRegion
      ? t('Mark the region that is to change, then run it.')
      : t('These settings come from the file. Look through them, then run it.'),
  );
  const [marked] = request.draft.images;
  const isThere = store.state.references.some(({ uri }) => uri === marked);
  if (request.isRegion && marked !== undefined && isThere) store.go({ view: 'region', uri: marked });
}

async function requestOf(store: Store, { uri, name }: ShownImage): Promise<KnownRequest | undefined> {
  const request = await store.attempt(() => store.host.call('requestOf', { uri }));
  if (request === null) store.say(t('How {0} was made is not known here.', name), true);
  return request ?? undefined;
}

/** Puts a request into the composer, and says so; references that are not there any more are left out, and named. */
async function fillIn(
  store: Store,
  { draft, target }: Pick<KnownRequest, 'draft' | 'target'>,
  done: string,
): Promise<void> {
  const { images, ...rest } = draft;
  const described = await describeEach(store, images);
  const found = new Set(described.images.map(({ uri }) => uri));
  const missing = described.problems.length === 0 ? [] : images.filter((uri) => !found.has(uri));
  store.update({
    draft: rest,
    references: described.images,
    targets: [target],
    isSeedLocked: rest.seed !== undefined,
    region: null,
  });
  toComposer(store);
  if (missing.length === 0) store.say(done);
  else store.say(`${done} ${t('Left out, since they cannot be used: {0}', missing.map(nameOf).join(', '))}`, true);
}

/** The composer in front, with the cursor in the prompt. */
function toComposer(store: Store): void {
  if (store.state.routes.at(-1)?.view !== 'create') store.go({ view: 'create' });
  store.intend({ kind: 'focusPrompt' });
}

/** What an image can be compared with now. */
async function comparisons(store: Store, { image, others }: Subject): Promise<readonly ResultAction[]> {
  const { uri } = image;
  const details = await store.attempt(() => store.host.call('details', { uri }));
  const known = new Set(others.map((each) => each.uri));
  const parents = (details?.parents ?? []).flatMap((each) => (each.image ? [each.image.uri] : []));
  const all = [
    ...others,
    ...parents.filter((each) => !known.has(each)).map((each) => ({ uri: each, isOriginal: true })),
  ];
  const choice = (id: string, title: string, left: string, right: string): ResultAction => ({
    id,
    title,
    icon: 'compare-changes',
    group: 'edit',
    run: () => store.go({ view: 'compare', left, right }),
  });
  return [
    ...all.map((other) =>
      other.isOriginal
        ? choice(other.uri, t('With {0}, Which It Was Made From', nameOf(other.uri)), other.uri, uri)
        : choice(other.uri, t('With {0}', nameOf(other.uri)), uri, other.uri),
    ),
    ...(details?.hasGitVersion ? [choice('git', t('With the Version in Git'), uri, 'git')] : []),
  ];
}

/** Name of the file that a URI is of. */
export function nameOf(uri: string): string {
  const name = /[^/]*$/.exec(uri.replace(/[?#].*$/, ''))?.[0] ?? uri;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function tried(store: Store, work: () => Promise<unknown>, done?: string): Promise<void> {
  const answer = await store.attempt(work);
  if (answer !== undefined && done !== undefined) store.say(done);
}
