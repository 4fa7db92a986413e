import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import * as v from 'valibot';
import { EaselError } from '../../base/errors.ts';
import { joinSentences } from '../../base/sentences.ts';
import type { Service } from '../../base/provider.ts';
import type { App } from '../app.ts';
import { loopbackNote } from '../loopback.ts';
import { findService, keyedServices } from '../services.ts';
import { settings } from '../settings.ts';
import { pickService, setKeyOnPurpose } from '../ui/setKey.ts';
import { fromUi, setKeyOf } from './doors.ts';

const argumentSchema = v.optional(v.object({ provider: v.optional(v.string()) }), {});

/** `easel.setKey`: resolves when the key is stored and, where that is free, tried. */
export function setKey(app: App, argument: unknown): Promise<void> {
  return withService(app, argument, t('Set API Key'), keyedServices(), (service) =>
    setKeyOnPurpose(service, app.setKey),
  );
}

/** `easel.deleteKey` */
export async function deleteKey(app: App, argument: unknown): Promise<void> {
  const stored = await Promise.all(
    keyedServices().map(async (service) => ((await app.keys.has(service.id)) ? [service] : [])),
  );
  return withService(app, argument, t('Delete API Key'), stored.flat(), async (service) => {
    if (named(argument) === undefined && !(await confirmDelete(service))) return;
    await app.keys.delete(service.id);
    vscode.window.setStatusBarMessage(`$(check) ${t('The key for {0} is deleted.', service.label)}`, 8000);
  });
}

/** `easel.testProvider`: what works with this key, by a free call, and where requests go. */
export function testKey(app: App, argument: unknown): Promise<void> {
  return withService(app, argument, t('Test Provider'), keyedServices(), async (service) => {
    const endpoint = settings.endpoint(service);
    const { key, otherOrigin } = await app.keys.find(service.id, new URL(endpoint).origin);
    // The verdict first: a message in one line is cut off at its end.
    const lines = [];
    let isGood = false;
    if (key === undefined) {
      lines.push(
        otherOrigin === undefined
          ? t('There is no key for {0} yet.', service.label)
          : t('The key is for {0}, not for this address.', otherOrigin),
      );
    } else {
      const tested = await app.setKey.test(service, endpoint, key);
      const verdict = {
        accepted: t('{0} accepted the key.', service.label),
        rejected: tested.note ?? t('{0} did not accept the key.', service.label),
        untested: t('The key could not be tested: {0}', tested.note ?? t('The service has no free call for it.')),
      };
      lines.push(verdict[tested.state]);
      isGood = tested.state === 'accepted';
      if (tested.balance !== undefined) lines.push(t('It may still spend {0}.', tested.balance));
      const known = service.models
        .filter((model) => tested.models.includes(model.id))
        .map((model) => model.label ?? model.id);
      if (tested.models.length > 0)
        lines.push(t('It lists {0} models. Known to Easel: {1}.', tested.models.length, known.join(', ') || '–'));
    }
    lines.push(t('Address: {0}', endpoint), loopbackNote(endpoint, vscode.env.remoteName));
    const set = t('Set Key');
    const show = isGood ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    // With a button VS Code shows the whole of it.
    void show(joinSentences(...lines), isGood ? t('OK') : set).then((answer) => {
      if (answer === set) setKeyOf(app, service);
    });
  });
}

/** The provider that was named, or chosen among these. A named one that is unknown rejects; a person sees a message. */
async function withService(
  app: App,
  argument: unknown,
  title: string,
  among: readonly Service[],
  work: (service: Service) => Promise<void>,
): Promise<void> {
  const id = named(argument);
  if (id !== undefined) {
    const service = findService(id);
    if (service && service.auth !== 'none') return work(service);
    throw new EaselError({
      code: 'invalidRequest',
      what: t('“{0}” is no provider that takes a key.', id),
      money: 'free',
      next: t(
        'These are known: {0}.',
        keyedServices()
          .map((each) => each.id)
          .join(', '),
      ),
    });
  }
  await fromUi(app, async () => {
    if (among.length === 0) {
      void vscode.window.showInformationMessage(t('There is no key stored.'));
      return;
    }
    const service = await pickService(title, among, app.keys);
    if (service) await fromUi(app, () => work(service), { setKey: () => setKeyOf(app, service) });
  });
}

/** The provider that a call names. */
function named(argument: unknown): string | undefined {
  const parsed = v.safeParse(argumentSchema, argument ?? {});
  return parsed.success ? parsed.output.provider : undefined;
}

/** A key cannot be had back from Easel, and some services show it only once. */
async function confirmDelete(service: Service): Promise<boolean> {
  const remove = { title: t('Delete') };
  const answer = await vscode.window.showWarningMessage(
    t('Delete the key for {0}?', service.label),
    { modal: true, detail: t('It is removed from VS Code’s secret storage on this machine.') },
    remove,
  );
  return answer === remove;
}

const offeredSlot = 'easel.offeredDefault';

/** While Sketch is the default: offers once to make the provider of a new key the default. Not waited for. */
export function offerDefault(state: vscode.Memento, app: Pick<App, 'selection'>, service: Service): void {
  const offered = state.get<readonly string[]>(offeredSlot, []);
  if (settings.provider() !== 'sketch' || offered.includes(service.id)) return;
  void state.update(offeredSlot, [...offered, service.id]);
  const use = t('Use {0}', service.label);
  const text = t('New images can be made with {0} from now on, instead of Sketch.', service.label);
  void vscode.window.showInformationMessage(text, use, t('Not Now')).then((answer) => {
    if (answer === use) void app.selection.chooseForMachine(app.selection.resolve(service.id));
  });
}
