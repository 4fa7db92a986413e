import { t } from '@vscode/l10n';
import { css, html, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { editingStyles } from '../editing/look.ts';
import { tooLargeForRegion } from '../editing/mask.ts';
import { MaskOverlay } from '../editing/maskOverlay.ts';
import { amendRoute, isTyping, messageInstead } from '../editing/nav.ts';
import { Picture } from '../editing/picture.ts';
import { drawingKey, regionKey } from '../editing/regionKeys.ts';
import { RegionModel } from '../editing/regionModel.ts';
import { regionSide } from '../editing/regionSide.ts';
import { regionTools } from '../editing/regionTools.ts';
import { onThemeChange } from '../editing/theme.ts';
import '../editing/stage.ts';
import { Viewport } from '../editing/viewport.ts';
import { controlStyles } from '../parts/controlStyles.ts';
import { shared, View } from '../parts/view.ts';

const saidAfter = 250;

/** Lets people mark the part of an image that is to change. */
@customElement('easel-region')
export class RegionView extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    editingStyles,
    css`
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        pointer-events: none;
        /* What is drawn with: one that stands out, and one that it stands out from. */
        color: var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
        outline-color: var(--vscode-editor-background);
      }
      .tools {
        display: flex;
        flex: none;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        padding: 6px 10px;
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
      }
      .tools .slide {
        grid-template-columns: auto minmax(80px, 140px) auto;
      }
      .tools .slide label {
        grid-column: auto;
      }
    `,
  ];

  @property() accessor uri = '';
  @query('canvas') private accessor canvas!: HTMLCanvasElement | null;
  @query('.said') private accessor said!: HTMLElement | null;

  readonly #viewport = new Viewport();
  readonly #picture = new Picture(this);
  #model: RegionModel | undefined;
  #overlay: MaskOverlay | undefined;
  #stops: readonly (() => void)[] = [];
  #saying: ReturnType<typeof setTimeout> | undefined;
  /** Escape was pressed once while something is marked that would be lost. */
  #isLeaving = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const draw = () => this.#overlay?.draw();
    this.#stops = [this.#viewport.listen(draw), onThemeChange(draw)];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    this.#overlay?.stop();
    clearTimeout(this.#saying);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('uri')) {
      this.#model = undefined;
      void this.#picture.load(() => this.store.host.call('view', { uri: this.uri }));
    }
    const { image } = this.#picture;
    if (image && !this.#model && tooLargeForRegion(image) === undefined) this.#begin();
  }

  protected override updated(): void {
    if (!this.canvas || !this.#model) this.#overlay = undefined;
    else this.#overlay ??= new MaskOverlay(this.canvas, this.#viewport, () => this.#drawn());
    this.#overlay?.draw();
  }

  protected override render(): unknown {
    const { image, problem } = this.#picture;
    const model = this.#model;
    if (!image || !model) return messageInstead(problem ?? (image && tooLargeForRegion(image)));
    return html`<header>
        <h2>
          ${t('Mark what is to change')} <span class="quiet">${image.name}, ${image.width} × ${image.height}</span>
        </h2>
        <button type="button" @click=${() => this.store.back()}>${t('Cancel')}</button>
        <button
          type="button"
          class="primary"
          aria-disabled=${model.strokes.length === 0}
          @click=${() => void this.#use()}
        >
          ${t('Use This Region')}
        </button>
      </header>
      <div class="tools" role="group" aria-label=${t('Tools')} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        ${regionTools(model, () => this.#moved())}
      </div>
      <div class="body" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        <easel-stage
          .viewport=${this.#viewport}
          .pen=${model}
          .label=${t('Image to mark')}
          .hint=${t('Arrow keys move a cursor, with Shift further. Enter begins and ends what is drawn. Plus and minus zoom.')}
          .onKey=${(event: KeyboardEvent) => this.#stageKey(event)}
        >
          <img src=${image.src} alt="" width=${image.width} height=${image.height} draggable="false" />
          <canvas slot="over"></canvas>
        </easel-stage>
        <div class="side">${regionSide(model, this.store)}</div>
      </div>
      <div class="said unseen" role="status"></div>`;
  }

  #begin(): void {
    const { image } = this.#picture;
    if (!image) return;
    const { state } = this.store;
    const route = state.routes.at(-1);
    // What was marked before the page went away comes first, then what is in use already.
    const drafts = [route?.view === 'region' ? route.draft : undefined, state.region ?? undefined];
    const draft = drafts.find(
      (each) => each?.uri === image.uri && each.width === image.width && each.height === image.height,
    );
    this.#model = new RegionModel(
      draft ?? RegionModel.emptyDraft(image.uri, image),
      {
        marked: () => this.#keep(),
        moved: () => this.#overlay?.draw(),
        said: (text) => this.#say(text),
      },
      () => this.#viewport.scale,
    );
    this.#viewport.show(image);
  }

  #drawn(): ReturnType<ConstructorParameters<typeof MaskOverlay>[2]> {
    const model = this.#model;
    if (!model) return { strokes: [], live: undefined, feather: 0 };
    const { strokes, live, feather, hovered, cursor, tool, radius } = model;
    const isBrush = tool === 'brush' || tool === 'eraser';
    const at = cursor ?? hovered;
    return { strokes, live, feather, cursor, brush: isBrush && at ? { at, radius } : undefined };
  }

  /** Remembers what is marked, in case that the page goes away. */
  #keep(): void {
    if (this.#model) amendRoute(this.store, { view: 'region', uri: this.uri, draft: this.#model.draft });
  }

  #moved(): void {
    this.requestUpdate();
    this.#overlay?.draw();
  }

  #say(text: string): void {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      if (this.said) this.said.textContent = text;
    }, saidAfter);
  }

  #stageKey(event: KeyboardEvent): boolean {
    const model = this.#model;
    if (!model) return false;
    const isDone = drawingKey(model, event, this.#viewport);
    if (isDone && model.cursor) this.#viewport.reveal(model.cursor);
    return isDone;
  }

  /** Keys that do the same wherever the focus is on this view. */
  #onKey(event: KeyboardEvent): void {
    const model = this.#model;
    if (!model || event.defaultPrevented || isTyping(event)) return;
    if (!regionKey(model, event) && !this.#staysFor(event)) return;
    event.preventDefault();
    this.#moved();
  }

  /** One press of Escape is too easily made to lose what was marked by it. */
  #staysFor({ key }: KeyboardEvent): boolean {
    const wasLeaving = this.#isLeaving;
    this.#isLeaving = key === 'Escape';
    const route = this.store.state.routes.at(-1);
    if (key !== 'Escape' || wasLeaving || route?.view !== 'region' || !route.draft) return false;
    this.store.say(t('Press Escape again to leave without using what is marked.'));
    return true;
  }

  async #use(): Promise<void> {
    const { store } = this;
    const model = this.#model;
    if (!model || model.strokes.length === 0) return;
    const { uri } = model;
    // What is shown here has no thumbnail, which the list of references needs.
    const known = store.state.references.find((each) => each.uri === uri);
    const reference = known ?? (await store.attempt(() => store.host.call('describe', { uris: [uri] })))?.[0];
    const isStillHere = this.isConnected && this.#model === model;
    if (!reference || !isStillHere) return;
    const others = store.state.references.filter((each) => each.uri !== uri);
    store.update({ references: [reference, ...others], region: model.draft });
    store.go({ view: 'create' });
    store.intend({ kind: 'focusPrompt' });
  }
}
