import type * as vscode from 'vscode';
import type { Service } from '../../base/provider.ts';
import type { ProviderInfo, Target } from '../../protocol/types.ts';
import { Listeners } from '../listeners.ts';
import { findModel } from '../../providers/index.ts';
import type { App } from '../app.ts';
import type { Chosen } from '../selection.ts';
import { known } from '../services.ts';
import { settings } from '../settings.ts';
import { modelInfo } from './modelInfo.ts';

const slot = 'easel.studio.models';
const most = 60;

/** What pages can choose among: every provider, its models, and those beside them that a person has chosen. */
export class Providers {
  readonly #app: Pick<App, 'keys' | 'selection'>;
  readonly #state: vscode.Memento;
  readonly #changed = new Listeners();

  constructor(app: Pick<App, 'keys' | 'selection'>, state: vscode.Memento) {
    this.#app = app;
    this.#state = state;
  }

  onDidChange(listener: () => void): { dispose: () => void } {
    return this.#changed.add(listener);
  }

  /** What a draft without a target of its own is sent to. */
  target(): Target {
    const { service, model } = this.#current();
    return { provider: service.id, model: model.id };
  }

  async list(): Promise<readonly ProviderInfo[]> {
    return Promise.all(known().services.map((service) => this.#infoOf(service)));
  }

  /** A model that no list has stays in the list once it was chosen. */
  async add({ service, model }: Chosen): Promise<void> {
    if (service.models.some(({ id }) => id === model.id)) return;
    const added: Target = { provider: service.id, model: model.id };
    const others = this.#added().filter((each) => each.provider !== added.provider || each.model !== added.model);
    if (others.length < this.#added().length) return;
    await this.#state.update(slot, [added, ...others].slice(0, most));
    this.#changed.tell();
  }

  #added(): readonly Target[] {
    return this.#state.get<readonly Target[]>(slot, []);
  }

  /** A setting that names no provider there is must not keep the Studio from opening. */
  #current(): Chosen {
    try {
      return this.#app.selection.resolve();
    } catch {
      return this.#app.selection.resolve('sketch');
    }
  }

  async #infoOf(service: Service): Promise<ProviderInfo> {
    const current = this.#current();
    const ids = [
      ...service.models.map(({ id }) => id),
      this.#app.selection.resolve(service.id).model.id,
      ...(current.service.id === service.id ? [current.model.id] : []),
      ...this.#added().flatMap(({ provider, model }) => (provider === service.id ? [model] : [])),
    ];
    const prices = settings.prices();
    return {
      id: service.id,
      label: service.label,
      isFree: service.auth === 'none',
      isReady: await this.#isReady(service),
      models: [...new Set(ids)].map((id) => modelInfo(service, findModel(service, id), prices)),
    };
  }

  async #isReady(service: Service): Promise<boolean> {
    if (service.auth === 'none' || service.keyOptional === true) return true;
    try {
      const { key } = await this.#app.keys.find(service.id, new URL(settings.endpoint(service)).origin);
      return key !== undefined;
    } catch {
      // An address in the settings that is none; the job itself says what is wrong with it.
      return false;
    }
  }
}
