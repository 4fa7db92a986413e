import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '@vscode/l10n';
import type { ShownImage } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { iconButton } from '../../parts/iconButton.ts';
import { thumbnail, thumbnailStyles } from '../../parts/thumbnail.ts';
import { shared, View } from '../../parts/view.ts';
import { ownDrag } from './intake.ts';
import { addReferences, moveReference, removeReference } from './references.ts';
import { current, tooManyText } from './request.ts';
import { composerStyles } from './styles.ts';

/** The images that a request begins from, in their order. */
@customElement('easel-references')
export class ReferenceStrip extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    thumbnailStyles,
    css`
      :host {
        display: grid;
        gap: 4px;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 6px;
        min-height: 24px;
      }
      .head .link {
        margin-inline-start: auto;
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        position: relative;
        width: 72px;
      }
      .tile {
        display: block;
        width: 72px;
        height: 72px;
        padding: 0;
        overflow: hidden;
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
        background: var(--vscode-editorWidget-background, transparent);
        cursor: grab;
      }
      li.over .tile {
        border: 2px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
      }
      li.over .thumbnail {
        opacity: 0.4;
      }
      li.isTarget .tile {
        outline: 2px solid var(--vscode-focusBorder);
      }
      .actions {
        display: flex;
        justify-content: space-between;
        margin-block-start: 1px;
      }
      .place {
        position: absolute;
        inset-block-start: 2px;
        inset-inline-start: 2px;
        min-width: 16px;
        padding: 0 4px;
        border-radius: 8px;
        background: var(--vscode-badge-background);
        color: var(--vscode-badge-foreground);
        font-size: 11px;
        line-height: 16px;
        text-align: center;
        pointer-events: none;
      }
    `,
  ];

  /** Where what is being dragged would go. */
  @state() private accessor dropAt: number | undefined;

  protected override render(): unknown {
    const { references } = this.store.state;
    const { max, recommended } = current(this.store).controls.references;
    const isOver = references.length > max;
    return html`<div class="head">
        <span class="name" id="title">${t('References')}</span>
        <span class="note ${isOver ? 'wrong' : 'quiet'}">${t('{0} of {1}', references.length, max)}</span>
        ${
          max > 0
            ? html`<button type="button" class="link note" @click=${() => void this.#pick()}>
                ${t('Add Images…')}
              </button>`
            : nothing
        }
      </div>
      ${
        references.length > 0
          ? html`<ol aria-labelledby="title">
              ${repeat(
                references,
                ({ uri }) => uri,
                (image, at) => this.#tile(image, at, at >= max),
              )}
            </ol>`
          : html`<p class="note quiet">
              ${t('Paste or drop images here. From the Explorer, hold Shift while dropping.')}
            </p>`
      }
      ${isOver ? html`<p class="note wrong">${tooManyText(max, this.store.targets.length)}</p>` : nothing}
      ${
        !isOver && recommended !== undefined && references.length > recommended
          ? html`<p class="note warns">${t('The vendor recommends at most {0}.', recommended)}</p>`
          : nothing
      }`;
  }

  #tile(image: ShownImage, at: number, isOver: boolean): unknown {
    const { references } = this.store.state;
    const { name, path, width, height, uri } = image;
    const label = t('Reference {0} of {1}: {2}', at + 1, references.length, name);
    const drop = this.dropAt === at;
    return html`<li
      class="${isOver ? 'over' : ''} ${drop ? 'isTarget' : ''}"
      @dragover=${(event: DragEvent) => this.#over(event, at)}
      @dragleave=${() => (this.dropAt = undefined)}
      @drop=${(event: DragEvent) => this.#drop(event, at)}
    >
      <button
        type="button"
        class="tile"
        draggable="true"
        title=${`${path}\n${width} × ${height}`}
        aria-label=${isOver ? t('{0}, over the limit', label) : label}
        aria-description=${t('Alt and arrow keys move it, Delete removes it.')}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Delete"
        @click=${() => this.store.go({ view: 'image', uri })}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event, at)}
        @dragstart=${(event: DragEvent) => {
          event.dataTransfer?.setData(ownDrag, String(at));
          if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
        }}
        @dragend=${() => (this.dropAt = undefined)}
      >
        ${thumbnail(image)}
      </button>
      <span class="place" aria-hidden="true">${at + 1}</span>
      <div class="actions">
        ${iconButton({
          icon: 'edit',
          label: t('Edit a Region of {0}…', name),
          onClick: () => this.#editRegion(at),
        })}
        ${iconButton({ icon: 'close', label: t('Remove {0}', name), onClick: () => void this.#remove(at) })}
      </div>
    </li>`;
  }

  /** A region belongs to the first reference. */
  #editRegion(at: number): void {
    const image = this.store.state.references[at];
    if (!image) return;
    moveReference(this.store, at, 0);
    this.store.go({ view: 'region', uri: image.uri });
  }

  #onKey(event: KeyboardEvent, at: number): void {
    const { key, altKey, ctrlKey, metaKey } = event;
    if (ctrlKey || metaKey) return;
    if (key === 'Delete' || key === 'Backspace') {
      event.preventDefault();
      void this.#remove(at);
      return;
    }
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[key];
    if (by === undefined) return;
    event.preventDefault();
    if (!altKey) this.#tiles()[at + by]?.focus();
    else if (moveReference(this.store, at, at + by)) void this.#moved(at + by);
  }

  async #moved(to: number): Promise<void> {
    this.store.announce(t('Now reference {0} of {1}.', to + 1, this.store.state.references.length));
    await this.updateComplete;
    this.#tiles()[to]?.focus();
  }

  async #remove(at: number): Promise<void> {
    const image = this.store.state.references[at];
    if (!image) return;
    removeReference(this.store, image.uri);
    this.store.announce(t('{0} is no longer a reference.', image.name));
    await this.updateComplete;
    const tiles = this.#tiles();
    (tiles[Math.min(at, tiles.length - 1)] ?? this.renderRoot.querySelector<HTMLElement>('.link'))?.focus();
  }

  #tiles(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.tile')];
  }

  #over(event: DragEvent, at: number): void {
    if (!event.dataTransfer?.types.includes(ownDrag)) return;
    event.preventDefault();
    this.dropAt = at;
  }

  #drop(event: DragEvent, to: number): void {
    this.dropAt = undefined;
    const from = event.dataTransfer?.getData(ownDrag) ?? '';
    if (from === '') return;
    event.preventDefault();
    event.stopPropagation();
    if (moveReference(this.store, Number(from), to)) void this.#moved(to);
  }

  async #pick(): Promise<void> {
    const images = await this.store.attempt(() => this.store.host.call('pickImages', {}));
    if (images) addReferences(this.store, images);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-references': ReferenceStrip;
  }
}
