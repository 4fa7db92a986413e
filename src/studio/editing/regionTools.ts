import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import '../parts/choices.ts';
import type { Choice } from '../parts/choices.ts';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Tool } from './drawing.ts';
import { toolKeys } from './regionKeys.ts';
import { mostRadius, type RegionModel } from './regionModel.ts';

/** The toolbar of the region editor. */
export function regionTools(model: RegionModel, changed: () => void): TemplateResult {
  return html`<easel-choices
      .label=${t('Tool')}
      .value=${model.tool}
      .choices=${choices()}
      @choose=${({ detail }: CustomEvent<Tool>) => {
        model.tool = detail;
        changed();
      }}
    ></easel-choices>
    ${model.tool === 'brush' || model.tool === 'eraser' ? sizeSlider(model, changed) : nothing}
    <div class="row">
      ${historyButton('discard', t('Undo (Ctrl+Z)'), 'undo', model.canUndo, () => model.undo())}
      ${historyButton('redo', t('Redo (Ctrl+Shift+Z)'), 'redo', model.canRedo, () => model.redo())}
      <button type="button" data-name="all" @click=${() => model.selectAll()}>${t('Select All')}</button>
      <button type="button" data-name="invert" @click=${() => model.invert()}>${t('Invert')}</button>
      <button type="button" data-name="clear" aria-disabled=${model.strokes.length === 0} @click=${() => model.clear()}>
        ${t('Clear')}
      </button>
    </div>`;
}

/** Never truly disabled: whoever presses it for the last time would lose the focus. */
function historyButton(icon: string, label: string, name: string, can: boolean, run: () => void): TemplateResult {
  return html`<button
    type="button"
    class="icon"
    data-name=${name}
    title=${label}
    aria-label=${label}
    aria-disabled=${!can}
    @click=${run}
  >
    <vscode-icon name=${icon}></vscode-icon>
  </button>`;
}

function choices(): readonly Choice[] {
  return [
    { value: 'brush', label: t('Brush'), note: toolKeys.brush },
    { value: 'eraser', label: t('Eraser'), note: toolKeys.eraser },
    { value: 'rectangle', label: t('Rectangle'), note: toolKeys.rectangle },
    { value: 'lasso', label: t('Lasso'), note: toolKeys.lasso },
  ];
}

/** Sizes grow by ratio along the slider: small ones are told apart as well as large ones. */
function sizeSlider(model: RegionModel, changed: () => void): TemplateResult {
  const most = Math.log2(mostRadius * 2);
  const size = model.radius * 2;
  return html`<div class="slide">
    <label for="size">${t('Size')}</label>
    <input
      id="size"
      type="range"
      min="0"
      max=${most}
      step="0.1"
      title=${t('Smaller [, larger ]')}
      aria-valuetext=${t('{0} pixels', Math.round(size))}
      .value=${String(Math.log2(size))}
      @input=${({ target }: Event & { target: HTMLInputElement }) => {
        model.radius = Math.max(1, Math.round(2 ** target.valueAsNumber)) / 2;
        changed();
      }}
    />
    <output>${Math.round(size)} px</output>
  </div>`;
}
