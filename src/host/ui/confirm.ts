import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HttpOrder, Model, Service } from '../../base/provider.ts';
import { joinSentences } from '../../base/sentences.ts';
import { priceOf, sumOfPrices } from '../../core/cost.ts';
import { inert, shown } from '../../core/naming/shown.ts';
import { nameOf, type Plan } from '../../core/plan.ts';
import { priceHint } from '../../core/price.ts';
import { describe } from '../../wire/body.ts';
import { loopbackNote } from '../loopback.ts';
import { describeFound } from '../references.ts';
import { settings } from '../settings.ts';
import { detailsOfLook, wholeStyle } from '../style/describeLook.ts';
import type { FileLook } from '../style/styles.ts';
import { show } from './viewer.ts';

export interface Confirmation {
  readonly plan: Plan;
  /** The person's own, without what styles add. */
  readonly prompt: string;
  /** The repository's styles in it. */
  readonly looks: readonly FileLook[];
  /** The address that the request goes to. */
  readonly endpoint: string;
  /** Folder of the new images, as people write it. */
  readonly folder: string;
  /** Path and size of every image that goes along: references, mask, earlier turns. */
  readonly references: readonly string[];
  /** The parameters that were given, in JSON; empty without any. */
  readonly parameters: string;
}

export type Permission = 'send' | 'session' | 'refused';

/** What a person sees before a call from outside may spend money. */
export function confirmCall(confirmation: Confirmation): Promise<Permission> {
  const { plan } = confirmation;
  return askAboutCall({
    images: plan.imageCount,
    provider: plan.service.label,
    details: detailsOf(confirmation),
    prompts: [confirmation.prompt],
    whole: () => show(`${t('Request')}.json`, wholeRequest(confirmation)),
  });
}

/** The images that a call from outside would make for documents, each with a prompt of its own. */
export interface ManyImages {
  readonly service: Service;
  readonly model: Model;
  readonly endpoint: string;
  readonly images: readonly { readonly path: string; readonly prompt: string }[];
  /** As many of them as the person's own limit leaves for today; undefined: there is none. */
  readonly left: number | undefined;
  /** The repository's styles in them. */
  readonly looks: readonly FileLook[];
}

/** Prompts that the question itself shows; all of them stand in what Show All opens. */
const mostAsked = 8;

/** As `confirmCall`, asked once for many images. */
export function confirmImages({ service, model, endpoint, images, left, looks }: ManyImages): Promise<Permission> {
  // The prompts are a document's: none may look like a line of the question.
  const line = ({ path, prompt }: { path: string; prompt: string }) => `${shown(path)}: ${inert(prompt)}`;
  const more = images.length - mostAsked;
  return askAboutCall({
    images: images.length,
    provider: service.label,
    details: [
      ...detailsOfModel(service, model, endpoint, images.length),
      ...(left === undefined || left >= images.length
        ? []
        : [t('Limit: of these, your own limit leaves {0} for today', left)]),
      ...referencesOf(looks).map((reference) => t('Sends: {0}', reference)),
      ...detailsOfLooks(looks),
    ],
    prompts: [
      ...images.slice(0, mostAsked).map((each) => shorten(line(each), Math.floor(longestPrompt / 4))),
      ...(more > 0 ? [t('and {0} more', more)] : []),
    ],
    whole: () => {
      const styles = looks.map(({ file }) => wholeStyle(file));
      return show(`${t('Images')}.txt`, [...images.map(line), ...styles].join('\n\n'));
    },
  });
}

interface Asked {
  readonly images: number;
  readonly provider: string;
  readonly details: readonly string[];
  readonly prompts: readonly string[];
  /** Opens all of it. */
  readonly whole: () => Promise<unknown>;
}

/** Characters of a prompt that the question shows. */
const longestPrompt = 500;

async function askAboutCall({ images, provider, details, prompts, whole }: Asked): Promise<Permission> {
  const send = { title: t('Send') };
  const session = { title: t('Allow for This Session') };
  const showAll = { title: t('Show All') };
  const message =
    images === 1
      ? t('Another extension, a keybinding or an agent wants to make 1 image with {0}.', provider)
      : t('Another extension, a keybinding or an agent wants to make {0} images with {1}.', images, provider);
  const detail = [...details, '', ...prompts.map((prompt) => shorten(prompt, longestPrompt))].join('\n');
  // The first button has the focus: an Enter that comes too late must not spend money.
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, showAll, send, session);
  if (answer === showAll) {
    await whole();
    // The modal would cover what was just opened: the whole question is asked again by a message that stays.
    const after = await vscode.window.showWarningMessage([message, ...details].join(' · '), send, session);
    return after === send ? 'send' : after === session ? 'session' : 'refused';
  }
  return answer === send ? 'send' : answer === session ? 'session' : 'refused';
}

/** Asks about jobs of more images together than the person's own limit. */
export async function confirmMany(plans: readonly Plan[], limit: number): Promise<boolean> {
  const images = plans.reduce((sum, { imageCount }) => sum + imageCount, 0);
  const providers = [...new Set(plans.map(({ service }) => service.label))].join(', ');
  const go = { title: t('Make {0} Images', images) };
  const answer = await vscode.window.showWarningMessage(
    t('This makes {0} images at once.', images),
    {
      modal: true,
      detail: joinSentences(
        t('Your limit in “easel.maxImagesPerJob” is {0}. {1} may charge for each of them.', limit, providers),
        costOf(plans),
      ),
    },
    go,
  );
  return answer === go;
}

function costOf(plans: readonly Plan[]): string | undefined {
  const prices = settings.prices();
  const all = plans.map(({ service, model, imageCount }) => ({
    price: priceHint(service, model, prices),
    images: imageCount,
  }));
  const { sums, unpriced } = sumOfPrices(all);
  if (sums.length === 0) return undefined;
  const cost = sums.join(' + ');
  return unpriced === 0
    ? t('Together they cost about {0}.', cost)
    : t('Together they cost about {0}, and {1} whose price is not known.', cost, unpriced);
}

function detailsOf({ plan, endpoint, folder, references, parameters, looks }: Confirmation): readonly string[] {
  return [
    ...detailsOfModel(plan.service, plan.model, endpoint, plan.imageCount),
    t('Folder: {0}', folder),
    ...[...new Set([...references, ...referencesOf(looks)])].map((reference) => t('Sends: {0}', reference)),
    ...(parameters === '' ? [] : [t('Parameters: {0}', shorten(parameters, 300))]),
    ...detailsOfLooks(looks),
  ];
}

/** Characters of a style's text that the question shows. */
const longestStyle = 300;

function detailsOfLooks(looks: readonly FileLook[]): readonly string[] {
  return looks.flatMap((look) => detailsOfLook(look, longestStyle));
}

/** All of a style's, whether this model takes them or not: who agrees to the style agrees to them. */
function referencesOf(looks: readonly FileLook[]): readonly string[] {
  return [...new Set(looks.flatMap(({ file }) => file.references.map(describeFound)))];
}

function detailsOfModel(service: Service, model: Model, endpoint: string, images: number): readonly string[] {
  const price = priceHint(service, model, settings.prices());
  const all = price === undefined || images === 1 ? undefined : priceOf(price, images);
  const machine = loopbackNote(endpoint, vscode.env.remoteName);
  return [
    t('Model: {0}', nameOf(model)),
    price === undefined ? t('Price: not known') : t('Price: {0} per image', price),
    ...(all === undefined ? [] : [t('Together: about {0}', all)]),
    t('Address: {0}', new URL(endpoint).origin),
    ...(machine === undefined ? [] : [machine]),
  ];
}

function shorten(text: string, length: number): string {
  const points = Array.from(text);
  return points.length > length ? `${points.slice(0, length).join('')}…` : text;
}

function wholeRequest({ plan, endpoint, looks }: Confirmation): string {
  const orders = plan.orders.filter((order): order is HttpOrder => order.transport === 'http');
  const requests = orders.map(
    (order) => `POST ${endpoint}${order.path}\n${JSON.stringify(describe(order.payload), undefined, 2)}`,
  );
  return [...requests, ...looks.map(({ file }) => wholeStyle(file))].join('\n\n');
}
