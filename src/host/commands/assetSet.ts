import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError, isEaselError } from '../../base/errors.ts';
import { parseAssetOptions, type AssetOptions } from '../../core/assets/options.ts';
import type { LocalSet } from '../../core/assets/recipe.ts';
import { restated } from '../../core/failures.ts';
import type { Destination } from '../../core/job.ts';
import { isTaken } from '../../core/naming/candidates.ts';
import { shown } from '../../core/naming/shown.ts';
import type { App } from '../app.ts';
import { draftSet, fileNameOf, fixedNames, plannedName, type DraftFile, type DraftSet } from '../assets/draftSet.ts';

import { manifestNote } from '../assets/manifestFile.ts';
import { Page } from '../assets/page.ts';
import { finishSet, type MadeSet } from '../assets/finishSet.ts';
import { isForHead } from '../assets/setTags.ts';
import { isInTheWay, namesIn, takenMessage, type SkippedFile } from '../assets/writeSet.ts';
import { activeResource, decidePlace } from '../destination.ts';
import { baseName, pathForPeople } from '../files.ts';
import { requireTrust } from '../maker.ts';
import { openSource, type Source } from '../references.ts';
import { addressOf, isLink, resolveReference } from '../resolveReference.ts';
import { askFolder } from '../ui/folderPicker.ts';
import { pickWorkspaceImages } from '../ui/imagePicker.ts';
import { pickOne } from '../ui/pickOne.ts';
import { withCancel } from '../ui/progress.ts';
import { pickFiles, pickSet, tooSmallMessage } from '../ui/setPicker.ts';
import { previewSet } from '../ui/setPreview.ts';
import { tellAboutSet } from '../ui/tellAboutSet.ts';
import { clickedUri, noImageOpen } from './clickedImage.ts';
import { callForDarkPair, darkPairInUi } from './darkPair.ts';
import { fromUi } from './doors.ts';

const imagePattern = /\.(png|jpe?g|webp)$/i;

/** `easel.makeAssetSet`: on an image of the Explorer, on the one that is open, or called with a `set`. */
export async function makeAssetSet(app: App, argument: unknown): Promise<MadeSet | undefined> {
  const clicked = clickedUri(argument);
  const options = clicked ? {} : parseAssetOptions(argument);
  if (options.set === undefined) return inUi(app, options, clicked);
  requireTrust();
  const uri = options.image === undefined ? activeImage() : await resolveReference(options.image, undefined);
  if (!uri) throw noImageOpen();
  const source = await openMaster(app, uri);
  if (options.set === 'darkPair') return callForDarkPair(app, source, options);
  return callForSet(app, options.set, source, options.folder);
}

/** For a caller: nobody is asked, and what cannot be written is named. */
async function callForSet(app: App, set: LocalSet, source: Source, folder: string | undefined): Promise<MadeSet> {
  const place = await decidePlace({
    door: 'call',
    near: source.uri,
    beside: true,
    folder,
    suggestedName: baseName(source.uri),
  });
  if (!place) throw noImageOpen();
  const { destination } = place;
  const draft = await draftSet(set, source, 'best', app.imageWorker());
  const names = await namesIn(destination);
  const { free, taken } = sortOut(draft.files, names);
  if (free.length === 0) throw allTaken(taken, destination);
  const skipped = leftOut(draft, taken, destination);
  return finishSet({ set, source, destination, names, skipped, page: undefined, drafts: free }, app.files);
}

function inUi(app: App, options: AssetOptions, clicked: vscode.Uri | undefined): Promise<MadeSet | undefined> {
  return fromUi(app, async () => {
    requireTrust();
    // Before anything is shown that could take its place.
    const page = Page.open();
    const named = options.image === undefined ? undefined : await resolveReference(options.image, undefined);
    const uri = clicked ?? named ?? activeImage() ?? (await pickImage());
    if (!uri) return undefined;
    const source = await openMaster(app, uri);
    const set = await pickSet(source);
    if (set === undefined) return undefined;
    if (set === 'darkPair') return darkPairInUi(app, source, options, page);
    const place = await askFreeFolder(set, source);
    if (!place) return undefined;
    const { destination, names } = place;
    const title = t('Making a set from {0}', baseName(uri));
    const draft = await withCancel(title, (signal) => draftSet(set, source, 'all', app.imageWorker(), signal));
    const { free, taken } = sortOut(draft.files, names);
    if (free.length === 0) throw allTaken(taken, destination);
    const skipped = leftOut(draft, taken, destination);
    const manifest = set === 'favicon' ? [manifestNote(names)] : [];
    const notes = [...manifest, ...skipped.map(({ message }) => message), ...draft.losses];
    const drafts = await choose({ ...draft, files: free }, destination, notes, skipped.length);
    if (!drafts || drafts.length === 0) return undefined;
    const made = await withCancel(title, (signal) =>
      finishSet({ set, source, destination, names, skipped, page, drafts }, app.files, signal),
    );
    tellAboutSet(made, destination, { page, image: uri, isForHead: isForHead(set) });
    return made;
  });
}

/** Shows what would be written until the person has decided. */
async function choose(draft: DraftSet, { folder }: Destination, notes: readonly string[], left: number) {
  const preview = await previewSet(draft.files, notes);
  try {
    return await pickFiles(draft, folder, left);
  } finally {
    preview.dispose();
  }
}

/** A folder in which the names that tools look for are free, or where the person does without those that are not. */
async function askFreeFolder(set: LocalSet, source: Source) {
  const fixed = fixedNames(set, source);
  for (;;) {
    const destination = await askFolder(source.uri, fixed.length > 0);
    if (!destination) return undefined;
    const names = await namesIn(destination);
    const taken = fixed.filter((name) => isTaken(name, names));
    if (taken.length === 0) return { destination, names };
    const others = { label: t('Make Only the Others'), isOther: false };
    const another = { label: t('Choose Another Folder…'), isOther: true };
    const answers = taken.length === fixed.length ? [another] : [another, others];
    const picked = await pickOne(answers, (each) => each === another, {
      title: t('Make Asset Set in {0}', pathForPeople(destination.folder)),
      placeholder: takenMessage(taken.join(', '), destination.folder),
    });
    if (!picked) return undefined;
    if (!picked.isOther) return { destination, names };
  }
}

/** What a set lacks of what it could have. */
function leftOut({ tooSmall }: DraftSet, taken: readonly string[], { folder }: Destination): readonly SkippedFile[] {
  return [
    // A form that cannot be made of an image is no loss where another one can.
    ...tooSmall
      .filter(({ choice }) => choice === undefined)
      .map((asset) => ({ name: plannedName(asset), message: tooSmallMessage(asset) })),
    ...taken.map((name) => ({ name, message: takenMessage(name, folder) })),
  ];
}

function sortOut(files: readonly DraftFile[], names: readonly string[]) {
  const taken = files.filter((file) => isInTheWay(file, names));
  return { free: files.filter((file) => !taken.includes(file)), taken: taken.map(fileNameOf) };
}

/** @throws EaselError `invalidRequest` for what no set can be made of */
async function openMaster(app: App, uri: vscode.Uri): Promise<Source> {
  if (isLink(uri)) throw isNoFile(uri);
  if (/\.svgz?$/i.test(uri.path)) throw isDrawing(uri);
  try {
    return await openSource(uri, app.download);
  } catch (error) {
    throw isEaselError(error) ? restated(error, { money: 'free' }) : error;
  }
}

function activeImage(): vscode.Uri | undefined {
  const active = activeResource();
  return active && imagePattern.test(active.path) ? active : undefined;
}

async function pickImage(): Promise<vscode.Uri | undefined> {
  const picked = await pickWorkspaceImages({
    title: t('Make Asset Set'),
    placeholder: t('Choose the image that the set is made of'),
  });
  return picked?.[0];
}

function isNoFile(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('{0} is a link, not a file.', shown(addressOf(uri))),
    money: 'free',
    next: t('Save the image first, then use the file.'),
  });
}

function isDrawing(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('{0} is an SVG drawing, which Easel cannot turn into pixels.', pathForPeople(uri)),
    money: 'free',
    next: t('Export it as a PNG of at least 512 × 512 pixels, and make the set of that.'),
  });
}

function allTaken(names: readonly string[], { folder }: Destination): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: takenMessage(names.join(', '), folder),
    money: 'free',
    next: t('Choose another folder, or move those files away.'),
  });
}
