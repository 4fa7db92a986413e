import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import type { Model, Service } from '../base/provider.ts';
import { joinSentences } from '../base/sentences.ts';
import { findModel, firstModelOf } from '../providers/index.ts';
import { findService, known as knownServices } from './services.ts';
import { settings } from './settings.ts';

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

  constructor(global: vscode.Memento, workspace: vscode.Memento) {
    this.#global = global;
    this.#workspace = workspace;
  }

  /** @throws EaselError `invalidRequest` for an unknown provider */
  resolve(provider?: string, model?: string): Chosen {
    const service = provider === undefined ? this.#currentService() : known(provider);
    const id = model ?? this.#modelOf(service);
    if (id !== undefined) return { service, model: findModel(service, id) };
    const first = this.#firstModels()[service.id];
    return first === undefined
      ? { service, model: findModel(service, service.firstModel) }
      : { service, model: findModel(service, first), replaces: service.firstModel };
  }

  async chooseForWorkspace(chosen: Chosen): Promise<void> {
    await this.#workspace.update(workspaceSlot, { provider: chosen.service.id, model: chosen.model.id });
    await this.#remember(chosen);
  }

  async chooseForMachine(chosen: Chosen): Promise<void> {
    const { service, model } = chosen;
    await this.#workspace.update(workspaceSlot, undefined);
    await this.#remember(chosen);
    await settings.setDefault(service.id, model.id === service.firstModel ? '' : model.id);
  }

  /** Which model a service begins with, now that its list for the person's key is known. */
  async rememberListed(service: Service, listed: readonly string[]): Promise<void> {
    const { id, replaces } = firstModelOf(service, listed);
    const { [service.id]: _, ...others } = this.#firstModels();
    await this.#global.update(firstModelsSlot, replaces === undefined ? others : { ...others, [service.id]: id });
  }

  shapeOf(model: Model): ChosenShape {
    return this.#global.get<Record<string, ChosenShape>>(shapesSlot, {})[model.id] ?? {};
  }

  async rememberShape(model: Model, shape: ChosenShape): Promise<void> {
    const shapes = this.#global.get<Record<string, ChosenShape>>(shapesSlot, {});
    await this.#global.update(shapesSlot, { ...shapes, [model.id]: shape });
  }

  #ofWorkspace(): { readonly provider: string; readonly model: string } | undefined {
    return this.#workspace.get(workspaceSlot);
  }

  #lastModels(): Readonly<Record<string, string>> {
    return this.#global.get(lastModelsSlot, {});
  }

  #currentService(): Service {
    const chosen = this.#ofWorkspace();
    return (chosen && findService(chosen.provider)) ?? known(settings.provider());
  }

  #firstModels(): Readonly<Record<string, string>> {
    return this.#global.get(firstModelsSlot, {});
  }

  #modelOf(service: Service): string | undefined {
    const chosen = this.#ofWorkspace();
    if (chosen?.provider === service.id) return chosen.model;
    if (settings.provider() === service.id && settings.model() !== '') return settings.model();
    return this.#lastModels()[service.id];
  }

  async #remember({ service, model }: Chosen): Promise<void> {
    await this.#global.update(lastModelsSlot, { ...this.#lastModels(), [service.id]: model.id });
  }
}

function known(provider: string): Service {
  const service = findService(provider);
  if (service) return service;
  const { services, errors } = knownServices();
  throw new EaselError({
    code: 'invalidRequest',
    what: joinSentences(t('There is no provider “{0}”.', provider), ...errors.map((error) => error.what)),
    money: 'notSent',
    next: t('These are known: {0}.', services.map((each) => each.id).join(', ')),
  });
}
