import { t } from '@vscode/l10n';
import { css, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { parseRatio } from '../../base/shape.ts';
import type { TransformPreview, ViewedImage } from '../../protocol/types.ts';
import '../editing/cropBox.ts';
import type { Rect } from '../editing/geometry.ts';
import { editingStyles } from '../editing/look.ts';
import { amendRoute, messageInstead } from '../editing/nav.ts';
import { Picture } from '../editing/picture.ts';
import '../editing/stage.ts';
import { emptyForm, isEnlarged, stepsOf, transformOf, type TransformForm } from '../editing/transformForm.ts';
import { transformSide } from '../editing/transformSide.ts';
import { TrialResult } from '../editing/trialResult.ts';
import { Viewport } from '../editing/viewport.ts';
import '../parts/choices.ts';
import { controlStyles } from '../parts/controlStyles.ts';
import { shared, View } from '../parts/view.ts';

type Showing = 'original' | 'result';

/** Crop, pad, resize and convert, on this machine. */
@customElement('easel-transform')
export class TransformView extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    editingStyles,
    css`
      easel-stage > img,
      .canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      .canvas {
        overflow: hidden;
      }
      .window {
        position: absolute;
        overflow: hidden;
      }
      .window img {
        position: absolute;
        max-width: none;
      }
      input[type='color'] {
        width: 48px;
        padding: 2px;
      }
      .sizes {
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property() accessor uri = '';
  @state() private accessor showing: Showing = 'original';
  @state() private accessor isSaving = false;
  @query('.canvas') private accessor canvas!: HTMLElement | null;

  /** Each has a view of its own: they are of different sizes. */
  readonly #views: Readonly<Record<Showing, Viewport>> = { original: new Viewport(), result: new Viewport() };
  readonly #picture = new Picture(this);
  readonly #trial = new TrialResult(this, () => this.store);
  #form: TransformForm = emptyForm;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('uri')) {
      const route = this.store.state.routes.at(-1);
      this.#form = (route?.view === 'transform' ? route.draft : undefined) ?? emptyForm;
      void this.#picture.load(() => this.store.host.call('view', { uri: this.uri }));
    }
    const { image } = this.#picture;
    if (!image) return;
    this.#trial.want(image.uri, transformOf(this.#form, image, image.mediaType));
    this.#views.original.show(image);
    this.#views.result.show(stepsOf(this.#form, image).result);
  }

  protected override updated(): void {
    this.#layResult();
  }

  protected override render(): unknown {
    const { image, problem } = this.#picture;
    if (!image) return messageInstead(problem);
    const transform = transformOf(this.#form, image, image.mediaType);
    return html`<header>
        <h2>${image.name} <span class="quiet">${image.width} × ${image.height}</span></h2>
        <easel-choices
          .label=${t('Shown')}
          .value=${this.showing}
          .choices=${[
            { value: 'original', label: t('Original') },
            { value: 'result', label: t('Result') },
          ]}
          @choose=${({ detail }: CustomEvent<Showing>) => (this.showing = detail)}
        ></easel-choices>
        <button type="button" @click=${() => this.store.back()}>${t('Cancel')}</button>
        <button
          type="button"
          class="primary"
          aria-disabled=${!transform || this.isSaving}
          @click=${() => void this.#save(image)}
        >
          ${t('Save as New File')}
        </button>
      </header>
      <div class="body">
        ${this.showing === 'original' ? this.#original(image) : this.#result(image)}
        <div class="side">
          ${this.#sizes(image)} ${transformSide(this.#form, image, (change) => this.#change(change))}
          <p class="quiet">${t('Free and offline: nothing leaves this machine, and the file you began with stays.')}</p>
        </div>
      </div>`;
  }

  #original(image: ViewedImage): unknown {
    const { crop } = stepsOf(this.#form, image);
    const viewport = this.#views.original;
    return html`<easel-stage .viewport=${viewport} .label=${t('Original')} .hint=${stageHint()}>
      <img src=${image.src} alt="" draggable="false" />
      <easel-crop-box
        slot="over"
        .rect=${crop}
        .ratio=${parseRatio(this.#form.cropRatio)}
        .viewport=${viewport}
        @crop=${({ detail }: CustomEvent<Rect>) => this.#change({ crop: detail })}
      ></easel-crop-box>
    </easel-stage>`;
  }

  /** What the host made, else what it will look like: the same shape, without what a format does to it. */
  #result({ src }: ViewedImage): unknown {
    const { preview } = this.#trial;
    return html`<easel-stage .viewport=${this.#views.result} .label=${t('Result')} .hint=${stageHint()}>
      ${
        preview
          ? html`<img src=${preview.src} alt="" draggable="false" />`
          : html`<div class="canvas">
              <div class="window"><img src=${src} alt="" draggable="false" /></div>
            </div>`
      }
    </easel-stage>`;
  }

  /** By hand, since the page's policy stops style attributes. */
  #layResult(): void {
    const { image } = this.#picture;
    const frame = this.canvas?.querySelector<HTMLElement>('.window');
    const picture = frame?.querySelector('img');
    if (!image || !this.canvas || !frame || !picture) return;
    const { crop, padded, result } = stepsOf(this.#form, image);
    const [across, down] = [result.width / padded.width, result.height / padded.height];
    const { padColour, padRatio } = this.#form;
    this.canvas.style.background = padRatio === '' || padColour === 'transparent' ? 'none' : padColour;
    Object.assign(frame.style, {
      left: `${Math.floor((padded.width - crop.width) / 2) * across}px`,
      top: `${Math.floor((padded.height - crop.height) / 2) * down}px`,
      width: `${crop.width * across}px`,
      height: `${crop.height * down}px`,
    });
    Object.assign(picture.style, {
      left: `${-crop.x * across}px`,
      top: `${-crop.y * down}px`,
      width: `${image.width * across}px`,
      height: `${image.height * down}px`,
    });
  }

  #sizes(image: ViewedImage): unknown {
    const steps = stepsOf(this.#form, image);
    const { preview, problem } = this.#trial;
    return html`<div class="sizes">
      <p>${t('Before: {0}', told(image))}</p>
      <p role="status">
        ${t('After: {0}', preview ? told(preview) : `${steps.result.width} × ${steps.result.height}`)}
        ${this.#trial.isWaiting ? html`<span class="quiet">${t('(being tried…)')}</span>` : nothing}
      </p>
      ${
        isEnlarged(steps)
          ? html`<p class="warns">${t('Larger than the original: it gets softer, not more detailed.')}</p>`
          : nothing
      }
      ${preview?.losses?.map((loss) => html`<p class="warns">${loss}</p>`)}
      ${problem === undefined ? nothing : html`<p class="wrong" role="alert">${problem}</p>`}
    </div>`;
  }

  #change(change: Partial<TransformForm>): void {
    this.#form = { ...this.#form, ...change };
    amendRoute(this.store, { view: 'transform', uri: this.uri, draft: this.#form });
  }

  async #save(image: ViewedImage): Promise<void> {
    const transform = transformOf(this.#form, image, image.mediaType);
    if (!transform || this.isSaving) return;
    this.isSaving = true;
    const { store } = this;
    const saved = await store.attempt(() => store.host.call('saveTransform', { uri: image.uri, transform }));
    this.isSaving = false;
    if (!saved) return;
    const route = store.state.routes.at(-1);
    if (route?.view === 'transform' && route.uri === image.uri) amendRoute(store, { view: 'image', uri: saved.uri });
    store.say(t('Saved as {0}.', saved.path));
  }
}

function stageHint(): string {
  return t('Arrow keys move the image, plus and minus zoom.');
}

/** "1024 × 768, 312 KB, PNG" */
function told({
  width,
  height,
  bytes,
  mediaType,
}: Pick<TransformPreview, 'width' | 'height' | 'bytes' | 'mediaType'>): string {
  return t('{0} × {1}, {2}, {3}', width, height, bytesOf(bytes), mediaType.slice('image/'.length).toUpperCase());
}

function bytesOf(bytes: number): string {
  const isLarge = bytes >= 1_000_000;
  const unit = isLarge ? 'megabyte' : 'kilobyte';
  const value = isLarge ? bytes / 1_000_000 : bytes / 1000;
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: 'unit',
    unit,
    maximumFractionDigits: isLarge ? 2 : 1,
  }).format(value);
}
