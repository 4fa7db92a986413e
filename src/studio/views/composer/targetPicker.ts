import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import { maxTargets } from '../../../protocol/calls.ts';
import type { ModelInfo, ProviderInfo, Target } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { iconButton } from '../../parts/iconButton.ts';
import { syncSelects } from '../../parts/selects.ts';
import { shared, View } from '../../parts/view.ts';
import { modelWords } from './modelWords.ts';
import { composerStyles } from './styles.ts';
import { addTarget, removeTarget, setTarget } from './targets.ts';

/** Which service and model makes the image, or up to six of them for the same prompt. */
@customElement('easel-targets')
export class TargetPicker extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
      }
      .target {
        display: grid;
        gap: 3px;
      }
      select {
        text-overflow: ellipsis;
      }
      .provider {
        flex: 0 1 40%;
      }
      .model {
        flex: 1 1 60%;
      }
      code {
        font-family: var(--vscode-editor-font-family, monospace);
      }
    `,
  ];

  protected override updated(): void {
    syncSelects(this.renderRoot);
  }

  protected override render(): unknown {
    const { targets } = this.store;
    const isFull = targets.length >= maxTargets;
    return html`${targets.map((target, at) => this.#target(target, at, targets.length))}
      <div class="line">
        ${
          isFull
            ? html`<span class="note quiet">${t('At most {0} models can be tried at once.', maxTargets)}</span>`
            : html`<button type="button" class="link note" data-name="addTarget" @click=${() => void this.#add()}>
                ${targets.length > 1 ? t('Add Another Model') : t('Try on Several Models')}
              </button>`
        }
      </div>`;
  }

  #target(target: Target, at: number, count: number): unknown {
    const { store } = this;
    const provider = store.providerOf(target);
    const model = store.modelOf(target);
    const isSingle = count === 1;
    const number = isSingle ? '' : ` ${at + 1}`;
    return html`<div class="target" role="group" aria-label=${t('Model') + number}>
      ${isSingle ? html`<span class="name">${t('Model')}</span>` : nothing}
      <div class="line">
        ${this.#providers(target, at)} ${this.#models(target, at, provider)}
        ${iconButton({
          icon: 'list-selection',
          label: t('More Models…'),
          onClick: () => void this.#pick(target, at),
        })}
        ${
          isSingle
            ? nothing
            : iconButton({
                icon: 'close',
                label: t('Remove {0}', model?.label ?? target.model),
                onClick: () => this.#remove(at),
              })
        }
      </div>
      ${provider && !provider.isReady ? this.#noKey(provider) : nothing}
      ${model ? this.#about(model, provider, isSingle) : nothing}
    </div>`;
  }

  #providers({ provider }: Target, at: number): unknown {
    const providers = this.store.state.host?.providers ?? [];
    return html`<select
      class="provider"
      aria-label=${t('Provider')}
      data-value=${provider}
      @change=${({ target }: Event) => this.#chooseProvider(at, (target as HTMLSelectElement).value)}
    >
      ${providers.map(
        ({ id, label, isReady }) => html`<option value=${id}>${isReady ? label : t('{0} (no key)', label)}</option>`,
      )}
    </select>`;
  }

  #models(target: Target, at: number, provider: ProviderInfo | undefined): unknown {
    return html`<select
      class="model"
      aria-label=${t('Model')}
      title=${target.model}
      data-value=${target.model}
      @change=${(event: Event) =>
        setTarget(this.store, at, { ...target, model: (event.target as HTMLSelectElement).value })}
    >
      ${(provider?.models ?? []).map(
        ({ id, label, price }) =>
          html`<option value=${id}>${[label ?? id, price].filter(Boolean).join(' · ')}</option>`,
      )}
    </select>`;
  }

  #about(model: ModelInfo, provider: ProviderInfo | undefined, isSingle: boolean): unknown {
    const price = provider?.isFree ? t('placeholder, free') : (model.price ?? undefined);
    const words = [...(price === undefined ? [] : [price]), ...(isSingle ? modelWords(model) : [])];
    return html`<p class="note quiet">
        ${
          isSingle && model.label !== undefined && model.label !== model.id
            ? html`<code>${model.id}</code>${words.length > 0 ? ' · ' : ''}`
            : nothing
        }${words.join(' · ')}
      </p>
      ${
        model.retired === undefined
          ? nothing
          : html`<p class="note warns">${t('Its vendor shuts it down on {0}.', model.retired)}</p>`
      }`;
  }

  #noKey({ id, label }: ProviderInfo): unknown {
    return html`<p class="note">
      ${t('{0} has no API key yet.', label)}
      <button
        type="button"
        class="link note"
        @click=${() => void this.store.attempt(() => this.store.host.call('setKey', { provider: id }))}
      >
        ${t('Set Key…')}
      </button>
    </p>`;
  }

  #chooseProvider(at: number, id: string): void {
    const provider = this.store.state.host?.providers.find((each) => each.id === id);
    const model = provider?.models[0];
    if (model) setTarget(this.store, at, { provider: id, model: model.id });
  }

  async #pick(current: Target, at: number): Promise<void> {
    const chosen = await this.store.attempt(() => this.store.host.call('pickModel', { current }));
    if (chosen) setTarget(this.store, at, chosen);
  }

  async #add(): Promise<void> {
    addTarget(this.store);
    await this.updateComplete;
    if (this.store.targets.length < maxTargets) return;
    // The button is gone now.
    const [last] = [...this.renderRoot.querySelectorAll<HTMLElement>('.model')].slice(-1);
    last?.focus();
  }

  #remove(at: number): void {
    removeTarget(this.store, at);
    this.renderRoot.querySelector<HTMLElement>('[data-name=addTarget]')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-targets': TargetPicker;
  }
}
