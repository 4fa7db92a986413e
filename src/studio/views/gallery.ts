import { t } from '@vscode/l10n';
import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { GalleryFilter, GalleryItem, GalleryPage, ShownImage } from '../../protocol/types.ts';
import { controlStyles } from '../parts/controlStyles.ts';
import type { MenuItem } from '../parts/menu.ts';
import { shared, View } from '../parts/view.ts';
import { nameOf, removeImages, resultActions, useAsReference, type ResultAction } from '../resultActions.ts';
import { menuItems } from './feed/resultMenu.ts';
import './gallery/filterBar.ts';
import type { GalleryGrid, GridEvents } from './gallery/grid.ts';
import './gallery/grid.ts';
import { setShownOrder } from './gallery/shownOrder.ts';
import { ThumbnailCache } from './gallery/thumbnailCache.ts';

/** After scrolling has come to rest it is remembered where. */
const restMs = 250;
/** The host deletes and describes no more at once. */
const mostAtOnce = 64;

/** All images of the workspace that Easel made. */
@customElement('easel-gallery')
export class GalleryView extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        min-height: 240px;
      }
      easel-gallery-filter {
        flex: none;
        padding: 8px 8px 0;
      }
      .bar {
        display: flex;
        flex: none;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 6px;
        min-height: 34px;
        padding: 4px 8px;
        border-block-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .bar p {
        flex: 1;
        margin: 0;
      }
      easel-gallery-grid {
        flex: 1;
      }
      .empty {
        display: flex;
        flex: 1;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: 10px;
        padding: 24px 16px;
        text-align: center;
      }
      .empty p {
        max-width: 420px;
        margin: 0;
        line-height: 1.5;
      }
    `,
  ];

  @state() private accessor found: GalleryPage | undefined;
  @state() private accessor selected: ReadonlySet<string> = new Set();
  @query('easel-gallery-grid') private accessor grid!: GalleryGrid | null;
  #thumbnails!: ThumbnailCache;
  #stopEvents: (() => void) | undefined;
  #isAsking = false;
  #isStale = false;
  #resting: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#thumbnails = new ThumbnailCache(this.store, () => this.grid?.requestUpdate());
    this.#thumbnails.connect();
    this.#stopEvents = this.store.onEvent(({ name }) => {
      if (name === 'galleryChanged') void this.#ask(true);
    });
    void this.#ask(false);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#thumbnails.disconnect();
    this.#stopEvents?.();
    clearTimeout(this.#resting);
  }

  protected override render(): unknown {
    const { found } = this;
    return html`<easel-gallery-filter
        .filter=${this.#filter}
        .facets=${found ?? noFacets}
        @filter=${({ detail }: CustomEvent<GalleryFilter>) => this.#setFilter(detail)}
      ></easel-gallery-filter>
      ${this.#bar(found)} ${found && found.items.length > 0 ? this.#tiles(found) : this.#empty(found)}`;
  }

  #tiles({ items }: GalleryPage): unknown {
    return html`<easel-gallery-grid
      .items=${items}
      .selected=${this.selected}
      .thumbnails=${this.#thumbnails}
      .events=${this.#events}
      .initialScroll=${this.store.state.gallery.scroll}
    ></easel-gallery-grid>`;
  }

  #bar(found: GalleryPage | undefined): unknown {
    const { size } = this.selected;
    const many = size > 0;
    return html`<div class="bar">
      <p class="quiet" role="status" aria-live=${found?.isScanning === false ? 'polite' : 'off'}>
        ${many ? t('{0} selected', counted(size)) : countText(found)}
      </p>
      ${many ? this.#selectionActions(size) : nothing}
    </div>`;
  }

  #selectionActions(size: number): unknown {
    const [left = '', right = ''] = this.#selectedInOrder().toReversed();
    return html`<button type="button" ?disabled=${size > mostAtOnce} @click=${() => void this.#reference()}>
        ${t('Use as Reference')}
      </button>
      ${
        size === 2
          ? html`<button type="button" @click=${() => this.store.go({ view: 'compare', left, right })}>
              ${t('Compare')}
            </button>`
          : nothing
      }
      <button type="button" ?disabled=${size > mostAtOnce} @click=${() => void this.#remove(this.#selectedInOrder())}>
        ${t('Delete…')}
      </button>
      <button type="button" @click=${() => this.#select(new Set())}>${t('Clear Selection')}</button>`;
  }

  #empty(found: GalleryPage | undefined): unknown {
    if (!found || found.isScanning) {
      return html`<div class="empty"><p class="quiet">${t('Looking for images that Easel made…')}</p></div>`;
    }
    if (found.total === 0) {
      return html`<div class="empty">
        <p>${t('No images yet. What Easel makes in this workspace is shown here.')}</p>
        <button type="button" class="primary" @click=${() => this.#create()}>${t('Generate Image')}</button>
      </div>`;
    }
    return html`<div class="empty">
      <p>${t('No image matches the filter.')}</p>
      <button type="button" class="primary" @click=${() => void this.#clear()}>${t('Clear Filters')}</button>
    </div>`;
  }

  get #filter(): GalleryFilter {
    const { scroll: _, ...filter } = this.store.state.gallery;
    return filter;
  }

  #setFilter(filter: GalleryFilter): void {
    if (isSame(filter, this.#filter)) return;
    clearTimeout(this.#resting);
    this.store.update({ gallery: { ...filter, scroll: 0 } });
    this.grid?.reset();
    this.#select(new Set());
    void this.#ask(false);
  }

  async #clear(): Promise<void> {
    this.#setFilter({ search: '', placeholdersOnly: false });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('easel-gallery-filter')?.focus();
  }

  #create(): void {
    this.store.go({ view: 'create' });
    this.store.intend({ kind: 'focusPrompt' });
  }

  /** One question at a time; what changes meanwhile is asked for when it is answered. */
  async #ask(hasChanged: boolean): Promise<void> {
    if (hasChanged) this.#thumbnails.refresh();
    if (this.#isAsking) {
      this.#isStale = true;
      return;
    }
    this.#isAsking = true;
    do {
      this.#isStale = false;
      const filter = this.#filter;
      const found = await this.store.attempt(() => this.store.host.call('gallery', filter));
      if (found && isSame(filter, this.#filter)) this.#show(found);
    } while (this.#wasAskedAgain());
    this.#isAsking = false;
  }

  #wasAskedAgain(): boolean {
    return this.#isStale && this.isConnected;
  }

  #show(found: GalleryPage): void {
    this.found = found;
    const uris = found.items.map(({ uri }) => uri);
    setShownOrder(this.store, uris);
    const there = new Set(uris);
    const left = [...this.selected].filter((uri) => there.has(uri));
    if (left.length < this.selected.size) this.#select(new Set(left));
  }

  readonly #events: GridEvents = {
    onOpen: ({ uri }) => this.store.go({ view: 'image', uri }),
    onRemove: ({ uri }) => void this.#remove(this.selected.has(uri) ? this.#selectedInOrder() : [uri]),
    onSelect: (uris) => this.#select(uris),
    itemsFor: (item) => this.#itemsFor(item),
    onScroll: (scroll) => {
      clearTimeout(this.#resting);
      // Each change of the state is drawn by all views.
      this.#resting = setTimeout(() => {
        this.store.update({ gallery: { ...this.store.state.gallery, scroll } });
      }, restMs);
    },
  };

  #select(uris: ReadonlySet<string>): void {
    this.selected = uris;
  }

  #selectedInOrder(): readonly string[] {
    return (this.found?.items ?? []).flatMap(({ uri }) => (this.selected.has(uri) ? [uri] : []));
  }

  async #itemsFor({ uri }: GalleryItem): Promise<readonly MenuItem[]> {
    const [image] = (await this.#describe([uri])) ?? [];
    if (!image) return [];
    const actions = resultActions(this.store, { image, others: [] });
    const perform = (action: ResultAction) => {
      if (action.choices) void this.#choose(action.choices);
      else void action.run();
    };
    const details: MenuItem = {
      label: t('Show Details'),
      icon: 'info',
      run: () => this.store.go({ view: 'image', uri }),
    };
    return [details, ...menuItems(actions, perform)];
  }

  /** What to compare with is chosen in the details, where it can be seen. */
  async #choose(find: NonNullable<ResultAction['choices']>): Promise<void> {
    const [first] = await find();
    if (first) await first.run();
    else this.store.say(t('There is nothing to compare it with. Select two images to compare them.'));
  }

  async #reference(): Promise<void> {
    for (const image of (await this.#describe(this.#selectedInOrder())) ?? []) useAsReference(this.store, image);
    this.#select(new Set());
  }

  async #remove(uris: readonly string[]): Promise<void> {
    if (uris.length === 0 || uris.length > mostAtOnce) return;
    const images = uris.map((uri) => ({ uri, name: nameOf(uri) }));
    if (!(await removeImages(this.store, images))) return;
    await this.#ask(true);
  }

  #describe(uris: readonly string[]): Promise<readonly ShownImage[] | undefined> {
    return this.store.attempt(() => this.store.host.call('describe', { uris: [...uris] }));
  }
}

const noFacets = { providers: [], models: [] };

function isSame(a: GalleryFilter, b: GalleryFilter): boolean {
  return (
    a.search === b.search &&
    a.provider === b.provider &&
    a.model === b.model &&
    a.kind === b.kind &&
    a.placeholdersOnly === b.placeholdersOnly
  );
}

function countText(found: GalleryPage | undefined): string {
  if (!found) return '';
  const { items, total, isScanning } = found;
  const count =
    items.length === total
      ? total === 1
        ? t('1 image')
        : t('{0} images', counted(total))
      : t('{0} of {1}', counted(items.length), counted(total));
  return isScanning ? t('{0}, still looking…', count) : count;
}

function counted(count: number): string {
  return count.toLocaleString(document.documentElement.lang);
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-gallery': GalleryView;
  }
}
