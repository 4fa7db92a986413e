import { t } from '@vscode/l10n';
import { html, LitElement, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { GalleryItem } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { dragImages } from '../../parts/dragImages.ts';
import '../../parts/menu.ts';
import type { Menu, MenuItem } from '../../parts/menu.ts';
import { variable } from '../../parts/variable.ts';
import { shared } from '../../parts/view.ts';
import { gridStyles } from './gridStyles.ts';
import type { ThumbnailCache } from './thumbnailCache.ts';
import { gridFor, movedInGrid, placeOf, rangeInView, scrollTo, type Grid } from './virtualGrid.ts';

/** What happens to a tile; the gallery knows what that means. */
export interface GridEvents {
  readonly onOpen: (item: GalleryItem) => void;
  readonly onRemove: (item: GalleryItem) => void;
  readonly onSelect: (uris: ReadonlySet<string>) => void;
  /** What can be done with it, for its menu. */
  readonly itemsFor: (item: GalleryItem) => Promise<readonly MenuItem[]>;
  readonly onScroll: (top: number) => void;
}

/** Room between a tile's corner and its menu. */
const menuInset = 8;
const menuWidth = 26;

/**
 * Pictures in rows: a list of which only what is in view exists, and the tile that has the focus, wherever it is. Arrow
 * keys, Home, End and Page keys move, Enter opens, Space and Shift select, as in the Explorer.
 */
@customElement('easel-gallery-grid')
export class GalleryGrid extends LitElement {
  static override styles: CSSResultGroup = [shared, controlStyles, gridStyles];

  @property({ attribute: false }) accessor items: readonly GalleryItem[] = [];
  @property({ attribute: false }) accessor selected: ReadonlySet<string> = new Set();
  @property({ attribute: false }) accessor thumbnails!: ThumbnailCache;
  @property({ attribute: false }) accessor events!: GridEvents;
  /** Where to begin; looked at once. */
  @property({ attribute: false }) accessor initialScroll = 0;
  @state() private accessor width = 0;
  @state() private accessor height = 0;
  @state() private accessor top = 0;
  /** URI of the one that keys move from. */
  @state() private accessor active: string | undefined;
  /** URI of the tile under the pointer. */
  @state() private accessor hovered: string | undefined;
  /** URI of the one whose menu is open, or about to be. */
  @state() private accessor menuFor: string | undefined;
  @state() private accessor menuItems: readonly MenuItem[] = [];
  @query('.scroller') private accessor scroller!: HTMLElement;
  @query('.more') private accessor menu!: Menu | null;
  readonly #observer = new ResizeObserver(([entry]) => this.#resize(entry));
  #grid: Grid = gridFor(0, 0);
  #indexes: ReadonlyMap<string, number> = new Map();
  /** From where a selection with Shift goes. */
  #anchor: string | undefined;
  #isPlaced = false;
  #hadFocus = false;
  #isKeyMenu = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override focus(): void {
    this.#tileOf(this.active)?.focus();
  }

  /** To the top, for other items. */
  reset(): void {
    this.active = undefined;
    this.scroller.scrollTop = 0;
    this.top = 0;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('items')) this.#follow(changed.get('items') as readonly GalleryItem[] | undefined);
    else if (changed.has('width')) this.#reflow();
  }

  protected override render(): unknown {
    const { items } = this;
    const grid = this.#grid;
    const { from, to } = rangeInView(grid, items.length, this.#scroll);
    const active = this.#indexOf(this.active) ?? 0;
    const indexes = Array.from({ length: to - from }, (_, at) => from + at);
    // The focus stays where it is while something else is looked at.
    if (active < from) indexes.unshift(active);
    else if (active >= to && active < items.length) indexes.push(active);
    return html`<div class="scroller" @scroll=${this.#onScroll} @pointerleave=${() => (this.hovered = undefined)}>
      <div
        class="all"
        role="listbox"
        aria-multiselectable="true"
        aria-label=${t('Images')}
        ${variable('--height', `${grid.height}px`)}
        ${variable('--tile', `${grid.tile}px`)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >
        ${repeat(
          indexes,
          (index) => items[index]?.uri,
          (index) => this.#tile(index, active),
        )}
      </div>
      ${this.#more(active)}
    </div>`;
  }

  #tile(index: number, active: number): unknown {
    const item = this.items[index];
    if (!item) return nothing;
    const { x, y } = placeOf(index, this.#grid);
    const isSelected = this.selected.has(item.uri);
    return html`<div
      class="tile"
      role="option"
      data-uri=${item.uri}
      tabindex=${index === active ? 0 : -1}
      aria-label=${nameOf(item)}
      aria-selected=${isSelected}
      aria-setsize=${this.items.length}
      aria-posinset=${index + 1}
      ${variable('--x', `${x}px`)}
      ${variable('--y', `${y}px`)}
      title=${titleOf(item)}
      draggable="true"
      @dragstart=${({ dataTransfer }: DragEvent) => dragImages(dataTransfer, this.#draggedWith(item))}
      @click=${(event: MouseEvent) => this.#onClick(event, item)}
      @focus=${() => (this.active = item.uri)}
      @pointerenter=${() => (this.hovered = item.uri)}
      @contextmenu=${(event: Event) => {
        event.preventDefault();
        void this.#openMenu(item, true);
      }}
    >
      <span class="picture">${this.#picture(item)}</span>
      ${isSelected ? html`<span class="check"><vscode-icon name="check" size="12"></vscode-icon></span>` : nothing}
      <span class="caption quiet" dir="auto">${item.prompt === '' ? fileNameOf(item) : item.prompt}</span>
      ${item.isPlaceholder ? html`<span class="badge">${t('Placeholder')}</span>` : nothing}
    </div>`;
  }

  /** One of those that are selected brings the others along. */
  #draggedWith({ uri }: GalleryItem): readonly string[] {
    return this.selected.has(uri)
      ? this.items.map((each) => each.uri).filter((each) => this.selected.has(each))
      : [uri];
  }

  #picture(item: GalleryItem): unknown {
    const src = this.thumbnails.srcOf(item.uri);
    return html`${
      src
        ? html`<img
            src=${src}
            alt=""
            decoding="async"
            draggable="false"
            @error=${() => this.thumbnails.lose(item.uri)}
          />`
        : src === null
          ? html`<vscode-icon name="file-media" size="24"></vscode-icon>`
          : nothing
    }`;
  }

  /** One for all tiles: at the one under the pointer, or else at the one that keys move from. */
  #more(active: number): unknown {
    const index = this.#indexOf(this.menuFor) ?? this.#indexOf(this.hovered) ?? active;
    const item = this.items[index];
    if (!item) return nothing;
    const { x, y } = placeOf(index, this.#grid);
    return html`<easel-menu
      class="more ${this.menuFor === undefined ? '' : 'isUsed'}"
      .label=${t('Actions for {0}', fileNameOf(item))}
      .items=${this.menuItems}
      ${variable('--x', `${x + this.#grid.tile - menuWidth - menuInset}px`)}
      ${variable('--y', `${y + menuInset}px`)}
      @click=${{ capture: true, handleEvent: (event: Event) => this.#onMenuClick(event, item) }}
      @easel-menu-closed=${() => this.#onMenuClosed()}
    ></easel-menu>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (this.width === 0) return;
    if (!this.#isPlaced && this.items.length > 0) {
      this.#isPlaced = true;
      if (this.initialScroll > 0) this.#scrollTop(this.initialScroll);
    }
    const { from, to } = rangeInView(this.#grid, this.items.length, this.#scroll, 0);
    const spare = rangeInView(this.#grid, this.items.length, this.#scroll);
    const uris = (first: number, end: number) => this.items.slice(first, end).map(({ uri }) => uri);
    this.thumbnails.want([...uris(from, to), ...uris(to, spare.to), ...uris(spare.from, from)]);
    if (changed.has('items') && this.#hadFocus && !this.#tileWithFocus()) this.focus();
  }

  get #scroll(): { readonly top: number; readonly height: number } {
    return { top: this.top, height: this.height };
  }

  /** New items under the same eyes: what is at the top stays there, and the focus where it was. */
  #follow(before: readonly GalleryItem[] | undefined): void {
    this.#hadFocus = this.#tileWithFocus() !== undefined;
    const old = this.#grid;
    const topIndex = rangeInView(old, before?.length ?? 0, this.#scroll, 0).from;
    const topItem = before?.[topIndex];
    const activeBefore = this.#indexOf(this.active);
    this.#indexes = new Map(this.items.map(({ uri }, index) => [uri, index]));
    this.#grid = gridFor(this.width, this.items.length);
    if (this.active !== undefined && !this.#indexes.has(this.active)) {
      // Whoever deletes one goes on with the next.
      this.active = this.items[Math.min(activeBefore ?? 0, this.items.length - 1)]?.uri;
    }
    const topNow = this.#indexOf(topItem?.uri);
    if (topNow === undefined || this.top <= 0 || !this.hasUpdated) return;
    const shift = placeOf(topNow, this.#grid).y - placeOf(topIndex, old).y;
    if (shift !== 0) void this.updateComplete.then(() => this.#scrollTop(this.top + shift));
  }

  /** Another width: what was at the top stays there. */
  #reflow(): void {
    const old = this.#grid;
    const first = rangeInView(old, this.items.length, this.#scroll, 0).from;
    const offset = this.top - placeOf(first, old).y;
    this.#grid = gridFor(this.width, this.items.length);
    if (!this.#isPlaced || this.top <= 0) return;
    const top = placeOf(first, this.#grid).y + Math.min(offset, this.#grid.pitch);
    void this.updateComplete.then(() => this.#scrollTop(top));
  }

  #resize(entry: ResizeObserverEntry | undefined): void {
    const { width = 0, height = 0 } = entry?.contentRect ?? {};
    // While something lies over the gallery it has no size, and keeps what it had.
    if (width === 0 || height === 0) return;
    this.width = this.scroller.clientWidth;
    this.height = height;
    if (this.scroller.scrollTop !== this.top) this.#scrollTop(this.top);
  }

  #scrollTop(top: number): void {
    this.scroller.scrollTop = top;
    this.top = this.scroller.scrollTop;
  }

  readonly #onScroll = (): void => {
    const { scrollTop, clientHeight } = this.scroller;
    if (clientHeight === 0 || scrollTop === this.top) return;
    this.top = scrollTop;
    this.events.onScroll(scrollTop);
  };

  #onKey(event: KeyboardEvent): void {
    const index = this.#indexOf(this.active) ?? 0;
    const item = this.items[index];
    if (!item || event.altKey) return;
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) void this.#openMenu(item, true);
    else if (event.key === 'Enter') this.events.onOpen(item);
    else if (event.key === ' ') this.#toggle(item.uri);
    else if (event.key === 'Delete') this.events.onRemove(item);
    else if (event.key === 'Escape' && this.selected.size > 0) this.events.onSelect(new Set());
    else if (!this.#move(event, index)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** False: the key moves nothing. */
  #move(event: KeyboardEvent, from: number): boolean {
    const page = Math.floor(this.height / this.#grid.pitch);
    const to = movedInGrid(event.key, from, this.items.length, this.#grid.columns, page);
    const item = to === undefined ? undefined : this.items[to];
    if (to === undefined || !item) return false;
    this.active = item.uri;
    if (event.shiftKey) this.#selectTo(to, from);
    else this.#anchor = item.uri;
    this.#scrollTop(scrollTo(to, this.#grid, this.#scroll));
    void this.updateComplete.then(() => this.focus());
    return true;
  }

  #onClick(event: MouseEvent, item: GalleryItem): void {
    this.active = item.uri;
    const index = this.#indexOf(item.uri) ?? 0;
    if (event.shiftKey) this.#selectTo(index, index);
    else if (event.ctrlKey || event.metaKey) this.#toggle(item.uri);
    else {
      this.#anchor = item.uri;
      this.events.onOpen(item);
    }
  }

  #toggle(uri: string): void {
    const selected = new Set(this.selected);
    if (!selected.delete(uri)) selected.add(uri);
    this.#anchor = uri;
    this.events.onSelect(selected);
  }

  #selectTo(to: number, from: number): void {
    const anchor = this.#indexOf(this.#anchor) ?? from;
    this.#anchor = this.items[anchor]?.uri;
    const [first, last] = [Math.min(anchor, to), Math.max(anchor, to)];
    this.events.onSelect(new Set(this.items.slice(first, last + 1).map(({ uri }) => uri)));
  }

  /** What stands in the menu is known only when it is asked for: it opens then. */
  #onMenuClick(event: Event, item: GalleryItem): void {
    if (this.menuFor === item.uri) return;
    event.stopPropagation();
    event.preventDefault();
    void this.#openMenu(item, false);
  }

  async #openMenu(item: GalleryItem, isKeyMenu: boolean): Promise<void> {
    this.menuFor = item.uri;
    this.active = item.uri;
    this.#isKeyMenu = isKeyMenu;
    this.menuItems = await this.events.itemsFor(item);
    await this.updateComplete;
    if (this.menuItems.length > 0) this.menu?.show();
    else this.menuFor = undefined;
  }

  #onMenuClosed(): void {
    this.menuFor = undefined;
    if (this.#isKeyMenu && this.shadowRoot?.activeElement === this.menu) this.focus();
  }

  #indexOf(uri: string | undefined): number | undefined {
    return uri === undefined ? undefined : this.#indexes.get(uri);
  }

  #tileOf(uri: string | undefined): HTMLElement | undefined {
    const tiles = [...this.renderRoot.querySelectorAll<HTMLElement>('.tile')];
    return tiles.find((tile) => tile.dataset['uri'] === uri) ?? tiles.find((tile) => tile.tabIndex === 0);
  }

  #tileWithFocus(): Element | undefined {
    const focused = this.shadowRoot?.activeElement;
    return focused?.classList.contains('tile') ? focused : undefined;
  }
}

function fileNameOf({ path }: GalleryItem): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What is heard of a tile. */
function nameOf(item: GalleryItem): string {
  const what = item.prompt === '' ? fileNameOf(item) : item.prompt;
  return item.isPlaceholder ? t('{0}, placeholder', what) : what;
}

function titleOf({ path, prompt, provider, model, width, height }: GalleryItem): string {
  return [prompt, path, `${provider} · ${model}`, `${width} × ${height}`].filter((line) => line !== '').join('\n');
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-gallery-grid': GalleryGrid;
  }
}
