import { t } from '@vscode/l10n';
import { css, html, LitElement, type CSSResultGroup } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { GalleryFilter, GalleryPage } from '../../../protocol/types.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { syncSelects } from '../../parts/selects.ts';
import { shared } from '../../parts/view.ts';

/** Between a letter that is typed and the search. */
const typingMs = 150;

export type Facets = Pick<GalleryPage, 'providers' | 'models'>;

/** What of the gallery is shown. Tells by `filter`, with the filter as its detail. */
@customElement('easel-gallery-filter')
export class FilterBar extends LitElement {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 8px;
        margin: 0;
      }
      .search {
        flex: 4 1 180px;
      }
      select {
        flex: 1 1 110px;
        width: auto;
        max-width: 100%;
        text-overflow: ellipsis;
      }
      label {
        display: flex;
        flex: none;
        align-items: center;
        gap: 6px;
        min-height: 26px;
      }
    `,
  ];

  @property({ attribute: false }) accessor filter!: GalleryFilter;
  @property({ attribute: false }) accessor facets: Facets = { providers: [], models: [] };
  @query('input[type=search]') private accessor search!: HTMLInputElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override focus(): void {
    this.search.value = this.filter.search;
    this.search.focus();
  }

  protected override updated(): void {
    syncSelects(this.renderRoot);
    const { activeElement } = this.shadowRoot ?? {};
    // What is being typed is newer than what was searched for.
    if (activeElement !== this.search) this.search.value = this.filter.search;
  }

  protected override render(): unknown {
    const { provider, model, kind, placeholdersOnly } = this.filter;
    return html`<form role="search" aria-label=${t('Filter')} @submit=${(event: Event) => event.preventDefault()}>
      <input
        class="search"
        type="search"
        spellcheck="false"
        maxlength="1000"
        placeholder=${t('Search in prompts and paths')}
        aria-label=${t('Search in prompts and paths')}
        @input=${() => this.#searchLater()}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      />
      ${this.#list(
        'provider',
        t('Provider'),
        t('All providers'),
        provider,
        this.facets.providers.map(({ id, label }) => [id, label] as const),
      )}
      ${this.#list(
        'model',
        t('Model'),
        t('All models'),
        model,
        this.facets.models.map((id) => [id, id] as const),
      )}
      ${this.#list('kind', t('Kind'), t('All kinds'), kind, [
        ['generate', t('Generated')],
        ['edit', t('Edited')],
        ['insert', t('Made for a document')],
      ])}
      <label
        ><input
          type="checkbox"
          .checked=${placeholdersOnly}
          @change=${(event: Event) => this.#change({ placeholdersOnly: (event.target as HTMLInputElement).checked })}
        />${t('Placeholders only')}</label
      >
    </form>`;
  }

  #list(
    name: 'provider' | 'model' | 'kind',
    label: string,
    all: string,
    value: string | undefined,
    options: readonly (readonly [value: string, label: string])[],
  ): unknown {
    // What is chosen can be seen and taken back, also where nothing is of it any more.
    const isThere = value === undefined || options.some(([id]) => id === value);
    const offered = isThere ? options : [...options, [value, value] as const];
    return html`<select
      aria-label=${label}
      data-value=${value ?? ''}
      @change=${(event: Event) => {
        const chosen = (event.target as HTMLSelectElement).value;
        this.#change({ [name]: chosen === '' ? undefined : chosen });
      }}
    >
      <option value="">${all}</option>
      ${offered.map(([id, text]) => html`<option value=${id}>${text}</option>`)}
    </select>`;
  }

  #searchLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#change({}), typingMs);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape' && this.search.value !== '') {
      event.preventDefault();
      event.stopPropagation();
      this.search.value = '';
      this.#change({});
    } else if (event.key === 'Enter') this.#change({});
  }

  #change(change: Partial<GalleryFilter>): void {
    clearTimeout(this.#timer);
    const detail: GalleryFilter = { ...this.filter, search: this.search.value, ...change };
    this.dispatchEvent(new CustomEvent('filter', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-gallery-filter': FilterBar;
  }
}
