import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Capabilities, Model, Service } from '../../base/provider.ts';
import { priceHint } from '../../core/price.ts';
import { findModel } from '../../providers/index.ts';
import type { KeyStore } from '../keys.ts';
import type { Chosen } from '../selection.ts';
import { known } from '../services.ts';
import { settings } from '../settings.ts';
import { pickOne } from './pickOne.ts';
import type { KeyTest } from './setKey.ts';

export interface ModelPickerParts {
  readonly keys: KeyStore;
  /** Asks the service for the models of the stored key: a free call. */
  readonly listModels: (service: Service) => Promise<KeyTest>;
}

type Step = { readonly chosen: Chosen } | { readonly type: Service } | { readonly list: Service } | 'settings';

type Item = vscode.QuickPickItem & { readonly step?: Step };

/** Lets a person choose a provider and model: providers with a key first, any other id can be listed or typed. */
export async function pickModel(current: Chosen, parts: ModelPickerParts): Promise<Chosen | undefined> {
  const { services, errors } = known();
  const isReady = async (service: Service) =>
    service.auth === 'none' || service.keyOptional === true || parts.keys.has(service.id);
  const withReady = await Promise.all(services.map(async (service) => ({ service, ready: await isReady(service) })));
  const items: Item[] = [...withReady]
    .sort((a, b) => Number(b.ready) - Number(a.ready))
    .flatMap(({ service, ready }) => rowsOf(service, current, ready));
  // First, where they are seen: whoever wrote them looks for their models here.
  items.unshift(
    ...errors.map((error): Item => {
      return { label: `$(warning) ${t('Your Own Providers')}`, detail: error.what, step: 'settings' };
    }),
  );
  const typable = typableOf(current.service, withReady);
  const picked = await pickOne(items, ({ step }) => isCurrent(step, current), {
    title: t('Provider and Model'),
    placeholder: t('Which model makes the image?'),
    offerTyped: (id) => typable.flatMap((service) => typedRow(service, id)),
  });
  const step = picked?.step;
  if (step === undefined) return undefined;
  if (step === 'settings') {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'easel.customProviders');
    return undefined;
  }
  if ('list' in step) return pickListed(step.list, parts);
  return 'type' in step ? typeModel(step.type) : step.chosen;
}

/** Whose models a bare id may mean: the provider in use, else those with a key, else any. */
function typableOf(
  current: Service,
  withReady: readonly { readonly service: Service; readonly ready: boolean }[],
): readonly Service[] {
  if (current.auth !== 'none') return [current];
  const others = withReady.filter(({ service }) => service.auth !== 'none');
  const ready = others.filter((each) => each.ready);
  return (ready.length > 0 ? ready : others).map(({ service }) => service);
}

/** The row for a text that could be the id of a model and stands in no other row. */
function typedRow(service: Service, id: string): Item[] {
  if (!isModelId(id)) return [];
  const step: Step = { chosen: { service, model: findModel(service, id) } };
  return [{ label: `$(edit) ${t('Use “{0}” with {1}', id, service.label)}`, alwaysShow: true, step }];
}

function isModelId(text: string): boolean {
  return /^\S{1,200}$/.test(text);
}

/** The separator is out of sight once the list is filtered, and many models are offered by several providers. */
function idAndProvider(service: Service, model: Model): string {
  return model.label === undefined ? service.label : `${model.id} · ${service.label}`;
}

function rowsOf(service: Service, current: Chosen, ready: boolean): Item[] {
  const status = ready ? '' : ` — ${t('no key yet')}`;
  const separator = { label: service.label + status, kind: vscode.QuickPickItemKind.Separator };
  const models = service.models.map((model): Item => {
    const step: Step = { chosen: { service, model } };
    const label = model.label ?? model.id;
    return {
      label: isCurrent(step, current) ? `$(check) ${label}` : label,
      description:
        service.auth === 'none'
          ? t('placeholder, free, offline')
          : idAndProvider(service, model) + (ready ? '' : status),
      detail: describeModel(step.chosen),
      step,
    };
  });
  if (service.auth === 'none') return [separator, ...models];
  const list: Item = {
    label: `$(list-unordered) ${t('Models that {0} has now…', service.label)}`,
    step: { list: service },
  };
  const type: Item = { label: `$(edit) ${t('Another model of {0}…', service.label)}`, step: { type: service } };
  return [separator, ...models, ...(ready && service.modelList !== undefined ? [list] : []), type];
}

function isCurrent(step: Step | undefined, current: Chosen): boolean {
  if (typeof step !== 'object' || !('chosen' in step)) return false;
  return step.chosen.service.id === current.service.id && step.chosen.model.id === current.model.id;
}

/** "¥0.20 per image · 10 ratios · 1K, 2K, 4K · up to 14 references": a narrow window cuts off what comes last. */
function describeModel({ service, model }: Chosen): string {
  const price = priceHint(service, model, settings.prices());
  return [
    ...(price === undefined ? [] : [t('{0} per image', price)]),
    ...(model.retired === undefined ? [] : [t('being shut down ({0})', model.retired)]),
    ...describeCapabilities(model.capabilities),
  ].join(' · ');
}

function describeCapabilities({ shape, references, mask }: Capabilities): readonly string[] {
  const parts = [];
  if (shape.kind === 'ratios' && shape.ratios.length > 0) parts.push(t('{0} ratios', shape.ratios.length));
  if (shape.kind === 'sizes') parts.push(shape.sizes.join(', '));
  if (shape.kind === 'pixels') parts.push(t('any size'));
  if (shape.kind !== 'sizes' && shape.resolutions.length > 0) parts.push(shape.resolutions.join(', '));
  if (references.min > 0) parts.push(t('only edits images'));
  if (references.max > 0) parts.push(t('up to {0} references', references.max));
  if (mask) parts.push(t('mask'));
  return parts;
}

/** The models that the service itself names for the key. */
async function pickListed(service: Service, { listModels }: ModelPickerParts): Promise<Chosen | undefined> {
  const { models, note } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Asking {0} for its models…', service.label) },
    () => listModels(service),
  );
  if (models.length === 0) {
    void vscode.window.showWarningMessage(note ?? t('{0} listed no models.', service.label));
    return undefined;
  }
  const items = models.map((id): Item => {
    const chosen = { service, model: findModel(service, id) };
    return { label: id, detail: describeModel(chosen), step: { chosen } };
  });
  const picked = await pickOne(items, () => false, {
    title: t('Models of {0}', service.label),
    placeholder: t('Which model makes the image?'),
    offerTyped: (id) => typedRow(service, id),
  });
  return typeof picked?.step === 'object' && 'chosen' in picked.step ? picked.step.chosen : undefined;
}

async function typeModel(service: Service): Promise<Chosen | undefined> {
  const id = await vscode.window.showInputBox({
    title: t('Model of {0}', service.label),
    prompt: t('The id as the service writes it. It is sent as it is.'),
    placeHolder: service.firstModel,
    ignoreFocusOut: true,
    validateInput: (value) => (isModelId(value.trim()) ? undefined : t('A model id has no spaces.')),
  });
  return id === undefined ? undefined : { service, model: findModel(service, id.trim()) };
}
