import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import { callsFor } from '../../../core/controls.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { iconButton } from '../../parts/iconButton.ts';
import { syncSelects } from '../../parts/selects.ts';
import { shared, View } from '../../parts/view.ts';
import { current, setDraft } from './request.ts';
import './seedControl.ts';
import { composerStyles } from './styles.ts';

/** More can be asked for in several goes; a slip of the finger should not be able to. */
const mostImages = 10;

/** How many, and what else the models can be told: seed, quality, background, format. */
@customElement('easel-options')
export class OptionControls extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
        gap: 8px;
      }
      input {
        text-align: center;
        appearance: textfield;
      }
      input::-webkit-inner-spin-button {
        appearance: none;
      }
    `,
  ];

  protected override updated(): void {
    syncSelects(this.renderRoot);
  }

  protected override render(): unknown {
    const { controls, draft } = current(this.store);
    return html`${this.#count(draft.count ?? 1, callsFor(draft.count ?? 1, controls))}
    ${controls.seed ? html`<easel-seed .store=${this.store}></easel-seed>` : nothing}
    ${this.#choice('quality', t('Quality'), controls.qualities, draft.quality)}
    ${this.#choice('background', t('Background'), controls.backgrounds, draft.background)}
    ${this.#choice('outputFormat', t('Format'), controls.outputFormats, draft.outputFormat)}`;
  }

  #count(count: number, calls: number): unknown {
    const step = (by: number) => setDraft(this.store, { count: clamped(count + by) });
    return html`<div class="field">
      <label class="name" for="count">${t('Images')}</label>
      <div class="line">
        ${iconButton({ icon: 'remove', label: t('Fewer'), isDisabled: count <= 1, onClick: () => step(-1) })}
        <input
          id="count"
          class="grow"
          type="number"
          min="1"
          max=${mostImages}
          step="1"
          aria-describedby="calls"
          .value=${String(count)}
          @input=${({ target }: Event) => this.#counted((target as HTMLInputElement).valueAsNumber)}
          @change=${({ target }: Event) => ((target as HTMLInputElement).value = String(count))}
        />
        ${iconButton({ icon: 'add', label: t('More'), isDisabled: count >= mostImages, onClick: () => step(1) })}
      </div>
      <span id="calls" class="note quiet">${calls > 1 ? t('in {0} requests', calls) : ''}</span>
    </div>`;
  }

  /** While it is typed, it may be empty for a moment; what cannot be is taken back once it is left. */
  #counted(count: number): void {
    if (count >= 1) setDraft(this.store, { count: clamped(count) });
  }

  #choice(
    option: 'quality' | 'background' | 'outputFormat',
    name: string,
    values: readonly string[],
    value: string | undefined,
  ): unknown {
    if (values.length === 0) return nothing;
    return html`<label class="field">
      <span class="name">${name}</span>
      <select
        data-value=${value ?? ''}
        @change=${({ target }: Event) =>
          setDraft(this.store, { [option]: (target as HTMLSelectElement).value || undefined })}
      >
        <option value="">${t('Default')}</option>
        ${values.map((each) => html`<option value=${each}>${valueLabel(each)}</option>`)}
      </select>
    </label>`;
  }
}

function clamped(count: number): number {
  return Math.min(mostImages, Math.max(1, Math.round(count)));
}

/** What people call a value; those that only a service knows stay as they are sent. */
function valueLabel(value: string): string {
  const labels: Record<string, string> = {
    auto: t('Auto'),
    low: t('Low'),
    medium: t('Medium'),
    high: t('High'),
    transparent: t('Transparent'),
    opaque: t('Opaque'),
    png: 'PNG',
    jpeg: 'JPEG',
    webp: 'WebP',
  };
  return labels[value] ?? value;
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-options': OptionControls;
  }
}
