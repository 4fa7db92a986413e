import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Service } from '../../base/provider.ts';
import { services } from '../../providers/index.ts';
import { isKey, type KeyStore } from '../keys.ts';

export interface KeyTest {
  readonly state: 'accepted' | 'rejected' | 'untested';
  /** For people, when there is something to say. */
  readonly note?: string;
}

export interface SetKeyParts {
  readonly keys: KeyStore;
  readonly endpoint: (service: Service) => string;
  /** Tries the key with a free call, for at most five seconds. */
  readonly test: (service: Service, key: string) => Promise<KeyTest>;
  /** Called with a first real key; not waited for. */
  readonly offerDefault: (service: Service) => void;
}

/** Services that take a key. */
export function keyedServices(): readonly Service[] {
  return services.filter((service) => service.auth !== 'none');
}

export async function pickService(title: string, among: readonly Service[]): Promise<Service | undefined> {
  if (among.length <= 1) return among[0];
  const items = among.map((service) => ({ label: service.label, description: new URL(service.baseUrl).host, service }));
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.service;
}

/**
 * Asks for a key in one box, stores it with the origin it is for, and tries it where that is free.
 * Undefined: the person closed the box.
 */
export async function setKey(service: Service, parts: SetKeyParts): Promise<KeyTest | undefined> {
  const origin = new URL(parts.endpoint(service)).origin;
  const isFirst = !(await hasAnyKey(parts.keys));
  const key = await askKey(service, origin);
  if (key === undefined) return undefined;
  await parts.keys.set(service.id, origin, key);
  const tested = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Trying the key at {0}…', service.label) },
    () => parts.test(service, key),
  );
  if (tested.state === 'rejected') return tested;
  vscode.window.setStatusBarMessage(
    tested.state === 'accepted'
      ? `$(check) ${t('{0} accepted the key.', service.label)}`
      : `$(check) ${t('The key for {0} is stored.', service.label)}`,
    8000,
  );
  if (isFirst) parts.offerDefault(service);
  return tested;
}

async function hasAnyKey(keys: KeyStore): Promise<boolean> {
  const found = await Promise.all(keyedServices().map((service) => keys.has(service.id)));
  return found.includes(true);
}

function askKey(service: Service, origin: string): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  const page = { iconPath: new vscode.ThemeIcon('link-external'), tooltip: t('Get a key: {0}', service.keyPage ?? '') };
  box.title = t('API Key for {0}', service.label);
  box.password = true;
  box.ignoreFocusOut = true;
  box.placeholder = t('Paste the key');
  box.prompt =
    origin === new URL(service.baseUrl).origin
      ? t('Kept in VS Code’s secret storage and sent only to {0}.', origin)
      : t(
          'By your setting “easel.endpoints” this key goes to {0}, not to {1}. Enter it only if you trust that address.',
          origin,
          new URL(service.baseUrl).origin,
        );
  if (service.keyPage !== undefined) box.buttons = [page];
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
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
