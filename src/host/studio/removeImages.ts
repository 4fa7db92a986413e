import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { pathForPeople } from '../files.ts';
import { requireWorkspaceImage } from './workspaceImage.ts';

/** What a person is asked before files go. */
interface Removal {
  readonly uris: readonly vscode.Uri[];
  readonly isPermanent: boolean;
  /** Why it is not the trash, where that was tried. */
  readonly why?: string;
}

/** False: they stay. */
export type AskToRemove = (removal: Removal) => Promise<boolean>;

interface Parts {
  readonly ask: AskToRemove;
  readonly onRemoved: (uri: vscode.Uri) => void;
}

/**
 * Moves images of the workspace to the trash once a person has agreed. Where there is none, the question says that they
 * go for good.
 * @returns whether all are gone
 * @throws EaselError `invalidRequest`, `storage`
 */
export async function removeImages(uris: readonly vscode.Uri[], { ask, onRemoved }: Parts): Promise<boolean> {
  const different = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
  // One after the other: each is read to see whether it is an image.
  for (const uri of different) await requireWorkspaceImage(uri);
  const isPermanent = !different.every(mayHaveTrash);
  if (!(await ask({ uris: different, isPermanent }))) return false;
  let rest: readonly vscode.Uri[] = different;
  if (!isPermanent) {
    const failed = await removeEach(rest, true, onRemoved);
    if (!failed) return true;
    rest = failed.rest;
    if (!(await ask({ uris: rest, isPermanent: true, why: failed.why }))) return false;
  }
  const failed = await removeEach(rest, false, onRemoved);
  if (!failed) return true;
  const names = failed.rest.map((uri) => pathForPeople(uri)).join(', ');
  throw new EaselError({
    code: 'storage',
    what: t('Not deleted: {0} ({1})', names, failed.why),
    money: 'free',
    next: t('Look whether the file is there and may be changed.'),
  });
}

/** Files of another machine, and of file systems that extensions bring along, have no trash that VS Code could use. */
function mayHaveTrash({ scheme }: vscode.Uri): boolean {
  return scheme === 'file' && vscode.env.remoteName === undefined;
}

/** @returns those that are still there, from the first one on that did not go; undefined when all are gone. */
async function removeEach(
  uris: readonly vscode.Uri[],
  useTrash: boolean,
  onRemoved: (uri: vscode.Uri) => void,
): Promise<{ readonly rest: readonly vscode.Uri[]; readonly why: string } | undefined> {
  for (const [index, uri] of uris.entries()) {
    try {
      await vscode.workspace.fs.delete(uri, { useTrash });
    } catch (error) {
      return { rest: uris.slice(index), why: error instanceof Error ? error.message : String(error) };
    }
    onRemoved(uri);
  }
  return undefined;
}

const mostNamed = 10;

export async function askInVsCode({ uris, isPermanent, why }: Removal): Promise<boolean> {
  const names = uris.map((uri) => pathForPeople(uri));
  const [name = ''] = names;
  const question = questionOf(uris.length, name, isPermanent);
  const more = names.length > mostNamed ? [t('and {0} more', names.length - mostNamed)] : [];
  const listed = names.length > 1 ? [...names.slice(0, mostNamed), ...more].join('\n') : undefined;
  const reason = why === undefined ? undefined : t('It could not be moved to the trash: {0}', why);
  const yes = isPermanent ? t('Delete Permanently') : t('Move to Trash');
  const detail = [reason, listed].filter((each) => each !== undefined).join('\n\n');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, yes);
  return answer === yes;
}

function questionOf(count: number, name: string, isPermanent: boolean): string {
  if (isPermanent) {
    return count === 1
      ? t('Delete {0} permanently? This cannot be undone.', name)
      : t('Delete {0} images permanently? This cannot be undone.', count);
  }
  return count === 1 ? t('Move {0} to the trash?', name) : t('Move {0} images to the trash?', count);
}
