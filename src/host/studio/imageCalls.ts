import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import type { ShownImage } from '../../protocol/types.ts';
import { baseName, pathForPeople } from '../files.ts';
import { pickWorkspaceImages } from '../ui/imagePicker.ts';
import { openGitVersion } from './gitVersion.ts';
import type { Some } from './handlers.ts';
import type { Page } from './pages.ts';
import { imageUri, type KnownImages } from './knownImages.ts';
import type { PastedFiles } from './pastedFiles.ts';
import { measured, openImage, type ShownImages } from './shownImages.ts';
import type { ViewedFiles } from './viewedFiles.ts';

export interface ImageCallParts {
  readonly known: KnownImages;
  readonly shown: ShownImages;
  readonly pasted: PastedFiles;
  readonly viewed: ViewedFiles;
}

/** Images on their way to a page: brought in by a person, and looked at. */
export function imageCalls(
  parts: ImageCallParts,
): Some<'describe' | 'keep' | 'pickImages' | 'view' | 'viewGitVersion'> {
  const { known, shown, pasted, viewed } = parts;
  const showAll = (uris: readonly vscode.Uri[], page: Page): Promise<readonly ShownImage[]> =>
    Promise.all(uris.map((uri) => shown.of(uri, page)));
  return {
    describe: ({ uris }, page) => Promise.all(uris.map((address) => broughtIn(imageUri(address), parts, page))),
    keep: async ({ name, bytes }, page) => shown.of(await pasted.keep(name, bytes), page),
    async pickImages(_, page) {
      const picked = await pickWorkspaceImages({
        title: t('Add References'),
        placeholder: t('Tick the images that the model is to look at'),
      });
      return showAll(picked ?? [], page);
    },
    async view({ uri }, page) {
      const source = await openImage(known.require(uri));
      return { ...shown.plain(source), src: page.srcOf(await viewed.of(source)) };
    },
    async viewGitVersion({ uri }, page) {
      const original = known.require(uri);
      const source = await openGitVersion(original);
      if (!source) return null;
      const { facts } = source;
      const names = { path: pathForPeople(original), name: baseName(original) };
      return { uri: source.uri.toString(), ...names, ...measured(facts), src: page.srcOf(await viewed.of(source)) };
    },
  };
}

/**
 * An image that may lie anywhere on this machine, since a person dropped it. A page that asks by itself learns nothing of
 * what else is there, and reaches no other machine.
 */
async function broughtIn(uri: vscode.Uri, { known, shown }: ImageCallParts, page: Page): Promise<ShownImage> {
  if (known.has(uri)) return shown.of(uri, page);
  if (uri.scheme === 'file' && uri.authority !== '') {
    throw refused(
      t('{0} lies on another machine.', pathForPeople(uri)),
      t('Copy it into the workspace first, or open its folder.'),
    );
  }
  try {
    return await shown.of(uri, page);
  } catch {
    throw refused(t('{0} is no image that Easel can read.', pathForPeople(uri)), t('Choose another image.'));
  }
}

function refused(what: string, next: string): EaselError {
  return new EaselError({ code: 'invalidRequest', what, money: 'free', next });
}
