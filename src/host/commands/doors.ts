import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { asEaselError } from '../../core/failures.ts';
import type { ImageOptions } from '../../core/options.ts';
import type { App } from '../app.ts';
import type { Service } from '../../base/provider.ts';
import { activeResource } from '../destination.ts';
import type { Chosen, ChosenShape } from '../selection.ts';
import { settings } from '../settings.ts';
import { modelInstead } from '../../providers/index.ts';
import { showError, type Action, type ErrorActions } from '../ui/messages.ts';
import { askPrompt, type PromptBoxOptions, type PromptContext } from '../ui/promptBox.ts';
import { setKeyOnPurpose } from '../ui/setKey.ts';

type Logging = Pick<App, 'log'>;

/** Errors that their person has seen: nobody shows them again, and a command of the palette ends in peace. */
const shown = new WeakSet<EaselError>();

/**
 * Does what a person started: what goes wrong is shown to them with the buttons that help, and thrown on for a caller
 * who has to know that nothing came.
 * @throws EaselError
 */
export async function fromUi<T>(app: Logging, work: () => Promise<T>, actions?: ErrorActions): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = asEaselError(error);
    if (!shown.has(known)) {
      logError(app, known);
      showError(known, actions);
      shown.add(known);
    }
    throw known;
  }
}

/** An error that its person was told of in another way, for a caller who has to know that nothing came. */
export function told(error: EaselError): EaselError {
  shown.add(error);
  return error;
}

/** As `fromUi`, for buttons of messages, where nobody is left to be told more. */
export function start(app: Logging, work: () => Promise<unknown>): void {
  fromUi(app, work).catch(() => undefined);
}

/** Asks for the key of a service, as long as it rejects what is entered and the person wants to go on. */
export function setKeyOf(app: Pick<App, 'log' | 'setKey'>, service: Service): void {
  fromUi(app, () => setKeyOnPurpose(service, app.setKey), { setKey: () => setKeyOf(app, service) }).catch(
    () => undefined,
  );
}

/**
 * A command as VS Code runs it. What its person has seen does not reject, or VS Code would show it a second time.
 * @throws EaselError
 */
export async function asCommand(app: Logging, work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    const known = asEaselError(error);
    if (shown.has(known)) return undefined;
    logError(app, known);
    throw known;
  }
}

/**
 * A command as a function for other extensions.
 * @throws EaselError whenever nothing came, also when the person saw why, or closed the box.
 */
export async function asFunction(app: Logging, work: () => unknown): Promise<unknown> {
  let result;
  try {
    result = await work();
  } catch (error) {
    const known = asEaselError(error);
    if (!shown.has(known)) logError(app, known);
    throw known;
  }
  if (result === undefined) throw new EaselError({ code: 'cancelled', what: t('Cancelled.'), money: 'notSent' });
  return result;
}

/** Writes an error to the log: its code and text, and the stack of what is a mistake of ours. */
export function logError({ log }: Logging, error: EaselError): void {
  log.warn(error.message);
  const { cause } = error;
  if (cause instanceof Error) log.debug(`${cause.name}: ${cause.message}\n${cause.stack ?? ''}`);
}

export interface Box {
  readonly title: string;
  readonly placeholder: string;
  readonly action: string;
  /** For this image alone, instead of the shape that is remembered for the model. */
  readonly shape?: ChosenShape;
  /** What it means when no shape is chosen, where that is not the model's own. */
  readonly noShape?: string;
  /** What else goes along with the prompt, a row each. */
  readonly notes?: readonly string[];
  /** Offered as a change, and only made when it is accepted. */
  readonly suggestion?: Chosen;
  /** Offered below the prompt, and only sent when it was put there. */
  readonly context?: PromptContext | undefined;
  /** What the image belongs to, for the repository's styles; without it, what is open. */
  readonly place?: PromptBoxOptions['place'];
}

/**
 * Asks for what the options leave open and goes on with it. When the job fails over its prompt, the message offers the
 * box again with everything as it was typed. Undefined: the person closed the box.
 * @throws EaselError
 */
export async function withPrompt<T>(
  app: App,
  box: Box,
  options: ImageOptions,
  work: (filled: ImageOptions) => Promise<T>,
): Promise<T | undefined> {
  const chosen = app.selection.resolve(options.provider, options.model);
  const shape = box.shape ?? shapeOf(options) ?? app.selection.shapeOf(chosen.model);
  const prompted = await askPrompt(
    {
      ...box,
      value: options.prompt,
      chosen,
      shape,
      remembersShape: box.shape === undefined,
      place: box.place ?? placeInFront(options),
      style: { style: options.style, preset: options.preset },
    },
    app.promptBox,
  );
  if (!prompted) return undefined;
  const { service, model, replaces } = prompted.chosen;
  const filled: ImageOptions = {
    ...options,
    prompt: prompted.prompt,
    provider: service.id,
    // One that stands in for another was not chosen by anybody, and the result says so.
    model: replaces === undefined ? model.id : undefined,
    aspectRatio: prompted.shape.aspectRatio,
    resolution: prompted.shape.resolution,
    size: prompted.shape.size,
    ...prompted.style,
  };
  const again = (other: ImageOptions = {}) =>
    start(app, () => withPrompt(app, { ...box, shape: prompted.shape }, { ...filled, ...other }, work));
  return fromUi(app, () => work(filled), {
    retry: () => again(),
    setKey: () => setKeyOf(app, service),
    instead: (error) => anotherModel(app, error, prompted.chosen, (id) => again({ model: id })),
  });
}

/** The folder that new images go to as things are. */
export function placeInFront({ folder, fileName }: ImageOptions): PromptBoxOptions['place'] {
  const near = activeResource();
  const root = (near && vscode.workspace.getWorkspaceFolder(near)) ?? vscode.workspace.workspaceFolders?.[0];
  if (!root) return {};
  const inside = vscode.Uri.joinPath(root.uri, folder ?? settings.assetsFolder(root.uri).replace(/\$\{.*$/, ''));
  return { folder: inside, ...(fileName === undefined ? {} : { target: vscode.Uri.joinPath(inside, fileName) }) };
}

/** For a model that is not there: what the service has in its place, by the list that it gives for nothing. */
export async function anotherModel(
  { listModels }: Pick<App, 'listModels'>,
  error: EaselError,
  { service, model }: Chosen,
  use: (model: string) => void,
): Promise<Action | undefined> {
  if (error.code !== 'modelNotFound') return undefined;
  const { models } = await listModels(service);
  const listed = models.length > 0 ? models : undefined;
  const id = modelInstead(error.code, service, model.id, { listed, now: Date.now() });
  return id === undefined ? undefined : { title: t('Use {0}', id), run: () => use(id) };
}

/** The shape that options name; undefined where they name none. */
export function shapeOf({ aspectRatio, resolution, size }: ImageOptions): ChosenShape | undefined {
  if (aspectRatio === undefined && resolution === undefined && size === undefined) return undefined;
  return {
    ...(aspectRatio === undefined ? {} : { aspectRatio }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(size === undefined ? {} : { size }),
  };
}
