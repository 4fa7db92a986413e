import { css, html, LitElement, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { controlStyles } from './controlStyles.ts';
import { moved } from './roving.ts';
import { shared } from './view.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon?: string;
  /** Shown after the label, in the colour of details. */
  readonly detail?: string;
  /** A line is drawn before it. */
  readonly startsGroup?: boolean;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

/**
 * A button that opens a list of things to do. Arrow keys, Home, End and the first letter move in it; Escape and Tab
 * close it, and the focus goes back to the button. Tells by `easel-menu-closed`.
 */
@customElement('easel-menu')
export class Menu extends LitElement {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      :host {
        display: inline-block;
      }
      .trigger {
        anchor-name: --trigger;
      }
      .list {
        position: fixed;
        position-anchor: --trigger;
        position-area: block-end span-inline-end;
        position-try-fallbacks:
          flip-block,
          flip-inline,
          flip-block flip-inline;
        inset: auto;
        min-width: 160px;
        max-width: min(420px, 96vw);
        max-height: 60vh;
        margin: 2px 0;
        padding: 4px;
        overflow-y: auto;
        border: 1px solid var(--vscode-menu-border, var(--vscode-contrastBorder, transparent));
        border-radius: 5px;
        background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
        color: var(--vscode-menu-foreground, inherit);
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      .item {
        display: flex;
        justify-content: flex-start;
        gap: 8px;
        width: 100%;
        border: 0;
        border-radius: 3px;
        background: none;
        color: inherit;
        text-align: start;
      }
      .item:focus,
      .item:hover {
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-hoverBackground));
        color: var(--vscode-menu-selectionForeground, inherit);
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
        outline-offset: -1px;
      }
      .item span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .item .detail {
        margin-inline-start: auto;
        padding-inline-start: 16px;
        opacity: 0.8;
      }
      hr {
        margin: 4px 0;
        border: 0;
        border-top: 1px solid var(--vscode-menu-separatorBackground, var(--vscode-panel-border));
      }
    `,
  ];

  /** What the button opens, for people who hear it, and its tooltip. */
  @property() accessor label = '';
  @property() accessor icon = 'ellipsis';
  /** Words on the button, after its icon; empty: the icon alone. */
  @property() accessor text = '';
  @property({ attribute: false }) accessor items: readonly MenuItem[] = [];
  @state() private accessor isOpen = false;
  @query('.trigger') private accessor trigger!: HTMLButtonElement;
  @query('.list') private accessor list!: HTMLElement | null;

  override focus(): void {
    this.trigger.focus();
  }

  show(): void {
    this.isOpen = true;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('isOpen') || !this.isOpen || !this.list) return;
    this.list.showPopover();
    this.#members()[0]?.focus();
  }

  protected override render(): unknown {
    return html`<button
        type="button"
        class="trigger ${this.text === '' ? 'icon' : ''}"
        title=${this.label}
        aria-label=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.isOpen}
        @click=${() => (this.isOpen = !this.isOpen)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'ArrowDown' || event.altKey) return;
          event.preventDefault();
          this.isOpen = true;
        }}
      >
        <vscode-icon name=${this.icon}></vscode-icon>${this.text}</button
      >${this.isOpen ? this.#list() : nothing}`;
  }

  #list(): unknown {
    return html`<div
      class="list"
      role="menu"
      popover="auto"
      aria-label=${this.label}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      @toggle=${(event: ToggleEvent) => {
        if (event.newState !== 'closed') return;
        this.isOpen = false;
        this.dispatchEvent(new Event('easel-menu-closed'));
      }}
    >
      ${this.items.map((item) => this.#item(item))}
    </div>`;
  }

  #item({ label, icon, detail, startsGroup, isDisabled, run }: MenuItem): unknown {
    return html`${startsGroup ? html`<hr role="separator" />` : nothing}<button
        type="button"
        class="item"
        role="menuitem"
        tabindex="-1"
        aria-disabled=${isDisabled ?? nothing}
        @click=${() => {
          if (isDisabled) return;
          this.#close();
          run();
        }}
      >
        ${icon === undefined ? nothing : html`<vscode-icon name=${icon}></vscode-icon>`}
        <span>${label}</span>
        ${detail === undefined ? nothing : html`<span class="detail">${detail}</span>`}
      </button>`;
  }

  #members(): HTMLElement[] {
    return [...(this.list?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  }

  #onKey(event: KeyboardEvent): void {
    const members = this.#members();
    const from = members.findIndex((each) => each === this.shadowRoot?.activeElement);
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
      return;
    }
    const letter = event.key.toLowerCase();
    const byLetter = [...members.slice(from + 1), ...members.slice(0, from + 1)].find(
      (each) => letter.length === 1 && letter !== ' ' && each.innerText.trim().toLowerCase().startsWith(letter),
    );
    const next = members[moved(event.key, from, members.length) ?? -1] ?? byLetter;
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }

  #close(): void {
    this.list?.hidePopover();
    this.isOpen = false;
    this.trigger.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-menu': Menu;
  }
}
