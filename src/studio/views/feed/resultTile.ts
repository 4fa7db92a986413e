import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Card, ResultImage } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { dragImages } from '../../parts/dragImages.ts';
import { iconButton } from '../../parts/iconButton.ts';
import type { Menu } from '../../parts/menu.ts';
import { thumbnail, thumbnailStyles } from '../../parts/thumbnail.ts';
import { variable } from '../../parts/variable.ts';
import { shared } from '../../parts/view.ts';
import { resultActions, subjectOf, type ResultAction } from '../../resultActions.ts';
import type { Store } from '../../store.ts';
import { ActionBar } from '../actionBar.ts';
import { rename, renameBox } from '../renaming.ts';
import type { CardView } from './card.ts';
import { ratioOfPixels } from './cardText.ts';
import { tileStyles } from './tileStyles.ts';

/** One image that a job made, with what can be done with it. */
@customElement('easel-result')
export class ResultTile extends LitElement {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    thumbnailStyles,
    tileStyles,
    css`
      .picture {
        display: block;
        cursor: pointer;
      }
      .caption {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 8px;
        margin-block-start: 4px;
        line-height: 18px;
      }
      .name {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .placeholder {
        padding-inline: 4px;
        border: 1px solid currentcolor;
        border-radius: 3px;
        font-size: 0.9em;
      }
      form {
        display: flex;
        gap: 4px;
        width: 100%;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px;
        margin-block-start: 2px;
      }
      .keep {
        margin-inline-end: 4px;
      }
    `,
  ];

  @property({ attribute: false }) accessor store!: Store;
  @property({ attribute: false }) accessor card!: Card;
  @property({ attribute: false }) accessor image!: ResultImage;
  /** Name of the document that Insert goes into; decides what is offered. */
  @property() accessor insertTarget: string | undefined;
  /** It is one of several models' answers, and can be the one that stays. */
  @property({ type: Boolean }) accessor canKeep = false;
  @state() private accessor isRenaming = false;
  @state() private accessor isRefused = false;
  @query('.picture') private accessor picture!: HTMLButtonElement;
  @query('input') private accessor input!: HTMLInputElement | null;
  @query('.more') private accessor menu!: Menu;
  readonly #bar = new ActionBar(this);

  override focus(): void {
    this.picture.focus();
  }

  protected override render(): unknown {
    const { image } = this;
    const { name, width, height } = image;
    return html`<div class="tile" ${variable('--ratio', ratioOfPixels(image))}>
      <button
        type="button"
        class="picture box"
        draggable="true"
        title=${t('Show {0}', name)}
        aria-label=${t('Show {0}, {1} × {2} pixels', name, width, height)}
        aria-keyshortcuts="F2 Delete"
        @click=${() => this.store.go({ view: 'image', uri: image.uri })}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        @contextmenu=${(event: Event) => this.#onContextMenu(event)}
        @dragstart=${({ dataTransfer }: DragEvent) => dragImages(dataTransfer, [this.image.uri])}
      >
        ${thumbnail(image)}
      </button>
      <div class="caption">
        ${this.isRenaming ? this.#renameBox() : html`<bdi class="name" title=${image.path}>${name}</bdi>`}
        <span class="quiet">${width} × ${height}</span>
        ${image.isPlaceholder ? html`<span class="placeholder quiet">${t('Placeholder')}</span>` : nothing}
      </div>
      ${this.#actions()}
    </div>`;
  }

  #actions(): unknown {
    const { name } = this.image;
    const keep = html`<button
      type="button"
      class="keep"
      title=${t('Keep {0} and move the others to the trash', name)}
      @click=${this.#keep}
    >
      ${t('Keep')}
    </button>`;
    return this.#bar.render(name, this.#offered(), this.canKeep ? keep : nothing);
  }

  #renameBox(): unknown {
    return renameBox({
      name: this.image.name,
      isRefused: this.isRefused,
      submit: () => void this.#rename(),
      giveUp: () => this.#endRename(),
      buttons: [
        iconButton({ icon: 'check', label: t('Rename'), onClick: () => void this.#rename() }),
        iconButton({ icon: 'close', label: t('Cancel'), onClick: () => this.#endRename() }),
      ],
    });
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('isRenaming') && this.isRenaming) this.input?.select();
  }

  #offered(): readonly ResultAction[] {
    const { host } = this.getRootNode() as ShadowRoot;
    const place = this.card.images.findIndex(({ uri }) => uri === this.image.uri);
    return resultActions(this.store, {
      ...subjectOf(this.card, this.image),
      beginRename: () => {
        this.isRefused = false;
        this.isRenaming = true;
      },
      // By then this tile is gone: the focus goes to the one that takes its place.
      onRemoved: () => void (host as CardView).focusImage(place),
    });
  }

  async #rename(): Promise<void> {
    this.isRefused = (await rename(this.store, this.image, this.input?.value ?? '')) === 'refused';
    if (this.isRefused) this.input?.focus();
    else this.#endRename();
  }

  #endRename(): void {
    this.isRenaming = false;
    this.picture.focus();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const action = this.#offered().find(({ key }) => key === event.key);
    if (!action) return;
    event.preventDefault();
    this.#bar.perform(action, this.image.name);
  }

  #onContextMenu(event: Event): void {
    event.preventDefault();
    this.menu.show();
  }

  readonly #keep = () => {
    const detail: ResultEvent = { card: this.card, image: this.image };
    this.dispatchEvent(new CustomEvent('easel-keep', { detail, bubbles: true, composed: true }));
  };
}

/** What `easel-keep` is about. */
export interface ResultEvent {
  readonly card: Card;
  readonly image: ResultImage;
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-result': ResultTile;
  }
}
