import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import type { StyleInfo } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { shared, View } from '../../parts/view.ts';
import { setDraft } from './request.ts';
import { composerStyles } from './styles.ts';

/** What the repository's house style adds to the prompt, and whether it does. */
@customElement('easel-house-style')
export class HouseStyle extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      label {
        display: flex;
        align-items: baseline;
        gap: 6px;
      }
      .text {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .left {
        text-decoration: line-through;
      }
    `,
  ];

  @state() private accessor info: StyleInfo = {};
  #asked: string | undefined;
  #listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listening = new AbortController();
    // Its file may have been changed in the editor meanwhile.
    window.addEventListener('focus', () => void this.#ask(), { signal: this.#listening.signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening.abort();
  }

  protected override willUpdate(): void {
    if (this.store.state.host && JSON.stringify(this.#wanted) !== this.#asked) void this.#ask();
  }

  protected override render(): unknown {
    const { house, preset } = this.info;
    const isUsed = this.store.state.draft.style !== false;
    return html`${
      house === undefined
        ? nothing
        : html`<label class="note" title=${house}>
            <input
              type="checkbox"
              .checked=${isUsed}
              @change=${({ target }: Event) => this.#use((target as HTMLInputElement).checked)}
            />
            <span>${t('House style')}</span>
            <span class="text quiet ${isUsed ? '' : 'left'}">${house}</span>
          </label>`
    }${
      preset === undefined
        ? nothing
        : html`<div class="line note">
            <span class="grow text quiet" title=${preset}>${preset}</span>
            <button type="button" class="link note" @click=${() => setDraft(this.store, { preset: undefined })}>
              ${t('Remove Preset')}
            </button>
          </div>`
    }`;
  }

  #use(isUsed: boolean): void {
    setDraft(this.store, { style: isUsed ? undefined : false });
  }

  get #wanted() {
    const { draft, references } = this.store.state;
    const image = references[0]?.uri;
    return {
      ...(typeof draft.style === 'string' ? { style: draft.style } : {}),
      ...(draft.preset === undefined ? {} : { preset: draft.preset }),
      ...(image === undefined ? {} : { image }),
    };
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    const asked = JSON.stringify(wanted);
    this.#asked = asked;
    const info = await this.store.host.call('styleOf', wanted).catch((): StyleInfo => ({}));
    // A later question has another answer.
    if (this.#asked === asked) this.info = info;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-house-style': HouseStyle;
  }
}
