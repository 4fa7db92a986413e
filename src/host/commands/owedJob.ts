import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { joinSentences } from '../../base/sentences.ts';
import { priceOf } from '../../core/cost.ts';
import { asEaselError } from '../../core/failures.ts';
import {
  countOf,
  isUnasked,
  isUnknown,
  remainsOf,
  unknownImages,
  type CallState,
  type JobState,
} from '../../core/job.ts';
import { priceHint } from '../../core/price.ts';
import type { ImageResult } from '../../core/result.ts';
import { findModel } from '../../providers/index.ts';
import type { App } from '../app.ts';
import { pathForPeople } from '../files.ts';
import { isLocal } from '../loopback.ts';
import type { Wanted } from '../jobSummary.ts';
import { requireTrust } from '../maker.ts';
import { requestOfEntry } from '../provenance.ts';
import { findService, pagesAt } from '../services.ts';
import { settings } from '../settings.ts';
import { offerRemedy } from '../ui/messages.ts';
import { withCancel } from '../ui/progress.ts';
import { showResult } from '../ui/showResult.ts';
import { oneLine } from '../words.ts';
import { shapeOf, start, withPrompt } from './doors.ts';
import { openImages } from './openImages.ts';

export function owedText(job: JobState): string {
  const { unknown, unsaved, unfetched, unasked } = remainsOf(job);
  return [
    ...(unknown > 0 ? [t('Requests that may have been charged: {0}', unknown)] : []),
    ...(unsaved > 0 ? [t('Images that are safe but not saved yet: {0}', unsaved)] : []),
    ...(unfetched > 0 ? [t('Images that can still be fetched: {0}', unfetched)] : []),
    ...(unasked > 0 ? [t('Requests that were never sent: {0}', unasked)] : []),
    ...(savedOf(job).length > 0 ? [t('Images that are saved: {0}', savedOf(job).length)] : []),
  ].join(' · ');
}

/** What the requests that may have been charged cost then, where that is known: "about $0.08". */
export function amountText(job: JobState): string | undefined {
  return priceText(job, unknownImages(job));
}

function priceText({ summary: { provider, model } }: JobState, images: number): string | undefined {
  const service = findService(provider);
  const price = service && priceHint(service, findModel(service, model), settings.prices());
  if (images === 0 || price === undefined) return undefined;
  return t('about {0}', priceOf(price, images) ?? price);
}

interface Choice extends vscode.QuickPickItem {
  readonly run: () => unknown;
}

/**
 * The actions of a job that owes something: save or fetch what can be had, look up what may have been charged, ask again
 * at one's own cost, forget.
 */
export async function actOn(app: App, job: JobState): Promise<void> {
  const { unknown, unsaved, unfetched, unasked } = remainsOf(job);
  const items: Choice[] = [];
  if (unsaved + unfetched > 0) {
    const now = unsaved > 0 ? t('Save Now') : t('Fetch Now');
    items.push(
      { label: now, description: t('into the folder it was meant for'), run: () => finish(app, job) },
      { label: t('Save As…'), description: t('into a folder you choose'), run: () => saveElsewhere(app, job) },
    );
  }
  const page = usagePage(job);
  if (unknown > 0 && page !== undefined) {
    const description = t('opens {0}, to see whether it was charged', new URL(page).host);
    const lookUp = async () => {
      await vscode.env.openExternal(vscode.Uri.parse(page));
      // What was found out there is said here.
      await actOn(app, job);
    };
    items.push({ label: t('Look Up…'), description, run: lookUp });
  }
  if (unknown > 0) {
    const again = unknown > 1 ? t('sends {0} requests once more', unknown) : t('sends the same prompt once more');
    const description = joinWords(again, amountText(job));
    items.push({ label: t('Ask Again at My Cost'), description, run: () => askAgain(app, job) });
  }
  if (unasked > 0) {
    const rest =
      unasked > 1
        ? t('sends the {0} requests that were never sent', unasked)
        : t('sends the request that was never sent');
    const isMeant = (call: CallState) => isUnasked(job, call);
    const description = joinWords(rest, priceText(job, imagesOf(job, isMeant)));
    items.push({ label: t('Make the Remaining Images'), description, run: () => askForRest(app, job) });
  }
  const saved = savedOf(job);
  if (saved.length > 0) {
    const images = saved.map((uri) => ({ label: pathForPeople(uri), uri }));
    const run = () => openImages(job.summary.prompt, images);
    items.push({ label: t('Open Images'), description: t('that are saved'), run });
  }
  items.push({
    label: t('Forget'),
    description: t('removes it from this list'),
    run: () => forget(app, job),
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: oneLine(job.summary.prompt),
    ignoreFocusOut: true,
    placeHolder:
      unknown > 0 && page !== undefined
        ? t('Look at the service’s usage page to see whether it was charged.')
        : t('What should happen with it?'),
  });
  await picked?.run();
}

/**
 * Where a person sees what a service charged: no service can be asked for a request whose answer never came. Where its
 * page for that is not known, that is its console, or what is at the address which the request went to.
 */
function usagePage({ summary: { provider, origin } }: JobState): string | undefined {
  const service = findService(provider);
  const { usagePage: page, keyPage } = service ? pagesAt(service, origin) : {};
  if (page !== undefined) return page;
  if (keyPage !== undefined) return new URL(keyPage).origin;
  return origin === '' || isLocal(origin) ? undefined : origin;
}

function joinWords(...words: readonly (string | undefined)[]): string {
  return words.filter((each) => each !== undefined).join(' · ');
}

async function finish(app: App, job: JobState, folder?: vscode.Uri): Promise<void> {
  requireTrust();
  const to = folder ? { folder: folder.toString() } : {};
  const title = t('Fetching: {0}', oneLine(job.summary.prompt, 40));
  const { saved, errors } =
    remainsOf(job).unfetched > 0
      ? await withCancel(title, (signal) => app.recovery.finish(job.id, { ...to, signal }))
      : await app.recovery.finish(job.id, to);
  const [first] = saved;
  if (first !== undefined) {
    const quietly = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(first, true), quietly);
  }
  for (const error of errors.slice(1)) app.log.warn(error.message);
  if (!errors[0]) return;
  offerSaveAs(app, job.id, errors[0]);
  throw errors[0];
}

/** Puts Save As… on the message about an image that is safe and cannot be written where it was to go. */
export function offerSaveAs(app: App, jobId: string, error: EaselError): void {
  if (error.code !== 'storage' || (error.money !== 'kept' && error.money !== 'free')) return;
  const find = () => app.recovery.list().find(({ id }) => id === jobId);
  const save = async () => {
    const job = find();
    if (job) await saveElsewhere(app, job);
  };
  const job = find();
  if (job && remainsOf(job).unsaved > 0) offerRemedy(error, { title: t('Save As…'), run: () => start(app, save) });
}

async function saveElsewhere(app: App, job: JobState): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: t('Save Here'),
    })) ?? [];
  if (folder) await finish(app, job, folder);
}

/** For the calls whose answer never came. What is owed of the job is settled only when the new one was sent. */
function askAgain(app: App, job: JobState): Promise<void> {
  // What was made is shown, whatever becomes of that: at worst the old request is spoken of once more.
  const settle = () => app.recovery.settleUnknown(job.id).catch((error: unknown) => app.log.warn(String(error)));
  return ask(app, job, { title: t('Ask Again'), isMeant: isUnknown }, async (wanted) => {
    try {
      const result = await app.maker.make(wanted);
      await settle();
      return result;
    } catch (error) {
      if (wasSent(asEaselError(error))) await settle();
      throw error;
    }
  });
}

/** For the calls that were never sent. */
function askForRest(app: App, job: JobState): Promise<void> {
  const title = t('Make the Remaining Images');
  // Before anything is sent: whatever happens then, they are the new job's, and not those of both or of another window.
  const owing = [job.id];
  const claim = async (newJob: string) => {
    let taken = 0;
    for (const id of owing) taken += await app.recovery.settleUnasked(id);
    // From an earlier message, or in another window.
    if (taken === 0) throw askedAlready();
    // What that one does not come to ask for either is its own, until it is tried again from its message.
    owing.push(newJob);
  };
  const isMeant = (call: CallState) => isUnasked(job, call);
  return ask(app, job, { title, isMeant }, (wanted) => app.maker.make({ ...wanted, claim }));
}

/** Opens the box with the same request, for the calls that are meant. */
async function ask(
  app: App,
  job: JobState,
  { title, isMeant }: { readonly title: string; readonly isMeant: (call: CallState) => boolean },
  make: (wanted: Wanted) => Promise<ImageResult>,
): Promise<void> {
  requireTrust();
  const { summary } = job;
  const { options, notes } = requestOfEntry({ summary });
  const [original] = summary.kind === 'edit' ? summary.sources : [];
  const near = original && vscode.Uri.parse(original.uri, true);
  const folder = vscode.Uri.parse(summary.destination.folder, true);
  const kind = near ? 'edit' : 'generate';
  const count = imagesOf(job, isMeant);
  const box = {
    title,
    placeholder: t('Change the prompt if you like, then press Enter'),
    action: t('Generate'),
    shape: shapeOf(options) ?? {},
    notes: [...(count > 1 ? [joinWords(t('{0} images', count), priceText(job, count))] : []), ...notes],
  };
  const again = { ...options, count: count > 1 ? count : undefined };
  await withPrompt(app, box, again, async (filled) => {
    await showResult(await make({ kind, door: 'ui', options: filled, near, folder }), near);
  });
}

function askedAlready(): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('These images have been asked for already.'),
    money: 'notSent',
    next: t('“Easel: Show Jobs…” says what became of them.'),
  });
}

/** How many images the calls that are meant ask for. */
function imagesOf(job: JobState, isMeant: (call: CallState) => boolean): number {
  const { provider, model } = job.summary;
  const service = findService(provider);
  return countOf(job, service ? findModel(service, model).capabilities.countPerCall : 1, isMeant);
}

/** URIs of the images of a job that are files. */
function savedOf({ calls }: JobState): readonly string[] {
  return calls.flatMap(({ images }) => images.flatMap(({ saved }) => saved ?? []));
}

/** Whether a request that failed reached the service and was taken there, so that it stands for the earlier one. */
function wasSent({ money }: EaselError): boolean {
  return money === 'unknown' || money === 'charged' || money === 'kept';
}

async function forget(app: App, job: JobState): Promise<void> {
  const { unsaved, unfetched } = remainsOf(job);
  if (unsaved + unfetched > 0) {
    const remove = t('Forget');
    const isPaid = job.summary.origin !== '';
    const detail = joinSentences(`${owedText(job)}.`, isPaid ? t('They were probably paid for.') : undefined);
    const answer = await vscode.window.showWarningMessage(
      t('Forget “{0}” and lose its images?', oneLine(job.summary.prompt, 60)),
      { modal: true, detail },
      remove,
    );
    if (answer !== remove) return;
  }
  await app.recovery.forget(job.id);
}
