import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing, type CSSResultGroup } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { controlStyles } from '../../parts/controlStyles.ts';
import { shared } from '../../parts/view.ts';

/** A text of any length: its first lines, and all of it when that is asked for. */
@customElement('easel-clamped')
export class ClampedText extends LitElement {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      p {
        margin: 0;
        line-height: 1.4;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
        white-space: pre-wrap;
      }
      p.isClamped {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
      }
      p.isLong {
        max-height: 50vh;
        overflow-y: auto;
      }
      button {
        margin-block-start: 2px;
      }
    `,
  ];

  @property() accessor text = '';
  @state() private accessor isExpanded = false;
  @state() private accessor overflows = false;
  @query('p') private accessor paragraph!: HTMLElement;
  readonly #observer = new ResizeObserver(() => this.#measure());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observer.observe(this.paragraph);
  }

  protected override firstUpdated(): void {
    this.#observer.observe(this.paragraph);
  }

  protected override render(): unknown {
    const { isExpanded } = this;
    return html`<p
        id="text"
        dir="auto"
        class=${isExpanded ? 'isLong' : 'isClamped'}
        tabindex=${isExpanded ? '0' : nothing}
        role=${isExpanded ? 'group' : nothing}
        aria-label=${isExpanded ? t('Whole prompt') : nothing}
        .textContent=${this.text}
      ></p>
      ${
        this.overflows || isExpanded
          ? html`<button
              type="button"
              class="link"
              aria-expanded=${isExpanded}
              aria-controls="text"
              @click=${() => (this.isExpanded = !isExpanded)}
            >
              ${isExpanded ? t('Show Less') : t('Show More')}
            </button>`
          : nothing
      }`;
  }

  #measure(): void {
    if (this.isExpanded) return;
    const { scrollHeight, clientHeight } = this.paragraph;
    this.overflows = scrollHeight > clientHeight + 1;
  }
}
