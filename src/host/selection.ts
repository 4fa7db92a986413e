import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import { ownOf } from '../base/json.ts';
import type { Model, Service } from '../base/provider.ts';
import { joinSentences } from '../base/sentences.ts';
import { findModel, firstModelOf } from '../providers/index.ts';
import { Listeners } from './listeners.ts';
import type { Known } from './services.ts';
import type { settings } from './settings.ts';

export interface Chosen {
  readonly service: Service;
  readonly model: Model;
  /** The service's first model, which this one stands for, since the service does not list that for the key. */
  readonly replaces?: string;
}

/** A shape that a person chose, remembered for the next prompt. */
export interface ChosenShape {
  readonly aspectRatio?: string;
  readonly resolution?: string;
  /** "1024x1536", from options that name one; no box offers it, and no shape that is chosen keeps it. */
  readonly size?: string;
}

export interface SelectionParts {
  readonly global: vscode.Memento;
  readonly workspace: vscode.Memento;
  readonly settings: Pick<typeof settings, 'provider' | 'model' | 'setDefault'>;
  /** Every provider there is. */
  readonly known: () => Known;
}

const workspaceSlot = 'easel.selection';
const lastModelsSlot = 'easel.lastModels';
const shapesSlot = 'easel.shapes';
const firstModelsSlot = 'easel.firstModels';

/**
 * Which provider and model make the next image: this workspace's choice (kept in its state, so that a repository cannot
 * bring one along), else the user's setting. The last model is remembered per provider, the last shape per model.
 */
export class Selection {
  readonly #global: vscode.Memento;
  readonly #workspace: vscode.Memento;
  readonly #settings: SelectionParts['settings'];
  readonly #known: () => Known;
  readonly #changed = new Listeners();

  constructor({ global, workspace, settings, known }: SelectionParts) {
    this.#global = global;
    this.#workspace = workspace;
    this.#settings = settings;
    this.#known = known;
  }

  onDidChange(listener: () => void): { dispose: () => void } {
    return this.#changed.add(listener);
  }

  /** @throws EaselError `invalidRequest` for an unknown provider */
  resolve(provider?: string, model?: string): Chosen {
    const service = provider === undefined ? this.#currentService() : this.#service(provider);
    const id = model ?? this.#modelOf(service);
    if (id !== undefined) return { service, model: findModel(service, id) };
    const first = ownOf(this.#firstModels(), service.id);
    return first === undefined
      ? { service, model: findModel(service, service.firstModel) }
      : { service, model: findModel(service, first), replaces: service.firstModel };
  }

  async chooseForWorkspace(chosen: Chosen): Promise<void> {
    const model = pickedModel(chosen);
    await this.#workspace.update(workspaceSlot, {
      provider: chosen.service.id,
      ...(model === undefined ? {} : { model }),
    });
    await this.#remember(chosen);
    this.#changed.tell();
  }

  async chooseForMachine(chosen: Chosen): Promise<void> {
    const { service } = chosen;
    const model = pickedModel(chosen) ?? '';
    await this.#workspace.update(workspaceSlot, undefined);
    await this.#remember(chosen);
    await this.#settings.setDefault(service.id, model === service.firstModel ? '' : model);
    this.#changed.tell();
  }

  /** Which model a service begins with, now that its list for the person's key is known. */
  async rememberListed(service: Service, listed: readonly string[]): Promise<void> {
    const { id, replaces } = firstModelOf(service, listed);
    const { [service.id]: _, ...others } = this.#firstModels();
    await this.#global.update(firstModelsSlot, replaces === undefined ? others : { ...others, [service.id]: id });
    this.#changed.tell();
  }

  shapeOf(model: Model): ChosenShape {
    return ownOf(this.#global.get<Record<string, ChosenShape>>(shapesSlot, {}), model.id) ?? {};
  }

  async rememberShape(model: Model, shape: ChosenShape): Promise<void> {
    const shapes = this.#global.get<Record<string, ChosenShape>>(shapesSlot, {});
    await this.#global.update(shapesSlot, { ...shapes, [model.id]: shape });
  }

  #ofWorkspace(): { readonly provider: string; readonly model?: string } | undefined {
    return this.#workspace.get(workspaceSlot);
  }

  #lastModels(): Readonly<Record<string, string>> {
    return this.#global.get(lastModelsSlot, {});
  }

  #currentService(): Service {
    const chosen = this.#ofWorkspace();
    return (chosen && this.#find(chosen.provider)) ?? this.#service(this.#settings.provider());
  }

  #find(provider: string): Service | undefined {
    return this.#known().services.find(({ id }) => id === provider);
  }

  #service(provider: string): Service {
    const service = this.#find(provider);
    if (service) return service;
    const { services, errors } = this.#known();
    throw new EaselError({
      code: 'invalidRequest',
      what: joinSentences(t('There is no provider “{0}”.', provider), ...errors.map((error) => error.what)),
      money: 'notSent',
      next: t('These are known: {0}.', services.map((each) => each.id).join(', ')),
    });
  }

  #firstModels(): Readonly<Record<string, string>> {
    return this.#global.get(firstModelsSlot, {});
  }

  #modelOf(service: Service): string | undefined {
    const chosen = this.#ofWorkspace();
    if (chosen?.provider === service.id && chosen.model !== undefined) return chosen.model;
    if (this.#settings.provider() === service.id && this.#settings.model() !== '') return this.#settings.model();
    return ownOf(this.#lastModels(), service.id);
  }

  async #remember(chosen: Chosen): Promise<void> {
    const model = pickedModel(chosen);
    if (model === undefined) return;
    await this.#global.update(lastModelsSlot, { ...this.#lastModels(), [chosen.service.id]: model });
  }
}

/** A model that stands in for another was picked by nobody: the choice is the service's first one, listed or not. */
function pickedModel({ model, replaces }: Chosen): string | undefined {
  return replaces === undefined ? model.id : undefined;
}
