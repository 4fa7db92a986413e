import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Store } from '../store.ts';
import { mostFeather } from './feather.ts';
import type { RegionModel } from './regionModel.ts';

/** What belongs to the region as a whole, and the rectangle in numbers. */
export function regionSide(model: RegionModel, store: Store): TemplateResult {
  return html`${featherSlider(model)}
    <div class="check">
      <input
        id="keeps"
        type="checkbox"
        aria-describedby="keeps-note"
        .checked=${model.keepsOutside}
        @change=${({ target }: Event & { target: HTMLInputElement }) => {
          model.keepsOutside = target.checked;
        }}
      />
      <label for="keeps">${t('Keep everything outside exactly as it is')}</label>
      <p id="keeps-note" class="quiet">
        ${t('Easel puts only the region of the result onto the original; every pixel outside stays, and the file is saved without loss.')}
      </p>
    </div>
    ${modelNote(model, store)} ${model.tool === 'rectangle' ? rectangleFields(model) : nothing}`;
}

function featherSlider(model: RegionModel): TemplateResult {
  return html`<div class="slide">
    <label for="feather">${t('Soft edge')}</label>
    <input
      id="feather"
      type="range"
      min="0"
      max=${Math.min(mostFeather, Math.max(8, Math.round(Math.min(model.size.width, model.size.height) / 4)))}
      step="1"
      aria-valuetext=${t('{0} pixels', model.feather)}
      .value=${String(model.feather)}
      @input=${({ target }: Event & { target: HTMLInputElement }) => {
        model.feather = target.valueAsNumber;
      }}
    />
    <output>${model.feather} px</output>
  </div>`;
}

/** What becomes of the region, by what the models chosen can do. */
function modelNote(model: RegionModel, store: Store): TemplateResult {
  const known = store.targets.map((target) => ({ name: target.model, info: store.modelOf(target) }));
  const names = (takesMask: boolean) =>
    known
      .filter(({ info }) => info && info.capabilities.references.max > 0 && info.capabilities.mask === takesMask)
      .map(({ name, info }) => info?.label ?? name)
      .join(', ');
  const [masked, others] = [names(true), names(false)];
  return html`${masked === '' ? nothing : html`<p class="quiet">${t('Gets the region as a mask: {0}.', masked)}</p>`}
  ${
    others === ''
      ? nothing
      : html`<p class="quiet">
          ${
            model.keepsOutside
              ? t('Without a mask, the whole image may change: {0}. Easel keeps only the region of the result.', others)
              : t(
                  'Without a mask, the whole image may change: {0}. Tick the box above to keep the change inside the region.',
                  others,
                )
          }
        </p>`
  }`;
}

function rectangleFields(model: RegionModel): TemplateResult {
  const { width, height } = model.size;
  return html`<form
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      if (event.target instanceof HTMLFormElement) addTyped(model, event.target);
    }}
  >
    <fieldset>
      <legend>${t('Rectangle in numbers')}</legend>
      <div class="fields">
        ${numberField('x', t('X'), 0, width - 1, 0)} ${numberField('y', t('Y'), 0, height - 1, 0)}
        ${numberField('width', t('Width'), 1, width, Math.ceil(width / 2))}
        ${numberField('height', t('Height'), 1, height, Math.ceil(height / 2))}
      </div>
      <button type="submit">${t('Mark Rectangle')}</button>
    </fieldset>
  </form>`;
}

function numberField(name: string, label: string, least: number, most: number, value: number): TemplateResult {
  return html`<label
    >${label}<input type="number" name=${name} min=${least} max=${most} step="1" required value=${value}
  /></label>`;
}

function addTyped(model: RegionModel, form: HTMLFormElement): void {
  const typed = new FormData(form);
  const read = (name: string) => Number(typed.get(name));
  model.addRectangle({ x: read('x'), y: read('y'), width: read('width'), height: read('height') });
}
