import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import { controlStyles } from '../../parts/controlStyles.ts';
import { iconButton } from '../../parts/iconButton.ts';
import { moved } from '../../parts/roving.ts';
import { shared, View } from '../../parts/view.ts';

/** A button that opens the prompts of before, to take one up again or to forget it. Tells by `choose`. */
@customElement('easel-prompt-history')
export class PromptHistory extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      .trigger {
        display: inline-block;
        anchor-name: --history;
      }
      .list {
        position: fixed;
        position-anchor: --history;
        position-area: block-end span-inline-start;
        position-try-fallbacks: flip-block;
        inset: auto;
        width: min(420px, 94vw);
        max-height: min(420px, 60vh);
        margin: 2px 0;
        padding: 4px;
        overflow-y: auto;
        border: 1px solid var(--vscode-menu-border, var(--vscode-contrastBorder, transparent));
        border-radius: 5px;
        background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
        color: var(--vscode-menu-foreground, inherit);
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: 2px;
      }
      .take {
        display: -webkit-box;
        flex: 1;
        padding: 4px 6px;
        overflow: hidden;
        border: 0;
        border-radius: 3px;
        background: none;
        color: inherit;
        text-align: start;
        overflow-wrap: anywhere;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .take:hover,
      .take:focus {
        background: var(--vscode-list-hoverBackground);
      }
      p {
        margin: 6px;
      }
    `,
  ];

  @state() private accessor isOpen = false;
  @query('.list') private accessor list!: HTMLElement | null;

  protected override render(): unknown {
    return html`<span class="trigger"
        >${iconButton({
          icon: 'history',
          label: t('Recent prompts (Alt+Up, Alt+Down)'),
          name: 'history',
          onClick: () => void this.#toggle(),
        })}</span
      >${this.isOpen ? this.#list() : nothing}`;
  }

  #list(): unknown {
    const prompts = this.store.state.host?.recentPrompts ?? [];
    return html`<div
      class="list"
      popover="auto"
      role="dialog"
      tabindex="-1"
      aria-label=${t('Recent prompts')}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      @toggle=${({ newState }: ToggleEvent) => {
        if (newState === 'closed') this.isOpen = false;
      }}
    >
      ${prompts.length === 0 ? html`<p class="quiet">${t('Prompts that you have sent will be here.')}</p>` : nothing}
      <ul>
        ${prompts.map((prompt) => this.#row(prompt))}
      </ul>
    </div>`;
  }

  #row(prompt: string): unknown {
    return html`<li>
      <button type="button" class="take" title=${prompt.slice(0, 1000)} @click=${() => this.#take(prompt)}>
        ${prompt.slice(0, 300)}
      </button>
      ${iconButton({ icon: 'close', label: t('Forget This Prompt'), onClick: () => void this.#forget(prompt) })}
    </li>`;
  }

  async #toggle(): Promise<void> {
    this.isOpen = !this.isOpen;
    await this.updateComplete;
    if (!this.isOpen || !this.list) return;
    this.list.showPopover();
    (this.#rows()[0] ?? this.list).focus();
  }

  #rows(): HTMLElement[] {
    return [...(this.list?.querySelectorAll<HTMLElement>('.take') ?? [])];
  }

  #onKey(event: KeyboardEvent): void {
    const rows = this.#rows();
    const focused = this.shadowRoot?.activeElement?.closest('li')?.querySelector('.take');
    const from = rows.findIndex((row) => row === focused);
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
      return;
    }
    const prompt = this.store.state.host?.recentPrompts[from];
    if (event.key === 'Delete' && prompt !== undefined) {
      event.preventDefault();
      void this.#forget(prompt);
      return;
    }
    const to =
      event.key === 'ArrowLeft' || event.key === 'ArrowRight' ? undefined : moved(event.key, from, rows.length);
    if (to === undefined) return;
    event.preventDefault();
    rows[to]?.focus();
  }

  #take(prompt: string): void {
    this.#close();
    this.dispatchEvent(new CustomEvent('choose', { detail: prompt }));
  }

  /** The focus stays in the list, on what takes the row's place. */
  async #forget(prompt: string): Promise<void> {
    const at = (this.store.state.host?.recentPrompts ?? []).indexOf(prompt);
    await this.store.attempt(() => this.store.host.call('forgetPrompt', { prompt }));
    const { host } = this.store.state;
    if (host) {
      this.store.update({ host: { ...host, recentPrompts: host.recentPrompts.filter((each) => each !== prompt) } });
    }
    await this.updateComplete;
    const rows = this.#rows();
    (rows[Math.min(at, rows.length - 1)] ?? this.list)?.focus();
  }

  #close(): void {
    this.list?.hidePopover();
    this.isOpen = false;
    this.renderRoot.querySelector<HTMLElement>('[data-name=history]')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-prompt-history': PromptHistory;
  }
}
