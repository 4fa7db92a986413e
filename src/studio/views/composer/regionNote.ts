import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { controlStyles } from '../../parts/controlStyles.ts';
import { shared, View } from '../../parts/view.ts';
import type { RegionDraft } from '../../state.ts';
import { activeRegion, moveReference, regionProblem, shownRegion } from './references.ts';
import { composerStyles } from './styles.ts';

/** Says that only a part of the first reference is to change, and lets that be seen to. */
@customElement('easel-region-note')
export class RegionNote extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      .box {
        display: grid;
        gap: 4px;
        padding: 6px 8px;
        border-inline-start: 2px solid var(--vscode-focusBorder);
        background: var(--vscode-textBlockQuote-background, transparent);
      }
      .keeps {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .line {
        flex-wrap: wrap;
        column-gap: 12px;
      }
    `,
  ];

  protected override render(): unknown {
    const { store } = this;
    const region = shownRegion(store);
    if (!region) return nothing;
    if (!activeRegion(store)) return this.#waiting(region);
    return html`<div class="box" role="group" aria-label=${t('Region')}>
      <span class="line"
        ><vscode-icon name="selection"></vscode-icon
        >${t('Only the marked region of the first reference changes.')}</span
      >
      <label class="keeps">
        <input
          type="checkbox"
          .checked=${region.keepsOutside}
          @change=${({ target }: Event) =>
            store.update({ region: { ...region, keepsOutside: (target as HTMLInputElement).checked } })}
        />
        ${t('Keep everything outside exactly as it is')}
      </label>
      <div class="line">
        <button type="button" class="link note" @click=${() => store.go({ view: 'region', uri: region.uri })}>
          ${t('Change Region…')}
        </button>
        <button type="button" class="link note" @click=${() => this.#remove()}>${t('Remove Region')}</button>
      </div>
    </div>`;
  }

  /** Nothing is sent until the person has said what becomes of it. */
  #waiting({ uri }: RegionDraft): unknown {
    const { store } = this;
    const at = store.state.references.findIndex((each) => each.uri === uri);
    return html`<div class="box" role="group" aria-label=${t('Region')}>
      <span class="line"><vscode-icon name="warning"></vscode-icon>${regionProblem(store)}</span>
      <div class="line">
        ${
          at < 0
            ? nothing
            : html`<button type="button" class="link note" @click=${() => this.#makeFirst(at)}>
                ${t('Make It First')}
              </button>`
        }
        <button type="button" class="link note" @click=${() => this.#remove()}>${t('Remove Region')}</button>
      </div>
    </div>`;
  }

  async #makeFirst(at: number): Promise<void> {
    moveReference(this.store, at, 0);
    await this.updateComplete;
    // The button that was pressed is gone.
    this.renderRoot.querySelector('input')?.focus();
  }

  #remove(): void {
    this.store.update({ region: null });
    this.dispatchEvent(new CustomEvent('removed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-region-note': RegionNote;
  }
}
