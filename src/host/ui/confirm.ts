import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HttpOrder } from '../../base/provider.ts';
import { nameOf, type Plan } from '../../core/plan.ts';
import { priceHint } from '../../core/price.ts';
import { describe } from '../../wire/body.ts';
import { loopbackNote } from '../loopback.ts';
import { settings } from '../settings.ts';
import { show } from './viewer.ts';

export interface Confirmation {
  readonly plan: Plan;
  /** The address that the request goes to. */
  readonly endpoint: string;
  /** Folder of the new images, as people write it. */
  readonly folder: string;
  /** Path and size of every image that goes along: references, mask, earlier turns. */
  readonly references: readonly string[];
  /** The parameters that were given, in JSON; empty without any. */
  readonly parameters: string;
}

/** What a person sees before a call from outside may spend money. */
export async function confirmCall(confirmation: Confirmation): Promise<'send' | 'session' | 'refused'> {
  const { plan } = confirmation;
  const send = { title: t('Send') };
  const session = { title: t('Allow for This Session') };
  const showAll = { title: t('Show All') };
  const message =
    plan.imageCount === 1
      ? t('Another extension, a keybinding or an agent wants to make 1 image with {0}.', plan.service.label)
      : t(
          'Another extension, a keybinding or an agent wants to make {0} images with {1}.',
          plan.imageCount,
          plan.service.label,
        );
  const details = detailsOf(confirmation);
  const detail = [...details, '', shorten(plan.asked.prompt, 500)].join('\n');
  // The first button has the focus: an Enter that comes too late must not spend money.
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, showAll, send, session);
  if (answer === showAll) {
    await show(`${t('Request')}.json`, wholeRequest(confirmation));
    // The modal would cover what was just opened: the whole question is asked again by a message that stays.
    const after = await vscode.window.showWarningMessage([message, ...details].join(' · '), send, session);
    return after === send ? 'send' : after === session ? 'session' : 'refused';
  }
  return answer === send ? 'send' : answer === session ? 'session' : 'refused';
}

/** Asks about a job of more images than the person's own limit. */
export async function confirmMany(images: number, limit: number, providers: readonly string[]): Promise<boolean> {
  const go = { title: t('Make {0} Images', images) };
  const answer = await vscode.window.showWarningMessage(
    t('This makes {0} images at once.', images),
    {
      modal: true,
      detail: t(
        'Your limit in “easel.maxImagesPerJob” is {0}. {1} may charge for each of them.',
        limit,
        [...new Set(providers)].join(', '),
      ),
    },
    go,
  );
  return answer === go;
}

function detailsOf({ plan, endpoint, folder, references, parameters }: Confirmation): readonly string[] {
  const price = priceHint(plan.service, plan.model, settings.prices());
  const machine = loopbackNote(endpoint, vscode.env.remoteName);
  return [
    t('Model: {0}', nameOf(plan.model)),
    ...(price === undefined ? [] : [t('Price: {0} per image', price)]),
    t('Address: {0}', new URL(endpoint).origin),
    ...(machine === undefined ? [] : [machine]),
    t('Folder: {0}', folder),
    ...references.map((reference) => t('Sends: {0}', reference)),
    ...(parameters === '' ? [] : [t('Parameters: {0}', shorten(parameters, 300))]),
  ];
}

function shorten(text: string, length: number): string {
  const points = Array.from(text);
  return points.length > length ? `${points.slice(0, length).join('')}…` : text;
}

function wholeRequest({ plan, endpoint }: Confirmation): string {
  const orders = plan.orders.filter((order): order is HttpOrder => order.transport === 'http');
  return orders
    .map((order) => `POST ${endpoint}${order.path}\n${JSON.stringify(describe(order.payload), undefined, 2)}`)
    .join('\n\n');
}
