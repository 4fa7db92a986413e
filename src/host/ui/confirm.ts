import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HttpOrder } from '../../base/provider.ts';
import { nameOf, type Plan } from '../../core/plan.ts';
import { describe } from '../../wire/body.ts';

export interface Confirmation {
  readonly plan: Plan;
  /** The address that the request goes to. */
  readonly endpoint: string;
  /** Folder of the new images, as people write it. */
  readonly folder: string;
  /** Path and size of every reference. */
  readonly references: readonly string[];
  /** The parameters that were given, in JSON; empty without any. */
  readonly parameters: string;
}

const requestScheme = 'easel-request';
const requests = new Map<string, string>();

/** Shows whole requests read-only, for "Show All". */
export function registerRequestViewer(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(requestScheme, {
    provideTextDocumentContent: (uri) => requests.get(uri.path) ?? '',
  });
}

/** What a person sees before a call from outside may spend money. */
export async function confirmCall(confirmation: Confirmation): Promise<'send' | 'session' | 'refused'> {
  const { plan } = confirmation;
  const send = { title: t('Send') };
  const session = { title: t('Allow for This Session') };
  const showAll = { title: t('Show All') };
  const message =
    plan.imageCount === 1
      ? t('Another extension, a key binding or an agent wants to make 1 image with {0}.', plan.service.label)
      : t(
          'Another extension, a key binding or an agent wants to make {0} images with {1}.',
          plan.imageCount,
          plan.service.label,
        );
  for (;;) {
    const answer = await vscode.window.showWarningMessage(
      message,
      { modal: true, detail: detailOf(confirmation) },
      send,
      session,
      showAll,
    );
    if (answer === send) return 'send';
    if (answer === session) return 'session';
    if (answer !== showAll) return 'refused';
    await showWhole(confirmation);
    // The modal would cover what was just opened: a message that stays is asked instead.
    const after = await vscode.window.showWarningMessage(message, send, session);
    return after === send ? 'send' : after === session ? 'session' : 'refused';
  }
}

/** Asks about a job of more images than the person's own limit. */
export async function confirmMany(plan: Plan, limit: number): Promise<boolean> {
  const go = { title: t('Make {0} Images', plan.imageCount) };
  const answer = await vscode.window.showWarningMessage(
    t('This makes {0} images at once.', plan.imageCount),
    {
      modal: true,
      detail: t(
        'Your limit in “easel.maxImagesPerJob” is {0}. {1} may charge for each of them.',
        limit,
        plan.service.label,
      ),
    },
    go,
  );
  return answer === go;
}

function detailOf(confirmation: Confirmation): string {
  const { plan, references, parameters } = confirmation;
  const lines = [
    t('Model: {0}', nameOf(plan.model)),
    t('Address: {0}', new URL(confirmation.endpoint).origin),
    t('Folder: {0}', confirmation.folder),
    ...references.map((reference) => t('Sends: {0}', reference)),
    ...(parameters === '' ? [] : [t('Parameters: {0}', shorten(parameters, 300))]),
    '',
    shorten(plan.asked.prompt, 500),
  ];
  return lines.join('\n');
}

function shorten(text: string, length: number): string {
  const points = Array.from(text);
  return points.length > length ? `${points.slice(0, length).join('')}…` : text;
}

let shown = 0;

async function showWhole({ plan, endpoint }: Confirmation): Promise<void> {
  shown += 1;
  const path = `/${shown}/${t('Request')}.json`;
  const orders = plan.orders.filter((order): order is HttpOrder => order.transport === 'http');
  requests.set(
    path,
    orders
      .map((order) => `POST ${endpoint}${order.path}\n${JSON.stringify(describe(order.payload), undefined, 2)}`)
      .join('\n\n'),
  );
  await vscode.window.showTextDocument(vscode.Uri.from({ scheme: requestScheme, path }), { preview: true });
}
