import { css, html, LitElement, nothing, type CSSResultGroup } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { parseRatio } from '../../base/shape.ts';
import { controlStyles } from './controlStyles.ts';
import { moved } from './roving.ts';
import { shared } from './view.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** "16:9": drawn as a rectangle of this shape. "" draws the empty frame of no shape. */
  readonly shape?: string;
  /** Tooltip, and read after the label. */
  readonly note?: string;
}

/** One of several, all to be seen at once: a radio group whose arrow keys choose. Tells by `choose`. */
@customElement('easel-choices')
export class Choices extends LitElement {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      .group {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      button {
        border-color: var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
        background: none;
        color: var(--vscode-foreground);
      }
      button.drawn {
        flex-direction: column;
        gap: 3px;
        min-width: 46px;
        padding: 5px 4px 3px;
        font-size: 11px;
      }
      button:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
      button[aria-checked='true'] {
        border-color: var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
        background: var(--vscode-inputOption-activeBackground, var(--vscode-list-inactiveSelectionBackground));
        color: var(--vscode-inputOption-activeForeground, inherit);
        /* High contrast has no backgrounds that differ: the chosen one has a thicker edge, also beside the focus. */
        box-shadow: inset 0 0 0 2px var(--vscode-contrastActiveBorder, transparent);
      }
      button:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: 1px;
      }
      rect {
        fill: none;
        stroke: currentColor;
        stroke-width: 1.5;
      }
      rect.any {
        stroke-dasharray: 3 2.5;
      }
    `,
  ];

  @property() accessor label = '';
  @property() accessor value = '';
  @property({ attribute: false }) accessor choices: readonly Choice[] = [];

  protected override render(): unknown {
    // One of them is always reached by Tab, also when the value is none of them.
    const current = Math.max(
      0,
      this.choices.findIndex(({ value }) => value === this.value),
    );
    return html`<div
      class="group"
      role="radiogroup"
      aria-label=${this.label}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, current)}
    >
      ${this.choices.map((choice, at) => this.#choice(choice, at === current))}
    </div>`;
  }

  #choice({ value, label, shape, note }: Choice, isReached: boolean): unknown {
    return html`<button
      type="button"
      role="radio"
      class=${shape === undefined ? '' : 'drawn'}
      aria-checked=${value === this.value}
      aria-description=${note ?? nothing}
      title=${note ?? nothing}
      tabindex=${isReached ? 0 : -1}
      @click=${() => this.#choose(value)}
    >
      ${shape === undefined ? nothing : drawn(shape)}<span>${label}</span>
    </button>`;
  }

  #onKey(event: KeyboardEvent, from: number): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = moved(event.key, from, this.choices.length);
    const choice = to === undefined ? undefined : this.choices[to];
    if (!choice || to === undefined) return;
    event.preventDefault();
    this.shadowRoot?.querySelectorAll('button')[to]?.focus();
    this.#choose(choice.value);
  }

  #choose(value: string): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: value }));
  }
}

/** A rectangle of this ratio, 22 pixels at its longer side and never so thin that it is a line. */
function drawn(shape: string): unknown {
  const ratio = parseRatio(shape);
  const [width, height] = ratio === undefined ? [18, 18] : ratio > 1 ? [22, 22 / ratio] : [22 * ratio, 22];
  const [wide, high] = [Math.max(6, width), Math.max(6, height)];
  return html`<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
    <rect
      class=${ratio === undefined ? 'any' : ''}
      x=${12 - wide / 2}
      y=${12 - high / 2}
      width=${wide}
      height=${high}
      rx="2"
    ></rect>
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-choices': Choices;
  }
}
