import { t } from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import type { App } from '../app.ts';
import { show, showCheck, type CheckStep } from '../docs/checkList.ts';
import {
  checkImages,
  resultOfCheck,
  type CheckedImage,
  type CheckResult,
  type ImageCheck,
  type Scope,
  type StaleImage,
} from '../docs/imageCheck.ts';
import { regenerateStale } from '../docs/regenerateStale.ts';
import { requireTrust } from '../maker.ts';
import { resolveReference } from '../resolveReference.ts';
import { askInVsCode, removeImages } from '../studio/removeImages.ts';
import { withCancel } from '../ui/progress.ts';
import { fromUi } from './doors.ts';
import { chooseAndFill, scopeOf } from './fillMissing.ts';
import { replacePlaceholders } from './replacePlaceholders.ts';

const optionsSchema = v.strictObject({ folder: v.optional(v.string()) });

/**
 * `easel.checkImages`: which images are missing, stale, still sketches or named by nothing, with what mends each. Of the
 * whole workspace, of what was clicked in the Explorer, or called with options; then nobody is asked.
 */
export async function checkDocumentImages(app: App, argument: unknown): Promise<CheckResult | undefined> {
  if (argument instanceof vscode.Uri) return checkInUi(app, () => scopeOf(argument));
  if (argument === undefined || argument === null) return checkInUi(app, () => ({ folder: undefined }));
  const options = v.safeParse(optionsSchema, argument);
  if (!options.success) throw badOptions();
  const { folder } = options.output;
  const scope = { folder: folder === undefined ? undefined : await resolveReference(folder, undefined) };
  return resultOfCheck(await checkImages(app, scope));
}

function checkInUi(app: App, scopeNow: () => Scope | Promise<Scope>): Promise<CheckResult | undefined> {
  return fromUi(app, async () => {
    const scope = await scopeNow();
    let check = await withCancel(t('Looking through documents and images…'), (signal) =>
      checkImages(app, scope, signal),
    );
    const result = resultOfCheck(check);
    if (isClean(check)) {
      void vscode.window.showInformationMessage(t('All images of the documents are there and up to date.'));
      return result;
    }
    while (!isClean(check)) {
      const step = await showCheck(check);
      const left = step && (await mend(app, check, step));
      if (!left) break;
      check = left;
    }
    return result;
  });
}

/** Does what was chosen. Answers what is left where the list goes on, undefined where something else is in front now. */
async function mend(app: App, check: ImageCheck, step: CheckStep): Promise<ImageCheck | undefined> {
  if (step.action === 'go') {
    await show(step.place, false);
    return undefined;
  }
  if (step.action === 'reveal') {
    const [image] = step.images;
    if (image) await vscode.commands.executeCommand('revealInExplorer', image.uri);
    return undefined;
  }
  requireTrust();
  switch (step.action) {
    case 'fill':
      await chooseAndFill(app, step.images, app.selection.resolve());
      return undefined;
    case 'regenerate':
      await regenerateStale(app, step.images);
      return undefined;
    case 'replace':
      await replacePlaceholders(
        app,
        step.images.map(({ uri }) => uri),
      );
      return undefined;
    case 'keep':
      return { ...check, stale: await keep(app, check.stale, step.images) };
    case 'trash':
      return { ...check, orphans: await trash(app, check.orphans, step.images) };
  }
}

async function keep(app: App, all: readonly StaleImage[], kept: readonly StaleImage[]): Promise<readonly StaleImage[]> {
  for (const { uri, alt } of kept) {
    await app.keptAlts.keep(uri, alt);
    await app.locks.accept(uri, alt);
  }
  return all.filter((each) => !kept.includes(each));
}

async function trash(
  app: App,
  all: readonly CheckedImage[],
  unwanted: readonly CheckedImage[],
): Promise<readonly CheckedImage[]> {
  const gone = new Set<string>();
  await removeImages(
    unwanted.map(({ uri }) => uri),
    {
      ask: askInVsCode,
      onRemoved(uri) {
        gone.add(uri.toString());
        void app.locks.forget([uri]);
      },
    },
  );
  return all.filter(({ uri }) => !gone.has(uri.toString()));
}

function isClean({ missing, stale, placeholders, orphans }: ImageCheck): boolean {
  return missing.length + stale.length + placeholders.length + orphans.length === 0;
}

function badOptions(): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('The options are not valid.'),
    money: 'notSent',
    next: t('The options are described in the README of Easel.'),
  });
}
