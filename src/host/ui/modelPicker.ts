import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Capabilities, Model, Service } from '../../base/provider.ts';
import { findModel, services } from '../../providers/index.ts';
import type { KeyStore } from '../keys.ts';
import type { Chosen } from '../selection.ts';
import { pickOne } from './pickOne.ts';

type Item = vscode.QuickPickItem & { readonly chosen?: Chosen; readonly other?: Service };

/** Lets a person choose a provider and model: providers with a key first, any other id can be typed. */
export async function pickModel(current: Chosen, keys: KeyStore): Promise<Chosen | undefined> {
  const withKeys = new Map(
    await Promise.all(
      services.map(async (service) => [service, service.auth === 'none' || (await keys.has(service.id))] as const),
    ),
  );
  const ordered = [...services].sort((a, b) => Number(withKeys.get(b)) - Number(withKeys.get(a)));
  const items = ordered.flatMap((service) => rowsOf(service, current, withKeys.get(service) === true));
  const picked = await pickOne(items, ({ chosen }) => isSame(chosen, current), {
    title: t('Provider and Model'),
    placeholder: t('Which model makes the image?'),
  });
  if (picked?.other) return typeModel(picked.other);
  return picked?.chosen;
}

function rowsOf(service: Service, current: Chosen, ready: boolean): Item[] {
  const status = ready ? '' : ` — ${t('no key yet')}`;
  const models = service.models.map((model): Item => {
    const chosen = { service, model };
    return {
      label: `${isSame(chosen, current) ? '$(check) ' : ''}${model.label ?? model.id}`,
      description:
        service.auth === 'none' ? t('placeholder, free, offline') : model.label === undefined ? '' : model.id,
      detail: describeCapabilities(model.capabilities),
      chosen,
    };
  });
  const separator = { label: service.label + status, kind: vscode.QuickPickItemKind.Separator };
  if (service.auth === 'none') return [separator, ...models];
  return [separator, ...models, { label: t('Another model of {0}…', service.label), other: service }];
}

function isSame(one: Chosen | undefined, other: Chosen): boolean {
  return one?.service === other.service && one.model.id === other.model.id;
}

/** "10 ratios · 1K, 2K, 4K · up to 14 references" */
export function describeCapabilities(capabilities: Capabilities): string {
  const { shape, references } = capabilities;
  const parts = [];
  if (shape.kind === 'ratios') parts.push(t('{0} ratios', shape.ratios.length));
  if (shape.kind === 'sizes') parts.push(shape.sizes.join(', '));
  if (shape.kind === 'pixels') parts.push(t('any size'));
  if (shape.kind !== 'sizes' && shape.resolutions.length > 0) parts.push(shape.resolutions.join(', '));
  if (references.max > 0) parts.push(t('up to {0} references', references.max));
  if (capabilities.mask) parts.push(t('mask'));
  return parts.join(' · ');
}

async function typeModel(service: Service): Promise<Chosen | undefined> {
  const id = await vscode.window.showInputBox({
    title: t('Model of {0}', service.label),
    prompt: t('The id as the service writes it. It is sent as it is.'),
    placeHolder: service.firstModel,
    ignoreFocusOut: true,
    validateInput: (value) => (/^\S{1,200}$/.test(value.trim()) ? undefined : t('A model id has no spaces.')),
  });
  if (id === undefined) return undefined;
  const model: Model = findModel(service, id.trim());
  return { service, model };
}
