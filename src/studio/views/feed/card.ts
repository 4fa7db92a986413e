import { t } from '@vscode/l10n';
import { html, LitElement, nothing, type CSSResultGroup } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Card, CardState } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { iconButton } from '../../parts/iconButton.ts';
import { variable } from '../../parts/variable.ts';
import { shared } from '../../parts/view.ts';
import type { Store } from '../../store.ts';
import { cardStyles } from './cardStyles.ts';
import { askedRatio, cardName, elapsedText, isHeldBack, isRunning, progressText, stateText } from './cardText.ts';
import './clampedText.ts';
import './resultTile.ts';
import type { ResultTile } from './resultTile.ts';
import { tileStyles } from './tileStyles.ts';

const endIcons: Partial<Readonly<Record<CardState, string>>> = {
  done: 'check',
  failed: 'error',
  cancelled: 'circle-slash',
  queued: 'clock',
  retrying: 'history',
  asking: 'question',
};

/** One job: how far it is, what came, what is different from what was asked, or what went wrong. */
@customElement('easel-card')
export class CardView extends LitElement {
  static override styles: CSSResultGroup = [shared, controlStyles, tileStyles, cardStyles];

  @property({ attribute: false }) accessor store!: Store;
  @property({ attribute: false }) accessor card!: Card;
  /** ms since the epoch; moves while the job runs. */
  @property({ attribute: false }) accessor now = Date.now();
  @property() accessor insertTarget: string | undefined;
  /** One of a group, whose prompt is said above. */
  @property({ type: Boolean }) accessor inGroup = false;
  @property({ type: Boolean }) accessor canKeep = false;
  @query('section') private accessor section!: HTMLElement;

  override focus(): void {
    this.section.focus();
  }

  /** Puts the focus on the image at this place, or on the card when there is none. */
  async focusImage(index: number): Promise<void> {
    await this.updateComplete;
    const tiles = this.renderRoot.querySelectorAll<ResultTile>('easel-result');
    const tile = tiles[Math.min(index, tiles.length - 1)];
    if (!tile) {
      this.focus();
      return;
    }
    await tile.updateComplete;
    tile.focus();
  }

  protected override render(): unknown {
    const { card } = this;
    return html`<section
      role="group"
      tabindex="-1"
      aria-label=${cardName(card)}
      aria-busy=${isRunning(card)}
      class=${isHeldBack(card) ? 'heldBack' : card.state}
    >
      ${this.#head()}
      ${
        this.inGroup || card.draft.prompt === ''
          ? nothing
          : html`<easel-clamped class="prompt" .text=${card.draft.prompt}></easel-clamped>`
      }
      ${this.#sent()} ${this.#pictures()} ${this.#notices()} ${this.#error()}
    </section>`;
  }

  #head(): unknown {
    const { card, now } = this;
    const progress = isRunning(card) ? progressText(card) : undefined;
    return html`<header>
      ${this.#stateIcon()}
      <span class="state">
        <span>${stateText(card, now)}</span
        >${progress === undefined ? nothing : html` <span class="progress">${progress}</span>`}
        <span class="quiet elapsed">${elapsedText(card, now)}</span>
      </span>
      <span class="quiet model"><span>${card.modelLabel}</span> <span>· ${card.providerLabel}</span></span>
      ${
        isRunning(card)
          ? html`<button type="button" class="cancel" @click=${this.#cancel}>${t('Cancel')}</button>`
          : iconButton({
              icon: 'close',
              label: t('Dismiss (Files Stay)'),
              name: 'dismiss',
              onClick: () => this.#tellDismissed(),
            })
      }
    </header>`;
  }

  #stateIcon(): unknown {
    const icon = isHeldBack(this.card) ? 'circle-slash' : endIcons[this.card.state];
    return icon === undefined
      ? html`<span class="ring" aria-hidden="true"></span>`
      : html`<vscode-icon class="mark" name=${icon}></vscode-icon>`;
  }

  /** What went along with the prompt. */
  #sent(): unknown {
    const { draft, isRegion, target } = this.card;
    const { images, seed } = draft;
    const price = this.inGroup ? this.store.modelOf(target)?.price : undefined;
    const parts = [
      ...(images.length > 0 ? [images.length === 1 ? t('1 reference') : t('{0} references', images.length)] : []),
      ...(isRegion ? [t('Region')] : []),
      ...(draft.continues === undefined ? [] : [t('Goes on in a conversation')]),
      ...[draft.aspectRatio, draft.size, draft.resolution].filter((each) => each !== undefined),
      ...(seed === undefined ? [] : [t('Seed {0}', seed)]),
      ...(price === undefined ? [] : [t('{0} per image', price)]),
    ];
    return parts.length === 0 ? nothing : html`<p class="sent quiet">${parts.join(' · ')}</p>`;
  }

  #pictures(): unknown {
    const { card } = this;
    const { images, total } = card;
    const coming = isRunning(card) ? Math.max(0, total - images.length) : 0;
    if (images.length === 0 && coming === 0) return nothing;
    const isAlone = images.length + coming === 1;
    return html`<div class="pictures ${isAlone ? 'isAlone' : ''}">
      ${repeat(
        images,
        ({ uri }) => uri,
        (image) =>
          html`<easel-result
            .store=${this.store}
            .card=${card}
            .image=${image}
            .insertTarget=${this.insertTarget}
            .canKeep=${this.canKeep}
          ></easel-result>`,
      )}
      ${Array.from({ length: Math.min(coming, 12) }, (_, index) => this.#coming(index === 0))}
    </div>`;
  }

  /** The place of an image that is on its way, in the shape that was asked for. */
  #coming(isFirst: boolean): unknown {
    const { srcPreview, draft, images } = this.card;
    const isPreview = isFirst && images.length === 0 && srcPreview !== undefined;
    return html`<div class="tile coming" ${variable('--ratio', askedRatio(draft))}>
      <div class="box ${isPreview ? '' : 'empty'}">
        ${
          isPreview
            ? html`<img src=${srcPreview} alt=${t('Preview, not the result yet')} /><span
                  class="badge"
                  aria-hidden="true"
                  >${t('Preview')}</span
                >`
            : nothing
        }
      </div>
    </div>`;
  }

  #notices(): unknown {
    const messages = [...new Set(this.card.notices.map(({ code, message }) => `${code}\n${message}`))];
    if (messages.length === 0) return nothing;
    return html`<ul class="notices" aria-label=${t('What is different from what was asked')}>
      ${messages.map((each) => {
        const cut = each.indexOf('\n');
        const isBad = each.slice(0, cut) === 'failedPart';
        return html`<li class=${isBad ? 'warns' : ''}>
          <vscode-icon name=${isBad ? 'warning' : 'info'}></vscode-icon><span>${each.slice(cut + 1)}</span>
        </li>`;
      })}
    </ul>`;
  }

  #error(): unknown {
    const { error } = this.card;
    if (!error) return nothing;
    return html`<div class="error">
      ${error.text === '' ? nothing : html`<p>${error.text}</p>`}
      ${
        error.actions.length === 0
          ? nothing
          : html`<div class="next">
              ${error.actions.map(
                ({ id, title }, index) =>
                  html`<button type="button" class=${index === 0 ? 'primary' : ''} @click=${() => this.#act(id)}>
                    ${title}
                  </button>`,
              )}
            </div>`
      }
    </div>`;
  }

  #act(action: string): void {
    void this.store.attempt(() => this.store.host.call('act', { card: this.card.id, action }));
  }

  readonly #cancel = () => {
    // The button goes: the focus stays on the card.
    this.focus();
    void this.store.attempt(() => this.store.host.call('cancel', { card: this.card.id }));
  };

  #tellDismissed(): void {
    this.dispatchEvent(
      new CustomEvent('easel-dismiss', { detail: { ids: [this.card.id] }, bubbles: true, composed: true }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-card': CardView;
  }
}
