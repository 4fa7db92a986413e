import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { moneySentence, type EaselError } from '../../base/errors.ts';
import { joinSentences } from '../../base/sentences.ts';
import { worst } from '../../core/failures.ts';
import type { ImageResult, Notice } from '../../core/result.ts';
import type { App } from '../app.ts';
import { logError } from '../commands/doors.ts';
import { pathForPeople } from '../files.ts';
import { actionsFor, isQuiet } from '../ui/messages.ts';
import { tell, withNotices } from '../ui/showResult.ts';
import type { Outcome } from './fillRun.ts';

type Failure = Extract<Outcome, { readonly error: EaselError }>;

/** The jobs as one result: every image that came, a notice for each that did not. @throws EaselError when none came */
export function resultOf(outcomes: readonly Outcome[]): ImageResult {
  const results = outcomes.flatMap((each) => ('result' in each ? [each.result] : []));
  const failures = failuresOf(outcomes);
  const [first] = results;
  if (!first) throw worst(errorsOf(outcomes));
  const failed = failures.map(({ wanted, error }): Notice => ({
    code: 'failedPart',
    message: `${pathForPeople(wanted.target.uri)}: ${error.text}`,
  }));
  const usage: Record<string, number> = {};
  for (const [name, value] of results.flatMap((each) => Object.entries(each.usage ?? {}))) {
    usage[name] = (usage[name] ?? 0) + value;
  }
  return {
    jobId: first.jobId,
    images: results.flatMap(({ images }) => images),
    notices: [...failed, ...results.flatMap(({ notices }) => notices)],
    ...(Object.keys(usage).length > 0 ? { usage } : {}),
  };
}

export function errorsOf(outcomes: readonly Outcome[]): readonly EaselError[] {
  return failuresOf(outcomes).map(({ error }) => error);
}

/** Says what became of many images: in the status bar when all came, else in a message that leads on. */
export async function tellOutcomes(
  app: Pick<App, 'log'>,
  outcomes: readonly Outcome[],
  { made, again, setKey }: { readonly made: string; readonly again: () => void; readonly setKey: () => void },
): Promise<void> {
  const failures = failuresOf(outcomes);
  for (const { error } of failures) if (!isQuiet(error)) logError(app, error);
  if (failures.length === 0) {
    const result = resultOf(outcomes);
    tell(withNotices(made, result), result);
    return;
  }
  const came = outcomes.length - failures.length;
  const error = worst(failures.map((each) => each.error));
  // Whoever cancelled all of it knows.
  if (came === 0 && failures.every((each) => isQuiet(each.error))) return;
  const isOne = outcomes.length === 1;
  const text = joinSentences(
    isOne ? undefined : t('{0} of {1} images were made.', came, outcomes.length),
    ...named(failures),
    error.code === 'cancelled' ? undefined : moneySentence(error.money),
    error.next,
  );
  const rest = { title: isOne ? t('Try Again') : t('Make the Others…'), run: again };
  const actions = [...(error.code === 'auth' ? [] : [rest]), ...(await actionsFor(error, { setKey }))].slice(0, 3);
  const answer = await vscode.window.showWarningMessage(text, ...actions.map(({ title }) => title));
  actions.find(({ title }) => title === answer)?.run();
}

/** What went wrong, each failure once, with the files that it befell. */
function named(failures: readonly Failure[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { wanted, error, wasTried } of failures) {
    const what = wasTried ? whatHappened(error) : t('Not sent.');
    byReason.set(what, [...(byReason.get(what) ?? []), pathForPeople(wanted.target.uri)]);
  }
  return [...byReason].map(([what, paths]) => {
    const [first = '', ...others] = paths;
    return `${others.length === 0 ? first : t('{0} and {1} more', first, others.length)}: ${what}`;
  });
}

/** Of what was cancelled, only some had been sent: that is what a person wants to know of each. */
function whatHappened({ code, what, money }: EaselError): string {
  if (code !== 'cancelled') return what;
  return money === 'unknown' ? joinSentences(what, moneySentence(money)) : t('Not sent.');
}

function failuresOf(outcomes: readonly Outcome[]): readonly Failure[] {
  return outcomes.flatMap((each) => ('error' in each ? [each] : []));
}
