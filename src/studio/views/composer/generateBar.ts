import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import type { Draft } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { shared, View } from '../../parts/view.ts';
import { current } from './request.ts';
import { imagesText } from './send.ts';
import { composerStyles } from './styles.ts';

/** The one button that begins, with what it costs and, where it cannot, why. Tells by `generate`. */
@customElement('easel-generate')
export class GenerateBar extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
      }
      .primary {
        width: 100%;
        min-height: 30px;
        font-weight: 600;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 2px 12px;
      }
      ul {
        margin: 0;
        padding-inline-start: 16px;
      }
    `,
  ];

  /** Why it cannot be sent, where the draft itself does not tell. */
  @property({ attribute: false }) accessor problem: string | undefined;
  @property({ attribute: false }) accessor isSending = false;

  protected override render(): unknown {
    const { images, cost, reason, verdict, draft } = current(this.store);
    const isEmpty = draft.prompt.trim() === '';
    const why = isEmpty ? reason : (this.problem ?? reason);
    const verb = verbOf(draft, images);
    return html`${
        verdict.notices.length > 0 && !why
          ? html`<ul class="note warns">
              ${verdict.notices.map(({ message }) => html`<li>${message}</li>`)}
            </ul>`
          : nothing
      }
      <button
        type="button"
        class="primary"
        aria-disabled=${why !== undefined || this.isSending}
        aria-describedby="why cost"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        @click=${this.#clicked}
      >
        ${verb}
      </button>
      <p id="why" class="note ${isEmpty ? 'quiet' : 'wrong'}" ?hidden=${why === undefined}>${why ?? ''}</p>
      <div class="foot note quiet">
        <span id="cost">${[imagesText(images), cost].filter(Boolean).join(' · ')}</span>
        <span aria-hidden="true">${isMac() ? '⌘↩' : 'Ctrl+Enter'}</span>
      </div>`;
  }

  /** The second press of a double click is no second wish. */
  readonly #clicked = ({ detail }: MouseEvent) => {
    if (detail <= 1) this.dispatchEvent(new CustomEvent('generate'));
  };
}

function verbOf({ continues, images: references }: Draft, images: number): string {
  if (continues !== undefined) return continueLabel(images);
  return references.length > 0 ? editLabel(images) : generateLabel(images);
}

function continueLabel(images: number): string {
  return images === 1 ? t('Continue') : t('Continue with {0} Images', images);
}

function generateLabel(images: number): string {
  return images === 1 ? t('Generate Image') : t('Generate {0} Images', images);
}

function editLabel(images: number): string {
  return images === 1 ? t('Edit Image') : t('Edit into {0} Images', images);
}

function isMac(): boolean {
  return navigator.userAgent.includes('Macintosh');
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-generate': GenerateBar;
  }
}
