import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import type { LedgerEntry } from '../core/ports.ts';
import { addressed } from './resolveReference.ts';

/** What was said and made in one earlier turn, and where its pictures are. */
export interface EarlierTurn {
  readonly job: string;
  /** The images are what the service made, byte for byte but for their metadata: nothing was converted or put into an original. */
  readonly isOriginal: boolean;
  readonly prompt: string;
  readonly references: readonly vscode.Uri[];
  readonly images: readonly vscode.Uri[];
}

const longest = 12;

/**
 * The turns that a job goes on from, oldest first, told from the ledger, so that a conversation survives a restart.
 * @throws EaselError `invalidRequest` when the job is not known on this machine
 */
export function earlierTurns(ledger: readonly LedgerEntry[], jobId: string): readonly EarlierTurn[] {
  const turns: EarlierTurn[] = [];
  let next: string | undefined = jobId;
  while (next !== undefined && turns.length < longest) {
    const current: string = next;
    const entries = ledger.filter((entry) => entry.job === current);
    const [first] = entries;
    if (!first) {
      if (turns.length > 0) break;
      throw new EaselError({
        code: 'invalidRequest',
        what: t('There is no job “{0}” to go on from.', jobId),
        money: 'notSent',
        next: t('Use the jobId of a result that was made on this machine.'),
      });
    }
    turns.unshift({
      job: current,
      isOriginal: first.summary.saveAs === undefined && first.summary.region === undefined,
      prompt: first.summary.prompt,
      references: first.summary.sources.map((source) => addressed(source.uri)),
      images: entries.map((entry) => vscode.Uri.parse(entry.file.uri, true)),
    });
    next = first.summary.continues;
  }
  return turns;
}
