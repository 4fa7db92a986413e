import { t } from '@vscode/l10n';
import { html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ViewedImage } from '../../protocol/types.ts';
import { nameOf, rivalsOf } from '../editing/compareChoices.ts';
import { comparisonStyles } from '../editing/comparisonLook.ts';
import { Divider } from '../editing/divider.ts';
import type { Size } from '../editing/geometry.ts';
import { editingStyles } from '../editing/look.ts';
import { amendRoute, isTyping, messageInstead } from '../editing/nav.ts';
import { Picture } from '../editing/picture.ts';
import '../editing/stage.ts';
import { Viewport } from '../editing/viewport.ts';
import '../parts/choices.ts';
import type { Choice } from '../parts/choices.ts';
import { controlStyles } from '../parts/controlStyles.ts';
import { iconButton } from '../parts/iconButton.ts';
import { shared, View } from '../parts/view.ts';

type Mode = 'slider' | 'side' | 'onion' | 'difference';
const modes: readonly Mode[] = ['slider', 'side', 'onion', 'difference'];

/** Two images, one beside or over the other. */
@customElement('easel-compare')
export class CompareView extends View {
  static override styles: CSSResultGroup = [shared, controlStyles, editingStyles, comparisonStyles];

  @property() accessor left = '';
  /** A URI, or "git" for the version of `left` that Git has. */
  @property() accessor right = '';
  @state() private accessor mode: Mode = 'slider';
  /** Part of the left image that is seen, from 0 to 1. */
  @state() private accessor split = 0.5;
  @state() private accessor opacity = 0.5;
  @state() private accessor isAmplified = false;
  @state() private accessor isSwapped = false;
  @query('.pair') private accessor pair!: HTMLElement | null;
  @query('.divider') private accessor divider!: HTMLElement | null;

  readonly #viewport = new Viewport();
  readonly #left = new Picture(this);
  readonly #right = new Picture(this);
  readonly #dragging = new Divider(this.#viewport, (split) => (this.split = split));
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.#viewport.listen(() => this.#lay());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { host } = this.store;
    if (changed.has('left')) void this.#left.load(() => host.call('view', { uri: this.left }));
    if (changed.has('right') || (changed.has('left') && this.right === 'git')) {
      void this.#right.load(() =>
        this.right === 'git' ? host.call('viewGitVersion', { uri: this.left }) : host.call('view', { uri: this.right }),
      );
    }
    const box = this.#box();
    if (box) this.#viewport.show(box);
  }

  protected override updated(): void {
    this.#lay();
  }

  protected override render(): unknown {
    const [first, second] = this.#sides();
    return html`<header @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        <easel-choices
          .label=${t('Way to compare')}
          .value=${this.mode}
          .choices=${modeChoices()}
          @choose=${({ detail }: CustomEvent<Mode>) => (this.mode = detail)}
        ></easel-choices>
        ${this.#modeControls()}
        <span class="grows"></span>
        ${this.#rightChoice()}
        ${iconButton({ icon: 'arrow-swap', label: t('Swap Sides'), onClick: () => this.#swap(), name: 'swap' })}
      </header>
      <div class="body" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        ${
          first.picture.image && second.picture.image
            ? this.#stages(first.picture.image, second.picture.image)
            : messageInstead(this.#problem())
        }
      </div>
      <footer>${label(first)}${label(second)}${this.#sizesNote()}</footer>`;
  }

  /** Left and right as they are shown now. */
  #sides(): readonly [Side, Side] {
    const left = { picture: this.#left, name: this.#left.image?.name ?? nameOf(this.left) };
    const rightName = this.#right.image?.name ?? nameOf(this.right);
    const right = {
      picture: this.#right,
      name: this.right === 'git' ? t('{0}, version in Git', left.name) : rightName,
    };
    return this.isSwapped ? [right, left] : [left, right];
  }

  #problem(): string | undefined {
    if (this.#right.isAbsent) return t('Git has no version of this image.');
    return this.#left.problem ?? this.#right.problem;
  }

  /** The box that both are fitted into: as wide and high as the larger. */
  #box(): Size | undefined {
    const [a, b] = [this.#left.image, this.#right.image];
    return a && b && { width: Math.max(a.width, b.width), height: Math.max(a.height, b.height) };
  }

  #stages(first: ViewedImage, second: ViewedImage): unknown {
    if (this.mode === 'side') {
      return html`${this.#stage(picture(first, 'first'), first.name, true)}${this.#stage(
        picture(second, 'second'),
        second.name,
      )}`;
    }
    const pair = html`<div class="pair ${this.mode} ${this.isAmplified ? 'amplified' : ''}">
        ${picture(second, 'second')}${picture(first, 'first')}
      </div>
      ${this.mode === 'slider' ? this.#dividerHandle() : nothing}`;
    return this.#stage(pair, t('{0} and {1}', first.name, second.name));
  }

  #stage(content: unknown, name: string, hidesZoom = false): unknown {
    return html`<easel-stage
      .viewport=${this.#viewport}
      .label=${name}
      .hint=${t('Arrow keys move the images, plus and minus zoom.')}
      .onKey=${(event: KeyboardEvent) => this.#modeKey(event)}
      ?hidesZoom=${hidesZoom}
      >${content}</easel-stage
    >`;
  }

  #dividerHandle(): unknown {
    const percent = Math.round(this.split * 100);
    return html`<div
      slot="over"
      class="divider"
      role="slider"
      tabindex="0"
      aria-label=${t('Divider')}
      aria-orientation="horizontal"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      aria-valuetext="${percent}%"
      @pointerdown=${(event: PointerEvent) => this.#dragging.down(event)}
      @pointermove=${(event: PointerEvent) => this.#dragging.move(event)}
      @pointerup=${() => this.#dragging.up()}
      @pointercancel=${() => this.#dragging.up()}
      @keydown=${(event: KeyboardEvent) => this.#dragging.key(event, this.split)}
    >
      <span class="grip"><vscode-icon name="arrow-both"></vscode-icon></span>
    </div>`;
  }

  #modeControls(): unknown {
    if (this.mode === 'onion') {
      return html`<div class="slide">
        <label for="opacity">${t('Opacity of the left image')}</label>
        <input
          id="opacity"
          type="range"
          min="0"
          max="1"
          step="0.01"
          aria-valuetext="${Math.round(this.opacity * 100)}%"
          .value=${String(this.opacity)}
          @input=${({ target }: Event & { target: HTMLInputElement }) => (this.opacity = target.valueAsNumber)}
        />
        <output>${Math.round(this.opacity * 100)}%</output>
      </div>`;
    }
    if (this.mode !== 'difference') return nothing;
    return html`<button
      type="button"
      aria-pressed=${this.isAmplified}
      title=${t('Makes small differences bright')}
      @click=${() => (this.isAmplified = !this.isAmplified)}
    >
      ${t('Amplify')}
    </button>`;
  }

  #rightChoice(): unknown {
    const rivals = rivalsOf(this.left, this.store.state);
    const isListed = rivals.some(({ value }) => value === this.right);
    return html`<label class="against"
      >${t('Compare with')}
      <select
        @change=${({ target }: Event & { target: HTMLSelectElement }) =>
          amendRoute(this.store, { view: 'compare', left: this.left, right: target.value })}
      >
        ${isListed ? nothing : html`<option value=${this.right} selected>${nameOf(this.right)}</option>`}
        ${rivals.map(
          (rival) => html`<option value=${rival.value} ?selected=${rival.value === this.right}>${rival.label}</option>`,
        )}
      </select>
    </label>`;
  }

  #sizesNote(): unknown {
    const [a, b] = [this.#left.image, this.#right.image];
    if (!a || !b || (a.width === b.width && a.height === b.height)) return nothing;
    return html`<span class="quiet">${t('The sizes differ: both are fitted into the same box.')}</span>`;
  }

  #swap(): void {
    this.isSwapped = !this.isSwapped;
    const [first, second] = this.#sides();
    this.store.say(t('Left: {0}. Right: {1}.', first.name, second.name));
  }

  /** What follows the pointer is laid by hand: as quick as it comes, and no attribute that the page's policy stops. */
  #lay(): void {
    this.pair?.style.setProperty('--split', `${this.split * 100}%`);
    this.pair?.style.setProperty('--opacity', String(this.opacity));
    const { width, height } = this.#viewport.content;
    const [x] = this.#viewport.toScreen([this.split * width, height]);
    if (this.divider) this.divider.style.left = `${x}px`;
  }

  #onKey(event: KeyboardEvent): void {
    if (!event.defaultPrevented && !isTyping(event) && this.#modeKey(event)) event.preventDefault();
  }

  #modeKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const mode = ctrlKey || metaKey || altKey ? undefined : modes[Number(key) - 1];
    if (mode) this.mode = mode;
    return mode !== undefined;
  }
}

interface Side {
  readonly picture: Picture;
  readonly name: string;
}

function picture({ src }: ViewedImage, side: 'first' | 'second'): unknown {
  return html`<img class=${side} src=${src} alt="" draggable="false" />`;
}

function label({ picture: { image }, name }: Side): unknown {
  return html`<span class="label" title=${image?.path ?? name}
    ><span class="name">${name}</span>
    ${image ? html`<span class="quiet">${image.width} × ${image.height}</span>` : nothing}</span
  >`;
}

function modeChoices(): readonly Choice[] {
  return [
    { value: 'slider', label: t('Slider'), note: '1' },
    { value: 'side', label: t('Side by Side'), note: '2' },
    { value: 'onion', label: t('Onion Skin'), note: '3' },
    { value: 'difference', label: t('Difference'), note: '4' },
  ];
}
