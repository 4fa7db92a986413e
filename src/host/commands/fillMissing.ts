import { t } from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { shapeFor } from '../../core/docs/shapeFor.ts';
import { asEaselError, worst } from '../../core/failures.ts';
import { shown } from '../../core/naming/shown.ts';
import type { ImageOptions } from '../../core/options.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { openImagesNow } from '../docs/documentImages.ts';
import { chooseImages } from '../docs/fillList.ts';
import { errorsOf, resultOf, tellOutcomes } from '../docs/fillResult.ts';
import { fillAll, type Outcome, type WantedImage } from '../docs/fillRun.ts';
import type { Scope } from '../docs/imageCheck.ts';
import { missingAmong, stillMissing, type MissingImage } from '../docs/missing.ts';
import { relink } from '../docs/relink.ts';
import { pathForPeople } from '../files.ts';
import { requireTrust } from '../maker.ts';
import { resolveReference } from '../resolveReference.ts';
import type { Chosen } from '../selection.ts';
import { withCancel } from '../ui/progress.ts';
import { showError } from '../ui/messages.ts';
import { fromUi, logError, setKeyOf, start, told } from './doors.ts';

const optionsSchema = v.strictObject({
  document: v.optional(v.string()),
  folder: v.optional(v.string()),
  provider: v.optional(v.string()),
  model: v.optional(v.string()),
  style: v.optional(v.union([v.string(), v.literal(false)])),
  preset: v.optional(v.string()),
});

/** What a person chose, in the place of what the document says. */
type Shape = Pick<ImageOptions, 'aspectRatio' | 'resolution' | 'size' | 'style' | 'preset'>;

/** An image of the list, on its way. */
interface WantedMissing extends WantedImage {
  readonly missing: MissingImage;
}

/**
 * `easel.fillMissing`: makes the images that documents name and that are not there. On a document or a folder of the
 * Explorer, for the active document, for the whole workspace, or called with options.
 */
export async function fillMissing(app: App, argument: unknown): Promise<ImageResult | undefined> {
  if (argument instanceof vscode.Uri) return fillInUi(app, () => scopeOf(argument));
  if (argument === undefined || argument === null) return fillInUi(app, () => scopeInFront());
  const options = v.safeParse(optionsSchema, argument);
  if (!options.success) throw badOptions(v.getDotPath(options.issues[0]) ?? '');
  return fillForCall(app, options.output);
}

function fillInUi(app: App, scopeNow: () => Promise<Scope> | Scope): Promise<ImageResult | undefined> {
  return fromUi(app, async () => {
    requireTrust();
    const scope = await scopeNow();
    const missing = await findMissing(app, scope, 'ui');
    if (missing.length === 0) {
      void vscode.window.showInformationMessage(nothingMissing(scope));
      return undefined;
    }
    return chooseAndFill(app, missing, app.selection.resolve());
  });
}

/** Shows the list, and makes what is left of it. Also for a quick fix, with the one image that it is about. */
export async function chooseAndFill(
  app: App,
  missing: readonly MissingImage[],
  begun: Chosen,
): Promise<ImageResult | undefined> {
  const choice = await chooseImages(app, t('Generate Missing Images'), missing, begun);
  return choice && fill(app, choice.items, choice.chosen, 'ui', choice.style);
}

/** Makes images under the paths that documents name, and says what became of them. */
export async function fill(
  app: App,
  missing: readonly (MissingImage & { readonly shape?: Shape })[],
  chosen: Chosen,
  door: 'ui' | 'call',
  style: Pick<ImageOptions, 'style' | 'preset'> = {},
): Promise<ImageResult> {
  // The list may have been open for long, and the disk may have been ahead of what was told of it.
  const still = await stillMissing(app.docs(), missing);
  if (still.length === 0) throw allThere(door);
  const wanted = still.map((each): WantedMissing => ({
    missing: each,
    near: each.near,
    alt: each.alt,
    target: { uri: each.uri },
    options: {
      prompt: each.prompt,
      ...style,
      ...(each.shape ?? (each.place ? shapeFor(chosen.model, each.place) : {})),
    },
  }));
  const outcomes = await fillAll(app, wanted, chosen, door);
  for (const { wanted: each } of outcomes) app.docs().files.forget(each.target.uri);
  await followLinks(app, outcomes, door);
  if (door === 'ui') {
    const path = wanted.length === 1 ? wanted[0]?.missing.path : undefined;
    const left = outcomes.flatMap((each) => ('error' in each ? [each.wanted.missing] : []));
    void tellOutcomes(app, outcomes, {
      made: madeText(path, wanted.length, chosen),
      again: () => start(app, () => chooseAndFill(app, left, chosen)),
      setKey: () => setKeyOf(app, chosen.service),
    });
    // They have been told.
    if (!outcomes.some((each) => 'result' in each)) throw told(worst(errorsOf(outcomes)));
  }
  return resultOf(outcomes);
}

/** Links that name another format, or a name that was taken meanwhile, follow their image. */
async function followLinks(app: App, outcomes: readonly Outcome<WantedMissing>[], door: 'ui' | 'call'): Promise<void> {
  const moved = outcomes.flatMap((each) => {
    const uri = 'result' in each ? each.result.images[0]?.uri : undefined;
    if (uri === undefined) return [];
    const { documents, named } = each.wanted.missing;
    const to = vscode.Uri.parse(uri, true);
    return to.toString() === named.toString() ? [] : [{ documents, from: named, to }];
  });
  if (moved.length === 0) return;
  const { index } = app.docs();
  try {
    await index.ready();
    // Whoever else names that file would have it made again, under another name.
    const everywhere = moved.map(({ documents, from, to }) => {
      const all = [...documents, ...index.linksTo(from).map(({ document }) => document)];
      return { documents: [...new Map(all.map((uri) => [uri.toString(), uri])).values()], from, to };
    });
    await relink(app.docs(), everywhere);
  } catch (error) {
    // A document that is gone or cannot be read takes no image along that was made for it.
    const known = asEaselError(error, 'kept');
    logError(app, known);
    if (door === 'ui') showError(known);
  }
}

async function fillForCall(app: App, options: v.InferOutput<typeof optionsSchema>): Promise<ImageResult> {
  requireTrust();
  const chosen = app.selection.resolve(options.provider, options.model);
  const scope = await scopeOfCall(options);
  const missing = await findMissing(app, scope, 'call');
  const described = missing.filter(({ prompt }) => prompt !== '');
  if (described.length === 0) {
    throw new EaselError({
      code: 'invalidRequest',
      what:
        missing.length === 0 ? nothingMissing(scope) : t('The documents say nothing of the images that are missing.'),
      money: 'notSent',
      ...(missing.length === 0 ? {} : { next: t('Write an alternative text for each: it is the prompt.') }),
    });
  }
  const { style, preset } = options;
  await app.maker.permitMany(chosen, described, { style, preset });
  return fill(app, described, chosen, 'call', { style, preset });
}

async function findMissing(app: App, scope: Scope, door: 'ui' | 'call'): Promise<readonly MissingImage[]> {
  const docs = app.docs();
  if ('document' in scope) {
    const texts = await openImagesNow(docs, scope.document);
    return missingAmong(texts.flatMap(({ images }) => images));
  }
  const refresh = (signal?: AbortSignal) => docs.index.refresh(signal);
  if (door === 'call') await refresh();
  else await withCancel(t('Looking through the documents…'), refresh);
  const folder = scope.folder?.path.replace(/\/?$/, '/');
  const isWithin = ({ document }: { readonly document: vscode.Uri }) =>
    folder === undefined || document.path.startsWith(folder);
  return missingAmong(docs.index.images().filter(isWithin));
}

/** What was clicked in the Explorer. */
export async function scopeOf(uri: vscode.Uri): Promise<Scope> {
  const { type } = await vscode.workspace.fs.stat(uri);
  return type & vscode.FileType.Directory ? { folder: uri } : { document: uri };
}

/** The document in front, else all of them. */
function scopeInFront(): Scope {
  const notebook = vscode.window.activeNotebookEditor?.notebook.uri;
  const document = notebook ?? vscode.window.activeTextEditor?.document.uri;
  return document ? { document } : { folder: undefined };
}

async function scopeOfCall({ document, folder }: v.InferOutput<typeof optionsSchema>): Promise<Scope> {
  if (document !== undefined && folder !== undefined) throw badOptions('folder');
  if (document !== undefined) return { document: await existing(document, 'document') };
  if (folder !== undefined) return { folder: await existing(folder, 'folder') };
  return scopeInFront();
}

/** @throws EaselError `invalidRequest` for what is not there, or is not what it is said to be */
async function existing(named: string, kind: 'document' | 'folder'): Promise<vscode.Uri> {
  const uri = await resolveReference(named, undefined);
  const scope = uri.scheme === 'untitled' ? { document: uri } : await scopeOf(uri).catch(() => undefined);
  if (scope && kind in scope) return uri;
  throw new EaselError({
    code: 'invalidRequest',
    what: t('There is no file {0}.', shown(named)),
    money: 'notSent',
    next: t('The options are described in the README of Easel.'),
  });
}

function nothingMissing(scope: Scope): string {
  const place = 'document' in scope ? scope.document : scope.folder;
  return place
    ? t('No image is missing in {0}.', shown(pathForPeople(place)))
    : t('No image is missing in the documents of this workspace.');
}

/** Of a sketch people are told that it is one: it looks finished. */
function madeText(path: string | undefined, count: number, { service }: Chosen): string {
  if (service.auth !== 'none') return path ?? t('{0} images were made.', count);
  return path === undefined ? t('{0} placeholders were sketched.', count) : t('{0} is a placeholder by Sketch.', path);
}

/** Somebody else made them; in Easel's own UI that is no error. */
function allThere(door: 'ui' | 'call'): EaselError {
  const what = t('The images are there now.');
  if (door === 'ui') void vscode.window.showInformationMessage(what);
  return new EaselError({ code: door === 'ui' ? 'cancelled' : 'invalidRequest', what, money: 'free' });
}

function badOptions(name: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: name ? t('The option "{0}" is not valid.', shown(name)) : t('The options are not a JSON object.'),
    money: 'notSent',
    next: t('The options are described in the README of Easel.'),
  });
}
