import { t } from '@vscode/l10n';
import { css, html, LitElement, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { shared } from '../parts/view.ts';
import { arrows } from './arrows.ts';
import { handles, moveHandle, type Handle } from './cropRect.ts';
import type { Point, Rect } from './geometry.ts';
import { Viewport } from './viewport.ts';

const farther = 10;

/**
 * The frame of a crop over an image, with handles for pointer and keys. Lies in the slot `over` of a stage and tells by
 * `crop`; where it is not, the stage can be used.
 */
@customElement('easel-crop-box')
export class CropBox extends LitElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      :host {
        position: absolute;
        inset: 0;
        overflow: hidden;
        pointer-events: none;
      }
      .frame {
        position: absolute;
        border: 1px solid var(--vscode-focusBorder);
        box-shadow:
          inset 0 0 0 1px var(--vscode-editor-background),
          0 0 0 200vmax color-mix(in srgb, var(--vscode-editor-background) 70%, transparent);
      }
      .move,
      .handle {
        position: absolute;
        padding: 0;
        border: 0;
        background: none;
        pointer-events: auto;
        touch-action: none;
      }
      .move {
        inset: 0;
        width: 100%;
        height: 100%;
        cursor: move;
      }
      .move:focus-visible {
        outline: 2px dashed var(--vscode-focusBorder);
        outline-offset: -4px;
      }
      .handle {
        width: 24px;
        height: 24px;
        margin: -12px;
      }
      .handle::after {
        content: '';
        position: absolute;
        inset: 6px;
        border: 2px solid var(--vscode-editor-background);
        border-radius: 2px;
        background: var(--vscode-focusBorder);
        outline: 1px solid var(--vscode-focusBorder);
      }
      .handle:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .nw,
      .n,
      .ne {
        top: 0;
      }
      .w,
      .e {
        top: 50%;
      }
      .sw,
      .s,
      .se {
        top: 100%;
      }
      .nw,
      .w,
      .sw {
        left: 0;
      }
      .n,
      .s {
        left: 50%;
      }
      .ne,
      .e,
      .se {
        left: 100%;
      }
      .nw,
      .se {
        cursor: nwse-resize;
      }
      .ne,
      .sw {
        cursor: nesw-resize;
      }
      .n,
      .s {
        cursor: ns-resize;
      }
      .w,
      .e {
        cursor: ew-resize;
      }
    `,
  ];

  @property({ attribute: false }) accessor rect: Rect = { x: 0, y: 0, width: 1, height: 1 };
  @property({ attribute: false }) accessor ratio: number | undefined;
  @property({ attribute: false }) accessor viewport = new Viewport();
  @query('.frame') private accessor frame!: HTMLElement;

  #stop: (() => void) | undefined;
  #held: { readonly handle: Handle; readonly from: Point; readonly rect: Rect } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('viewport')) this.#listen();
  }

  protected override updated(): void {
    this.#lay();
  }

  protected override render(): unknown {
    return html`<div class="frame" role="group" aria-label=${t('Crop')}>
      ${(['move', ...handles] as const).map((handle) => this.#handle(handle))}
    </div>`;
  }

  #handle(handle: Handle): unknown {
    return html`<button
      type="button"
      class=${handle === 'move' ? 'move' : `handle ${handle}`}
      data-handle=${handle}
      aria-label=${nameOf(handle)}
      aria-description=${t('Arrow keys move it, with Shift further.')}
      @pointerdown=${(event: PointerEvent) => this.#take(event, handle)}
      @pointermove=${(event: PointerEvent) => this.#drag(event)}
      @pointerup=${() => (this.#held = undefined)}
      @pointercancel=${() => (this.#held = undefined)}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, handle)}
    ></button>`;
  }

  #listen(): void {
    this.#stop?.();
    this.#stop = this.viewport.listen(() => this.#lay());
  }

  #lay(): void {
    if (!this.hasUpdated) return;
    const { scale } = this.viewport;
    const [left, top] = this.viewport.toScreen([this.rect.x, this.rect.y]);
    Object.assign(this.frame.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${this.rect.width * scale}px`,
      height: `${this.rect.height * scale}px`,
    });
  }

  #take(event: PointerEvent, handle: Handle): void {
    const button = event.currentTarget;
    if (event.button !== 0 || !(button instanceof HTMLElement)) return;
    button.setPointerCapture(event.pointerId);
    this.#held = { handle, from: [event.clientX, event.clientY], rect: this.rect };
  }

  #drag({ clientX, clientY }: PointerEvent): void {
    if (!this.#held) return;
    const { handle, from, rect } = this.#held;
    const { scale } = this.viewport;
    this.#tell(rect, handle, [(clientX - from[0]) / scale, (clientY - from[1]) / scale]);
  }

  #onKey(event: KeyboardEvent, handle: Handle): void {
    const by = arrows[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = event.shiftKey ? farther : 1;
    this.#tell(this.rect, handle, [by[0] * step, by[1] * step]);
  }

  #tell(rect: Rect, handle: Handle, by: Point): void {
    const detail = moveHandle(rect, handle, by, this.viewport.content, this.ratio);
    this.dispatchEvent(new CustomEvent('crop', { detail }));
  }
}

function nameOf(handle: Handle): string {
  const names: Readonly<Record<Handle, string>> = {
    move: t('Move the crop'),
    nw: t('Top left corner'),
    n: t('Top edge'),
    ne: t('Top right corner'),
    e: t('Right edge'),
    se: t('Bottom right corner'),
    s: t('Bottom edge'),
    sw: t('Bottom left corner'),
    w: t('Left edge'),
  };
  return names[handle];
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-crop-box': CropBox;
  }
}
