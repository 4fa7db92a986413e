import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { joinSentences } from '../../base/sentences.ts';
import type { Service } from '../../base/provider.ts';
import { isKey, type KeyStore } from '../keys.ts';
import { loopbackNote } from '../loopback.ts';
import { reached } from './milestones.ts';
import { pickOne } from './pickOne.ts';

export interface KeyTest {
  readonly state: 'accepted' | 'rejected' | 'untested';
  /** Ids that the service lists for this key, when it does. */
  readonly models: readonly string[];
  /** What the key may still spend, where a free call tells: "$4.90". */
  readonly balance?: string;
  /** For people, when there is something to say. */
  readonly note?: string;
}

export interface SetKeyParts {
  readonly keys: KeyStore;
  readonly endpoint: (service: Service) => string;
  /** Tries the key at this address with a free call, for at most five seconds, and remembers what it lists. */
  readonly test: (service: Service, endpoint: string, key: string) => Promise<KeyTest>;
  /** Called with a key that was not rejected; not waited for. */
  readonly offerDefault: (service: Service) => void;
}

/** Lets a person choose a provider, and shows which ones have a key. */
export async function pickService(
  title: string,
  among: readonly Service[],
  keys: Pick<KeyStore, 'has'>,
): Promise<Service | undefined> {
  if (among.length <= 1) return among[0];
  const items = await Promise.all(
    among.map(async (service) => ({
      label: service.label,
      description: new URL(service.baseUrl).host,
      ...((await keys.has(service.id)) ? { iconPath: new vscode.ThemeIcon('key'), detail: t('has a key') } : {}),
      service,
    })),
  );
  return (await pickOne(items, () => false, { title, placeholder: t('Which provider?') }))?.service;
}

/** `closed`: the person closed the box. `rejected`: stored all the same, for the service may have been wrong. */
export interface KeyOutcome {
  readonly outcome: 'set' | 'closed' | 'rejected';
  /** What the service had against the key. */
  readonly note?: string;
}

/** Asks for a key in one box, stores it with the origin it is for, and tries it where that is free. */
export async function setKey(service: Service, parts: SetKeyParts, signal?: AbortSignal): Promise<KeyOutcome> {
  // Read once: what the box said the key is for is where it goes, whatever becomes of the setting meanwhile.
  const endpoint = parts.endpoint(service);
  const { origin } = new URL(endpoint);
  const key = await askKey(service, origin, signal);
  if (key === undefined) return { outcome: 'closed' };
  await parts.keys.set(service.id, origin, key);
  const tested = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Trying the key at {0}…', service.label) },
    () => parts.test(service, endpoint, key),
  );
  if (tested.state === 'rejected') {
    return { outcome: 'rejected', note: tested.note ?? t('{0} did not accept the key.', service.label) };
  }
  vscode.window.setStatusBarMessage(
    tested.state === 'accepted'
      ? `$(check) ${t('{0} accepted the key.', service.label)}`
      : `$(check) ${t('The key for {0} is stored.', service.label)}`,
    8000,
  );
  parts.offerDefault(service);
  return { outcome: 'set' };
}

/**
 * The same for a person who sets a key on purpose, and no job waits for.
 * @throws EaselError `auth` when the key was rejected
 */
export async function setKeyOnPurpose(service: Service, parts: SetKeyParts): Promise<void> {
  const { outcome, note } = await setKey(service, parts);
  if (outcome === 'set') await reached('keySet');
  if (outcome !== 'rejected') return;
  throw new EaselError({
    code: 'auth',
    what: note ?? t('{0} did not accept the key.', service.label),
    money: 'notSent',
    next: t('It is stored all the same; set another one if it was mistyped.'),
  });
}

function askKey(service: Service, origin: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  const page = { iconPath: new vscode.ThemeIcon('link-external'), tooltip: t('Get a key: {0}', service.keyPage ?? '') };
  box.title = t('API Key for {0}', service.label);
  box.password = true;
  box.ignoreFocusOut = true;
  box.placeholder = t('Paste the key');
  const whereTo =
    origin === new URL(service.baseUrl).origin
      ? t('Kept in VS Code’s secret storage and sent only to {0}.', origin)
      : t(
          'By your setting “easel.endpoints” this key goes to {0}, not to {1}. Enter it only if you trust that address.',
          origin,
          new URL(service.baseUrl).origin,
        );
  box.prompt = joinSentences(whereTo, loopbackNote(origin, vscode.env.remoteName));
  if (service.keyPage !== undefined) box.buttons = [page];
  const close = () => box.hide();
  return new Promise((resolve) => {
    box.onDidTriggerButton(() => void vscode.env.openExternal(vscode.Uri.parse(service.keyPage ?? '')));
    box.onDidChangeValue(() => {
      box.validationMessage = '';
    });
    box.onDidAccept(() => {
      const key = box.value.trim();
      if (!isKey(key)) {
        box.validationMessage =
          key === ''
            ? t('The key is empty.')
            : t('A key is one line of plain characters, without spaces. Copy it again.');
        return;
      }
      resolve(key);
      box.hide();
    });
    box.onDidHide(() => {
      signal?.removeEventListener('abort', close);
      resolve(undefined);
      box.dispose();
    });
    signal?.addEventListener('abort', close, { once: true });
    box.show();
  });
}
