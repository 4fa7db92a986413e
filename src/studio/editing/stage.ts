import { css, html, LitElement, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import { controlStyles } from '../parts/controlStyles.ts';
import { iconButton } from '../parts/iconButton.ts';
import { shared } from '../parts/view.ts';
import { arrows } from './arrows.ts';
import type { Point } from './geometry.ts';
import { Gestures } from './gestures.ts';
import type { Pen } from './pen.ts';
import { Viewport } from './viewport.ts';

/** Above this, one sees pixels and not a blur of them. */
const pixelated = 4;
const panStep = 48;

/**
 * Shows something with zoom and pan. What is in the default slot lies in the image's own pixels; what is in the slot
 * `over` lies on the screen's, and draws itself whenever the viewport says that it changed.
 */
@customElement('easel-stage')
export class Stage extends LitElement {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        overflow: hidden;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
        background: var(--vscode-editor-background);
      }
      .place {
        position: relative;
        flex: 1;
        min-height: 0;
        overflow: hidden;
      }
      .surface {
        position: absolute;
        inset: 0;
        overflow: hidden;
        touch-action: none;
        user-select: none;
      }
      .surface:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: -2px;
      }
      .surface.draws {
        cursor: crosshair;
      }
      .surface.pans {
        cursor: grab;
      }
      .surface.panning {
        cursor: grabbing;
      }
      .content {
        position: absolute;
        top: 0;
        left: 0;
        transform-origin: 0 0;
      }
      .board {
        position: absolute;
        outline: 1px solid color-mix(in srgb, var(--vscode-foreground) 35%, transparent);
        --square: color-mix(in srgb, var(--vscode-foreground) 14%, var(--vscode-editor-background));
        background: repeating-conic-gradient(var(--square) 0 25%, var(--vscode-editor-background) 0 50%) 0 0 / 16px 16px;
      }
      .content.pixelated ::slotted(*) {
        image-rendering: pixelated;
      }
      .zoom {
        display: flex;
        flex: none;
        align-items: center;
        justify-content: flex-end;
        gap: 2px;
        height: 30px;
        padding: 0 6px;
        border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
      }
      .zoom output {
        min-width: 44px;
        text-align: center;
        font-variant-numeric: tabular-nums;
      }
      .zoom button.text {
        min-height: 24px;
        padding: 0 6px;
        border: 0;
        background: none;
        color: inherit;
      }
      .zoom button.text:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
    `,
  ];

  @property({ attribute: false }) accessor viewport = new Viewport();
  /** What the surface is, for people who hear it. */
  @property() accessor label = '';
  /** What its keys do. */
  @property() accessor hint = '';
  /** Takes the pointer for itself; absent: it moves the image. */
  @property({ attribute: false }) accessor pen: Pen | undefined;
  /** Sees keys first; true: it did something with it. */
  @property({ attribute: false }) accessor onKey: ((event: KeyboardEvent) => boolean) | undefined;
  /** Another stage with the same viewport has the buttons. */
  @property({ type: Boolean }) accessor hidesZoom = false;
  @state() private accessor isPanning = false;
  @query('.place') private accessor place!: HTMLElement;
  @query('.surface') private accessor surface!: HTMLElement;
  @query('.content') private accessor content!: HTMLElement;
  @query('.board') private accessor board!: HTMLElement;

  readonly #gestures = new Gestures(this, (isPanning) => (this.isPanning = isPanning));
  readonly #resized = new ResizeObserver(() => this.#measure());
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#stop?.();
  }

  override focus(): void {
    this.surface.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('viewport')) this.#listen();
  }

  protected override firstUpdated(): void {
    // Not passive: the wheel is ours.
    this.surface.addEventListener('wheel', (event) => this.#gestures.wheel(event), { passive: false });
    this.#measure();
  }

  protected override updated(): void {
    this.#lay();
  }

  protected override render(): unknown {
    const gestures = this.#gestures;
    return html`<div class="place">
        <div
          class="surface ${this.pen && !gestures.wantsPan ? 'draws' : 'pans'} ${this.isPanning ? 'panning' : ''}"
          tabindex="0"
          role=${this.pen ? 'application' : 'group'}
          aria-label=${this.label}
          aria-description=${this.hint}
          @pointerdown=${(event: PointerEvent) => gestures.down(event)}
          @pointermove=${(event: PointerEvent) => gestures.move(event)}
          @pointerup=${(event: PointerEvent) => gestures.up(event)}
          @pointercancel=${(event: PointerEvent) => gestures.cancel(event)}
          @pointerleave=${() => this.pen?.hover(undefined)}
          @keydown=${(event: KeyboardEvent) => this.#onKeyDown(event)}
          @keyup=${(event: KeyboardEvent) => gestures.keyUp(event)}
          @blur=${() => gestures.blur()}
        >
          <div class="board"></div>
          <div class="content"><slot></slot></div>
        </div>
        <slot name="over"></slot>
      </div>
      ${this.hidesZoom ? html`<div class="zoom"></div>` : this.#zoomBar()}`;
  }

  #zoomBar(): unknown {
    const { viewport } = this;
    return html`<div class="zoom" role="group" aria-label=${t('Zoom')}>
      ${iconButton({ icon: 'remove', label: t('Zoom Out (-)'), onClick: () => viewport.zoomOut() })}
      <output class="percent"></output>
      ${iconButton({ icon: 'add', label: t('Zoom In (+)'), onClick: () => viewport.zoomIn() })}
      <button type="button" class="text" title=${t('Whole Image (0)')} @click=${() => viewport.fit()}>
        ${t('Fit')}
      </button>
      <button type="button" class="text" title=${t('Actual Size (1)')} @click=${() => viewport.zoomTo(1)}>100%</button>
    </div>`;
  }

  #listen(): void {
    this.#stop?.();
    this.#stop = this.viewport.listen(() => this.#lay());
  }

  #measure(): void {
    if (!this.hasUpdated) return;
    this.viewport.resize({ width: this.place.clientWidth, height: this.place.clientHeight });
  }

  #lay(): void {
    if (!this.hasUpdated) return;
    const { scale, origin, content } = this.viewport;
    const [x, y] = origin;
    const { style } = this.content;
    style.width = `${content.width}px`;
    style.height = `${content.height}px`;
    style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.content.classList.toggle('pixelated', scale > pixelated);
    Object.assign(this.board.style, {
      left: `${x}px`,
      top: `${y}px`,
      width: `${content.width * scale}px`,
      height: `${content.height * scale}px`,
    });
    const percent = this.renderRoot.querySelector('.percent');
    if (percent) percent.textContent = `${Math.round(scale * 100)}%`;
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (this.onKey?.(event) || this.#zoomKey(event) || this.#panKey(event)) event.preventDefault();
    else this.#gestures.keyDown(event);
  }

  #zoomKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey || altKey) return false;
    const { viewport } = this;
    if (key === '+' || key === '=') viewport.zoomIn();
    else if (key === '-') viewport.zoomOut();
    else if (key === '0') viewport.fit();
    else if (key === '1') viewport.zoomTo(1);
    else return false;
    return true;
  }

  #panKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const by: Point | undefined = arrows[key];
    if (!by || ctrlKey || metaKey || altKey) return false;
    this.viewport.pan(-by[0] * panStep, -by[1] * panStep);
    return true;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-stage': Stage;
  }
}
