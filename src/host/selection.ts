import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import type { Model, Service } from '../base/provider.ts';
import { joinSentences } from '../base/sentences.ts';
import { findModel } from '../providers/index.ts';
import { findService, known as knownServices } from './services.ts';
import { settings } from './settings.ts';

export interface Chosen {
  readonly service: Service;
  readonly model: Model;
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
    return { service, model: findModel(service, model ?? this.#modelOf(service)) };
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

  #modelOf(service: Service): string {
    const chosen = this.#ofWorkspace();
    if (chosen?.provider === service.id) return chosen.model;
    if (settings.provider() === service.id && settings.model() !== '') return settings.model();
    return this.#lastModels()[service.id] ?? service.firstModel;
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
