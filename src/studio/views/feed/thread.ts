import { t } from '@vscode/l10n';
import { css, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ShownImage, ThreadTurn } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { thumbnail, thumbnailStyles } from '../../parts/thumbnail.ts';
import { variable } from '../../parts/variable.ts';
import { shared, View } from '../../parts/view.ts';
import { ratioOfPixels } from './cardText.ts';
import './clampedText.ts';

/** The conversation that the next prompt goes on with: what was said and made, oldest first. */
@customElement('easel-thread')
export class ThreadView extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    thumbnailStyles,
    css`
      section {
        margin-block-end: 12px;
        border: 1px solid var(--vscode-focusBorder);
        border-radius: 6px;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 4px 12px;
        padding: 6px 6px 6px 12px;
      }
      .turns {
        display: grid;
        gap: 14px;
        max-height: min(420px, 50vh);
        margin: 0;
        padding: 4px 12px 12px;
        overflow-y: auto;
        list-style: none;
      }
      .said {
        width: fit-content;
        max-width: 90%;
        margin-inline-start: auto;
        padding: 6px 10px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 6px;
        background: var(--vscode-textBlockQuote-background, var(--vscode-editorWidget-background));
      }
      .images {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-block-start: 8px;
      }
      .references {
        justify-content: flex-end;
      }
      .images button {
        width: calc(var(--tall, 120px) * var(--ratio, 1));
        max-width: 100%;
        height: auto;
        aspect-ratio: var(--ratio, 1);
        min-height: 0;
        padding: 0;
        overflow: hidden;
      }
      .references button {
        --tall: 40px;
      }
    `,
  ];

  @property() accessor jobId = '';
  @state() private accessor turns: readonly ThreadTurn[] = [];
  @query('.turns') private accessor list!: HTMLElement | null;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('jobId') && this.jobId !== '') void this.#load(this.jobId);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('turns')) this.list?.scrollTo({ top: this.list.scrollHeight });
  }

  protected override render(): unknown {
    const { length } = this.turns;
    return html`<section aria-label=${t('Conversation')}>
      <header>
        <h2>${length === 0 ? t('Conversation') : t('Conversation, turn {0} is next', length + 1)}</h2>
      </header>
      ${
        length === 0
          ? nothing
          : html`<ol class="turns" tabindex="0" aria-label=${t('Turns so far')}>
              ${repeat(
                this.turns,
                ({ jobId }) => jobId,
                (turn) => this.#turn(turn),
              )}
            </ol>`
      }
    </section>`;
  }

  #turn({ prompt, references, images }: ThreadTurn): unknown {
    return html`<li>
      <div class="said">
        <easel-clamped .text=${prompt}></easel-clamped>
        ${
          references.length === 0
            ? nothing
            : html`<div class="images references">${references.map((image) => this.#image(image))}</div>`
        }
      </div>
      <div class="images">${images.map((image) => this.#image(image))}</div>
    </li>`;
  }

  #image(image: ShownImage): unknown {
    return html`<button
      type="button"
      ${variable('--ratio', ratioOfPixels(image))}
      title=${image.path}
      aria-label=${t('Show {0}', image.name)}
      @click=${() => this.store.go({ view: 'image', uri: image.uri })}
    >
      ${thumbnail(image)}
    </button>`;
  }

  async #load(jobId: string): Promise<void> {
    const turns = await this.store.attempt(() => this.store.host.call('thread', { jobId }));
    // By then the person may have gone on, or left.
    if (jobId === this.jobId) this.turns = turns ?? [];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-thread': ThreadView;
  }
}
