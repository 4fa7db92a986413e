import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { parseRatio } from '../../base/shape.ts';
import type { ViewedImage } from '../../protocol/types.ts';
import { cropOfRatio } from './cropRect.ts';
import { rectWithin, type Rect } from './geometry.ts';
import { formatOf, mostEdge, stepsOf, type Format, type TransformForm } from './transformForm.ts';

type Change = (change: Partial<TransformForm>) => void;
type FieldEvent = Event & { target: HTMLInputElement };

const ratios = ['1:1', '4:3', '3:2', '16:9', '21:9', '3:4', '2:3', '9:16'];

/** The fields of the transform view: each step of it, in the order in which they are done. */
export function transformSide(form: TransformForm, image: ViewedImage, change: Change): TemplateResult {
  return html`${cropFields(form, image, change)} ${padFields(form, change)} ${sizeFields(form, image, change)}
  ${formatFields(form, image, change)}`;
}

function cropFields(form: TransformForm, image: ViewedImage, change: Change): TemplateResult {
  const { crop } = stepsOf(form, image);
  const original = `${image.width}:${image.height}`;
  const choose = (cropRatio: string) => {
    const ratio = parseRatio(cropRatio);
    change({ cropRatio, ...(ratio === undefined ? {} : { crop: cropOfRatio(crop, ratio, image) }) });
  };
  const set = (part: Partial<Rect>) => {
    change({ crop: typedCrop({ ...crop, ...part }, part, parseRatio(form.cropRatio), image) });
  };
  return html`<fieldset>
    <legend>${t('Crop')}</legend>
    <label
      >${t('Ratio of the crop')}
      <select @change=${({ target }: FieldEvent) => choose(target.value)}>
        ${option('', t('Any'), form.cropRatio)} ${option(original, t('As the original'), form.cropRatio)}
        ${ratios.filter((ratio) => ratio !== original).map((ratio) => option(ratio, ratio, form.cropRatio))}
      </select>
    </label>
    <div class="fields">
      ${numberField(t('X'), crop.x, 0, image.width - 1, (x) => set({ x }))}
      ${numberField(t('Y'), crop.y, 0, image.height - 1, (y) => set({ y }))}
      ${numberField(t('Crop width'), crop.width, 1, image.width, (width) => set({ width }))}
      ${numberField(t('Crop height'), crop.height, 1, image.height, (height) => set({ height }))}
    </div>
    <button
      type="button"
      aria-disabled=${form.crop === undefined}
      @click=${() => change({ crop: undefined, cropRatio: '' })}
    >
      ${t('Whole Image')}
    </button>
  </fieldset>`;
}

/** What was typed counts; the other side follows where a ratio is kept. */
function typedCrop(rect: Rect, typed: Partial<Rect>, ratio: number | undefined, image: ViewedImage): Rect {
  if (ratio === undefined) return rectWithin(rect, image);
  const sized =
    typed.height === undefined
      ? { ...rect, height: Math.max(1, Math.round(rect.width / ratio)) }
      : { ...rect, width: Math.max(1, Math.round(rect.height * ratio)) };
  return cropOfRatio(rectWithin(sized, image), ratio, image);
}

function padFields(form: TransformForm, change: Change): TemplateResult {
  const isClear = form.padColour === 'transparent';
  return html`<fieldset>
    <legend>${t('Pad')}</legend>
    <label
      >${t('Pad to ratio')}
      <select @change=${({ target }: FieldEvent) => change({ padRatio: target.value })}>
        ${option('', t('No padding'), form.padRatio)} ${ratios.map((ratio) => option(ratio, ratio, form.padRatio))}
      </select>
    </label>
    ${
      form.padRatio === ''
        ? nothing
        : html`<div class="row">
            <label class="check"
              ><input
                type="checkbox"
                .checked=${isClear}
                @change=${({ target }: FieldEvent) => change({ padColour: target.checked ? 'transparent' : '#ffffff' })}
              />${t('Transparent')}</label
            >
            ${
              isClear
                ? nothing
                : html`<input
                    type="color"
                    aria-label=${t('Colour of the padding')}
                    .value=${form.padColour}
                    @input=${({ target }: FieldEvent) => change({ padColour: target.value })}
                  />`
            }
          </div>`
    }
    ${
      form.padRatio !== '' && isClear && form.format === 'jpeg'
        ? html`<p class="warns">${t('JPEG has no transparency: the padding will be white.')}</p>`
        : nothing
    }
  </fieldset>`;
}

function sizeFields(form: TransformForm, image: ViewedImage, change: Change): TemplateResult {
  const { padded, result } = stepsOf(form, image);
  const isLinked = form.height === undefined;
  const percent = Math.round((result.width / padded.width) * 1000) / 10;
  const setHeight = (height: number) => {
    change(isLinked ? { width: Math.max(1, Math.round((height * padded.width) / padded.height)) } : { height });
  };
  return html`<fieldset>
    <legend>${t('Resize')}</legend>
    <div class="fields">
      ${numberField(t('Width'), result.width, 1, mostEdge, (width) => change({ width }))}
      ${numberField(t('Height'), result.height, 1, mostEdge, setHeight)}
      ${numberField(t('Percent'), percent, 1, 1000, (share) =>
        change({ width: Math.max(1, Math.round((padded.width * share) / 100)), height: undefined }),
      )}
      <label class="check"
        ><input
          type="checkbox"
          .checked=${isLinked}
          @change=${({ target }: FieldEvent) => change({ height: target.checked ? undefined : result.height })}
        />${t('Keep proportions')}</label
      >
    </div>
    <button
      type="button"
      aria-disabled=${form.width === undefined && form.height === undefined}
      @click=${() => change({ width: undefined, height: undefined })}
    >
      ${t('Original Size')}
    </button>
  </fieldset>`;
}

function formatFields(form: TransformForm, image: ViewedImage, change: Change): TemplateResult {
  const own = formatOf(image.mediaType);
  const chosen = form.format ?? (own === undefined ? 'png' : '');
  return html`<fieldset>
    <legend>${t('Format')}</legend>
    <label
      >${t('Save as')}
      <select
        @change=${({ target }: FieldEvent) =>
          change({ format: target.value === '' ? undefined : (target.value as Format) })}
      >
        ${own === undefined ? nothing : option('', t('As it is'), chosen)} ${option('png', 'PNG', chosen)}
        ${option('jpeg', 'JPEG', chosen)} ${option('webp', 'WebP', chosen)}
      </select>
    </label>
    ${
      form.format === 'jpeg' || form.format === 'webp'
        ? html`<div class="slide">
            <label for="quality">${t('Quality')}</label>
            <input
              id="quality"
              type="range"
              min="1"
              max="100"
              .value=${String(form.quality)}
              @input=${({ target }: FieldEvent) => change({ quality: target.valueAsNumber })}
            />
            <output>${form.quality}</output>
          </div>`
        : nothing
    }
  </fieldset>`;
}

/** Takes what was typed when the field is left or Enter is pressed, if it can be read as a number within its bounds. */
function numberField(
  label: string,
  value: number,
  least: number,
  most: number,
  typed: (value: number) => void,
): TemplateResult {
  return html`<label
    >${label}<input
      type="number"
      min=${least}
      max=${most}
      step="any"
      .value=${String(value)}
      @change=${({ target }: FieldEvent) => {
        const number = target.valueAsNumber;
        if (Number.isFinite(number)) typed(Math.min(Math.max(number, least), most));
        else target.value = String(value);
      }}
  /></label>`;
}

function option(value: string, label: string, chosen: string): TemplateResult {
  return html`<option value=${value} ?selected=${value === chosen}>${label}</option>`;
}
