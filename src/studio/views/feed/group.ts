import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing, type CSSResultGroup } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Card } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { shared } from '../../parts/view.ts';
import type { Store } from '../../store.ts';
import './card.ts';
import { excerpt, isRunning } from './cardText.ts';
import './clampedText.ts';

/** One prompt that was tried on several models, side by side. */
@customElement('easel-group')
export class GroupView extends LitElement {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      section {
        padding: 10px;
        border: 1px solid var(--vscode-widget-border, var(--vscode-panel-border, transparent));
        border-radius: 6px;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 4px 12px;
      }
      easel-clamped {
        margin-block: 6px 10px;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
        align-items: start;
        gap: 10px;
      }
    `,
  ];

  @property({ attribute: false }) accessor store!: Store;
  /** In the order in which the models were chosen. */
  @property({ attribute: false }) accessor cards: readonly Card[] = [];
  @property({ attribute: false }) accessor now = Date.now();
  @property() accessor insertTarget: string | undefined;
  /** Card of the result that was kept: the others are folded away. */
  @property() accessor kept: string | undefined;
  @query('section') private accessor section!: HTMLElement;

  override focus(): void {
    this.section.focus();
  }

  protected override render(): unknown {
    const { cards, kept } = this;
    const [first] = cards;
    if (!first) return nothing;
    const seen = kept === undefined ? cards : cards.filter(({ id }) => id === kept);
    // What is still on its way could not be let go of with the others.
    const canKeep = kept === undefined && !cards.some(isRunning);
    return html`<section
      role="group"
      tabindex="-1"
      aria-label=${t('Tried on {0} models: {1}', cards.length, excerpt(first.draft, 60))}
    >
      <header>
        <h3>${t('Tried on {0} models', cards.length)}</h3>
        ${
          kept === undefined
            ? nothing
            : html`<button type="button" class="link" @click=${this.#unfold}>
                ${t('Show {0} Others', cards.length - seen.length)}
              </button>`
        }
      </header>
      ${first.draft.prompt === '' ? nothing : html`<easel-clamped .text=${first.draft.prompt}></easel-clamped>`}
      <div class="cards">
        ${repeat(
          seen,
          ({ id }) => id,
          (card) =>
            html`<easel-card
              inGroup
              .store=${this.store}
              .card=${card}
              .now=${isRunning(card) ? this.now : 0}
              .insertTarget=${this.insertTarget}
              .canKeep=${canKeep}
            ></easel-card>`,
        )}
      </div>
    </section>`;
  }

  readonly #unfold = () => {
    this.focus();
    this.dispatchEvent(
      new CustomEvent('easel-unfold', { detail: this.cards[0]?.group, bubbles: true, composed: true }),
    );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-group': GroupView;
  }
}
