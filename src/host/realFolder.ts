import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import { isRefused } from '../core/naming/folder.ts';
import { codeOf } from './spool/fileOps.ts';

/** A folder for new images, as paths of this machine. */
export interface WantedFolder {
  readonly folder: string;
  /** The workspace folder that it must not leave; undefined when the person chose a place outside. */
  readonly root: string | undefined;
  /** What people call it. */
  readonly name: string;
}

/**
 * Where a folder really is, or will be once it is made: links followed as far as there is something.
 * @throws EaselError `storage` when that leads out of the workspace or into a folder that images may not go to
 */
export async function realFolder(wanted: WantedFolder): Promise<string> {
  const real = await realpathOfExisting(wanted.folder);
  await requireInside(real, wanted);
  return real;
}

/** @throws EaselError `storage` when a folder, as it really is, lies where images may not go */
export async function requireInside(real: string, { root, name }: WantedFolder): Promise<void> {
  if (root === undefined) return;
  const relative = path.relative(await fs.realpath(root), real);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    throw problem(t('The folder {0} leads out of the workspace.', name));
  }
  const refused = relative.split(path.sep).find(isRefused);
  if (refused !== undefined) throw problem(t('Easel writes no images into {0}.', refused));
}

/**
 * Makes a folder where it belongs. Looked at before, so that nothing is made outside, and after, when a link may have
 * been put in the way.
 * @returns where it really is
 * @throws EaselError `storage`, and what the disk says
 */
export async function makeRealFolder(wanted: WantedFolder): Promise<string> {
  await fs.mkdir(await realFolder(wanted), { recursive: true });
  return realFolder(wanted);
}

/** The deepest folder on the way to this one that is there. */
export async function deepestExisting(folder: string): Promise<string> {
  const isThere = await fs.stat(folder).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
  return isThere ? folder : deepestExisting(path.dirname(folder));
}

async function realpathOfExisting(folder: string): Promise<string> {
  try {
    return await fs.realpath(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    // A link that leads nowhere is not "not there yet": making the folder would follow it.
    const isLink = await fs.lstat(folder).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (isLink) throw problem(t('{0} is a link that leads nowhere.', folder));
    return path.join(await realpathOfExisting(path.dirname(folder)), path.basename(folder));
  }
}

function problem(what: string): EaselError {
  return new EaselError({ code: 'storage', what, money: 'notSent', ...changeFolder() });
}

/** What helps where images cannot go into a folder. */
export function changeFolder(): { readonly next: string; readonly setting: string } {
  return { next: t('Choose another folder in the setting “easel.assetsFolder”.'), setting: 'easel.assetsFolder' };
}
