import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { StyleUsed } from '../../core/job.ts';
import { cancelled } from '../../core/failures.ts';
import type { Notice } from '../../core/result.ts';
import { textOf } from '../../core/style/style.ts';
import type { Place } from '../destination.ts';
import { pathForPeople } from '../files.ts';
import type { Wanted } from '../jobSummary.ts';
import type { Found } from '../references.ts';
import { addressOf } from '../resolveReference.ts';
import type { Chosen } from '../selection.ts';
import { titleOfLook } from './describeLook.ts';
import type { FileLook, Styles } from './styles.ts';
import type { StyleAnswer } from './styleTrust.ts';

export interface AgreedLooks {
  readonly looks: readonly FileLook[];
  readonly notices: readonly Notice[];
}

/**
 * The styles of a request that its person agreed to, or is about to be shown (`isShown`). A person is asked about those
 * that they have not seen as they are now; a call from outside waits for nobody, and goes without them.
 * @throws EaselError `cancelled`, and `invalidRequest` for a style that is named and not there
 */
export async function looksOf(
  wanted: Wanted,
  { destination }: Place,
  styles: Styles,
  isShown: boolean,
): Promise<AgreedLooks> {
  const { door, near, options, target, styleAnswers = new Map<string, Promise<StyleAnswer>>() } = wanted;
  const folder = vscode.Uri.parse(destination.folder, true);
  const all = await styles.looksFor(options, { near, folder, target: target?.uri });
  const looks: FileLook[] = [];
  const notices: Notice[] = [];
  for (const look of all) {
    if (isShown || styles.trust.isAccepted(look.file)) {
      looks.push(look);
    } else if (door === 'call') {
      const message = t('{0} was not used: its person has not agreed to it yet.', titleOfLook(look));
      notices.push({ code: 'ignored', message });
      continue;
    } else {
      const answer = await styles.trust.answerFor(look.file, styleAnswers);
      if (answer === 'cancelled') throw cancelled('notSent');
      if (answer === 'leave') continue;
      looks.push(look);
    }
    for (const problem of look.file.problems)
      notices.push({ code: 'ignored', message: `${look.file.path}: ${problem}` });
  }
  return { looks, notices };
}

/** The images that go along, each once. Sketch would paint over them what it is asked for. */
export function referencesOf(looks: readonly FileLook[], { service }: Chosen): readonly Found[] {
  if (service.auth === 'none') return [];
  const all = looks.flatMap(({ file }) => file.references);
  return [...new Map(all.map((found) => [found.uri.toString(), found])).values()];
}

/** Of the same file and use once, however many images it is for. */
export function eachOnce(looks: readonly FileLook[]): readonly FileLook[] {
  return [
    ...new Map(looks.map((look) => [JSON.stringify([look.file.hash, look.file.path, look.use?.name]), look])).values(),
  ];
}

/** As a job remembers it, with the references that really went along. */
export function usedStyles(looks: readonly FileLook[], sent: readonly Found[]): readonly StyleUsed[] {
  const isSent = new Set(sent.map(({ uri }) => uri.toString()));
  return looks.map((look) => ({
    kind: look.kind,
    path: look.file.path,
    hash: look.file.hash,
    text: textOf(look),
    ...(look.use ? { use: look.use.name } : {}),
    images: look.file.references
      .filter(({ uri }) => isSent.has(uri.toString()))
      .map(({ uri }) => ({ uri: addressOf(uri), path: pathForPeople(uri) })),
  }));
}
