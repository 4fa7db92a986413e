import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { t } from '@vscode/l10n';
import { shapeOf, sizeProblem, type Controls } from '../../../core/controls.ts';
import { ratioNote } from '../../../core/ratioNote.ts';
import type { Choice } from '../../parts/choices.ts';
import '../../parts/choices.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { syncSelects } from '../../parts/selects.ts';
import { shared, View } from '../../parts/view.ts';
import { tellProblem } from './problem.ts';
import { activeRegion } from './references.ts';
import { current, setDraft } from './request.ts';
import { composerStyles } from './styles.ts';

/** Stands in the list of sizes for one that is typed. */
const typed = 'typed';

/** Ratio, resolution and size: a size says it all, so that choosing one takes the others back. */
@customElement('easel-shape')
export class ShapeControl extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .row {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
        gap: 8px;
      }
    `,
  ];

  /** What is in the box for a size, once there is one; it may not be one yet. */
  @state() private accessor typing: string | undefined;
  /** What the text was held against. */
  #checked: Controls | undefined;

  /** Other models may take other sizes, or none that are typed. */
  protected override willUpdate(): void {
    const { controls } = current(this.store);
    if (this.typing === undefined || controls === this.#checked) return;
    if (controls.pixels) this.#type(this.typing, controls);
    else this.#stopTyping();
  }

  protected override updated(): void {
    syncSelects(this.renderRoot);
  }

  protected override render(): unknown {
    const { controls, draft } = current(this.store);
    return html`${activeRegion(this.store) ? html`<p class="note quiet">${t('The shape stays the original’s.')}</p>` : nothing}
      ${controls.ratios.length > 0 ? this.#ratios(controls, draft.size ?? draft.aspectRatio ?? '') : nothing}
      <div class="row">
        ${controls.resolutions.length > 0 ? this.#resolution(controls, draft.resolution ?? '') : nothing}
        ${controls.sizes.length > 0 || controls.pixels ? this.#size(controls, draft.size) : nothing}
      </div>
      ${this.typing !== undefined && controls.pixels ? this.#box(controls, this.typing) : nothing}`;
  }

  #ratios({ ratios }: Controls, value: string): unknown {
    const choices: Choice[] = [
      {
        value: '',
        label: t('Auto'),
        shape: '',
        note: t('The model’s own shape; for edits, that of the first reference'),
      },
      ...ratios.map((ratio) => ({
        value: ratio,
        label: ratio,
        shape: shapeOf(ratio),
        note: ratioNote(ratio) ?? ratio,
      })),
    ];
    return html`<div class="field">
      <span class="name">${t('Aspect ratio')}</span>
      <easel-choices
        label=${t('Aspect ratio')}
        .value=${value}
        .choices=${choices}
        @choose=${({ detail }: CustomEvent<string>) => {
          this.#stopTyping();
          setDraft(this.store, { aspectRatio: detail || undefined, size: undefined });
        }}
      ></easel-choices>
    </div>`;
  }

  #resolution({ resolutions }: Controls, value: string): unknown {
    return html`<label class="field">
      <span class="name">${t('Resolution')}</span>
      <select
        data-value=${value}
        @change=${({ target }: Event) => {
          this.#stopTyping();
          const resolution = (target as HTMLSelectElement).value || undefined;
          setDraft(this.store, { resolution, size: undefined });
        }}
      >
        <option value="">${t('Auto')}</option>
        ${resolutions.map((each) => html`<option value=${each}>${each}</option>`)}
      </select>
    </label>`;
  }

  #size({ sizes, pixels, ratios }: Controls, size: string | undefined): unknown {
    const value = this.typing === undefined ? (size ?? '') : typed;
    const listed = size === undefined || sizes.includes(size) ? sizes : [size, ...sizes];
    return html`<label class="field">
      <span class="name">${t('Size')}</span>
      <select data-value=${value} @change=${({ target }: Event) => this.#choose((target as HTMLSelectElement).value)}>
        <option value="">${ratios.length > 0 ? t('By ratio') : t('Auto')}</option>
        ${listed.map((each) => html`<option value=${each}>${sizeLabel(each)}</option>`)}
        ${pixels ? html`<option value=${typed}>${t('Other…')}</option>` : nothing}
      </select>
    </label>`;
  }

  #box(controls: Controls, text: string): unknown {
    const problem = problemOf(text, controls);
    return html`<div class="field">
      <label class="name" for="typed">${t('Width x height in pixels')}</label>
      <input
        id="typed"
        placeholder="1024x1536"
        aria-invalid=${problem !== undefined}
        aria-describedby="problem"
        .value=${live(text)}
        @input=${({ target }: InputEvent) => this.#type((target as HTMLInputElement).value, controls)}
      />
      <span id="problem" class="note wrong">${problem ?? ''}</span>
    </div>`;
  }

  #choose(value: string): void {
    if (value !== typed) {
      this.#stopTyping();
      setDraft(this.store, { size: value || undefined });
      return;
    }
    this.typing = current(this.store).draft.size ?? '';
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#typed')?.focus());
  }

  #type(value: string, controls: Controls): void {
    this.typing = value;
    this.#checked = controls;
    const problem = problemOf(value, controls);
    tellProblem(this, 'size', problem);
    setDraft(this.store, { size: problem === undefined ? written(value) || undefined : undefined });
  }

  #stopTyping(): void {
    this.typing = undefined;
    tellProblem(this, 'size', undefined);
  }
}

/** As sizes are written, however it was typed: "1024 × 1536" is fine. */
function written(text: string): string {
  return text.trim().replace(/\s*[x×*]\s*/i, 'x');
}

function problemOf(text: string, controls: Controls): string | undefined {
  return written(text) === '' ? undefined : sizeProblem(written(text), controls);
}

function sizeLabel(size: string): string {
  return size.replace('x', ' × ');
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-shape': ShapeControl;
  }
}
