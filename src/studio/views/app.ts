import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import type { Intent } from '../../protocol/types.ts';
import { controlStyles } from '../parts/controlStyles.ts';
import { iconButton } from '../parts/iconButton.ts';
import { moved } from '../parts/roving.ts';
import '../parts/statusRegion.ts';
import { shared, View } from '../parts/view.ts';
import type { Route } from '../state.ts';
import './compare.ts';
import type { ComposerView } from './composer.ts';
import './composer.ts';
import { addReferences } from './composer/references.ts';
import './details.ts';
import './feed.ts';
import './gallery.ts';
import './region.ts';
import './transform.ts';

type Tab = 'create' | 'gallery';

/** The whole page. What lies over a tab leaves it as it was: drawn, scrolled and typed in. */
@customElement('easel-studio')
export class StudioApp extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        background: var(--vscode-editor-background);
      }
      header {
        display: flex;
        flex: none;
        align-items: center;
        gap: 4px;
        height: 35px;
        padding: 0 8px;
        border-block-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      [role='tablist'] {
        display: flex;
        align-self: stretch;
      }
      [role='tab'] {
        padding: 0 10px;
        border: 0;
        border-radius: 0;
        background: none;
        color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-descriptionForeground));
        box-shadow: none;
      }
      [role='tab']:hover {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
      [role='tab'][aria-selected='true'] {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
        box-shadow: inset 0 -2px var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
      }
      [role='tab']:focus-visible {
        outline-offset: -3px;
      }
      h1 {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .banner {
        display: flex;
        flex: none;
        gap: 8px;
        padding: 6px 12px;
        background: var(--vscode-banner-background, var(--vscode-editorWidget-background));
        color: var(--vscode-banner-foreground, inherit);
        border-block-end: 1px solid var(--vscode-contrastBorder, transparent);
      }
      main {
        flex: 1;
        min-height: 0;
        container-type: inline-size;
      }
      .panel {
        height: 100%;
        overflow: auto;
      }
      .panel[hidden] {
        display: none;
      }
      @container (min-width: 760px) {
        .create {
          display: grid;
          grid-template-columns: clamp(340px, 34cqi, 420px) minmax(0, 1fr);
          overflow: hidden;
        }
        .create > * {
          height: 100%;
          min-height: 0;
          overflow: auto;
        }
        .create > easel-composer {
          border-inline-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        }
      }
    `,
  ];

  @query('easel-composer') private accessor composer!: ComposerView;
  #stopIntents: (() => void) | undefined;
  /** What had the focus when a view was put over another, by how many lay there. */
  readonly #focusUnder = new Map<number, HTMLElement>();
  #drawn: readonly Route[] = [];
  #depth = 0;

  /** On the window: the focus may be on what has just gone from view. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    if (this.#isInFront('create') || this.#isInFront('gallery')) return;
    event.preventDefault();
    this.store.back();
  };

  /** VS Code selects all once more when it hears of it, a moment later: over what has been typed since. */
  readonly #keepSelectAll = (event: KeyboardEvent): void => {
    const [box] = event.composedPath();
    const isTyped = box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement;
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (isTyped && key.toLowerCase() === 'a' && (ctrlKey || metaKey) && !altKey && !shiftKey) event.stopPropagation();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#keepSelectAll);
    this.#stopIntents = this.store.onIntent((intent) => this.#intend(intent));
    window.addEventListener('keydown', this.#onKey);
    this.#depth = this.store.state.routes.length;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopIntents?.();
    this.removeEventListener('keydown', this.#keepSelectAll);
    window.removeEventListener('keydown', this.#onKey);
  }

  protected override willUpdate(): void {
    const { length } = this.store.state.routes;
    const focused = deepFocus();
    if (length > this.#depth && focused) this.#focusUnder.set(this.#depth, focused);
  }

  protected override firstUpdated(): void {
    if (this.#isInFront('create')) void this.#focusPrompt();
  }

  protected override updated(): void {
    const { routes } = this.store.state;
    if (routes === this.#drawn) return;
    const [before, isFirst] = [this.#depth, this.#drawn.length === 0];
    this.#drawn = routes;
    this.#depth = routes.length;
    if (isFirst || routes.length === before) return;
    if (routes.length < before) this.#focusUnder.get(routes.length)?.focus();
    // Whoever pressed a button that is gone from view goes on at the top of what is there now.
    else if (!deepFocus()?.checkVisibility()) this.renderRoot.querySelector<HTMLElement>('[data-name=back]')?.focus();
  }

  protected override render(): unknown {
    const { routes, host } = this.store.state;
    const route = routes.at(-1) ?? { view: 'create' };
    const isOver = route.view !== 'create' && route.view !== 'gallery';
    const tab = routes.some(({ view }) => view === 'gallery') ? 'gallery' : 'create';
    return html`<header>
        ${
          isOver
            ? iconButton({ icon: 'arrow-left', label: t('Back'), name: 'back', onClick: () => this.store.back() })
            : nothing
        }
        <div role="tablist" aria-label=${t('Easel Studio')} @keydown=${(event: KeyboardEvent) => this.#onTabKey(event)}>
          ${this.#tab('create', t('Create'), tab)}${this.#tab('gallery', t('Gallery'), tab)}
        </div>
        <h1 class=${isOver ? '' : 'unseen'}>${isOver ? titleOf(route) : t('Easel Studio')}</h1>
      </header>
      ${host?.isTrusted === false ? untrusted() : nothing}
      <main>
        <div
          class="panel create"
          id="panel-create"
          role="tabpanel"
          aria-labelledby="tab-create"
          ?hidden=${route.view !== 'create'}
        >
          <easel-composer .store=${this.store} @sent=${() => this.#showFeed()}></easel-composer>
          <easel-feed .store=${this.store}></easel-feed>
        </div>
        <div
          class="panel"
          id="panel-gallery"
          role="tabpanel"
          aria-labelledby="tab-gallery"
          ?hidden=${route.view !== 'gallery'}
        >
          ${tab === 'gallery' ? html`<easel-gallery .store=${this.store}></easel-gallery>` : nothing}
        </div>
        ${isOver ? html`<div class="panel">${this.#over(route)}</div>` : nothing}
      </main>
      <easel-status .store=${this.store}></easel-status>`;
  }

  #tab(tab: Tab, label: string, current: Tab): unknown {
    const isCurrent = tab === current;
    return html`<button
      type="button"
      role="tab"
      id="tab-${tab}"
      aria-controls="panel-${tab}"
      aria-selected=${isCurrent}
      tabindex=${isCurrent ? 0 : -1}
      @click=${() => this.store.go({ view: tab })}
    >
      ${label}
    </button>`;
  }

  #onTabKey(event: KeyboardEvent): void {
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=tab]')];
    const from = tabs.findIndex((tab) => tab.tabIndex === 0);
    const to = tabs[moved(event.key, from, tabs.length) ?? -1];
    if (!to || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    to.focus();
    to.click();
  }

  #over(route: Route): unknown {
    const { store } = this;
    switch (route.view) {
      case 'create':
      case 'gallery':
        return nothing;
      case 'image':
        return html`<easel-details .store=${store} .uri=${route.uri}></easel-details>`;
      case 'region':
        return html`<easel-region .store=${store} .uri=${route.uri}></easel-region>`;
      case 'compare':
        return html`<easel-compare .store=${store} .left=${route.left} .right=${route.right}></easel-compare>`;
      case 'transform':
        return html`<easel-transform .store=${store} .uri=${route.uri}></easel-transform>`;
    }
  }

  #intend(intent: Intent): void {
    switch (intent.kind) {
      case 'addReferences':
        addReferences(this.store, intent.images);
        void this.#focusPrompt();
        return;
      case 'focusPrompt':
        void this.#focusPrompt();
        return;
      case 'showImage':
        this.store.go({ view: 'image', uri: intent.image.uri });
    }
  }

  /** Where the feed is under the composer, what was just begun would be out of sight. */
  #showFeed(): void {
    const panel = this.renderRoot.querySelector('.create');
    const feed = this.renderRoot.querySelector('easel-feed');
    if (!panel || !feed) return;
    const { top, height } = panel.getBoundingClientRect();
    const hidden = feed.getBoundingClientRect().top - (top + height * 0.6);
    if (hidden > 0) panel.scrollBy({ top: hidden });
  }

  #isInFront(view: Route['view']): boolean {
    return this.store.state.routes.at(-1)?.view === view;
  }

  async #focusPrompt(): Promise<void> {
    if (!this.#isInFront('create')) this.store.go({ view: 'create' });
    await this.updateComplete;
    await this.composer.focusPrompt();
  }
}

function titleOf(route: Route): string {
  switch (route.view) {
    case 'create':
    case 'gallery':
      return '';
    case 'image':
      return t('Image');
    case 'region':
      return t('Edit a region');
    case 'compare':
      return t('Compare');
    case 'transform':
      return t('Crop, resize, convert');
  }
}

function untrusted(): unknown {
  return html`<div class="banner" role="note">
    <vscode-icon name="workspace-untrusted"></vscode-icon>
    <span>${t('This workspace is not trusted, so Easel makes nothing in it. Trust it in VS Code to go on.')}</span>
  </div>`;
}

/** The element that has the focus, however deep in shadow trees. */
function deepFocus(): HTMLElement | undefined {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found instanceof HTMLElement && found !== document.body ? found : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-studio': StudioApp;
  }
}
