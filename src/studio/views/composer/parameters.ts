import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import { isObject, type JsonObject } from '../../../base/json.ts';
import { controlStyles } from '../../parts/controlStyles.ts';
import { shared, View } from '../../parts/view.ts';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { tellProblem } from './problem.ts';
import { current, setDraft } from './request.ts';
import { composerStyles } from './styles.ts';

/** The service's own fields, as JSON: for those who know its documents. What is no JSON object is never sent. */
@customElement('easel-parameters')
export class Parameters extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      .toggle {
        gap: 2px;
        padding-inline: 0 4px;
        border-color: transparent;
        background: none;
        color: var(--vscode-descriptionForeground);
        font-size: 12px;
      }
      textarea {
        min-height: 4.5em;
        max-height: 30vh;
        overflow-y: auto;
        resize: none;
        font-family: var(--vscode-editor-font-family, monospace);
        field-sizing: content;
      }
      .set {
        color: var(--vscode-foreground);
      }
    `,
  ];

  @state() private accessor isOpen = false;
  /** What is typed while it is no JSON object. */
  @state() private accessor broken: { readonly text: string; readonly problem: string } | undefined;
  @query('textarea') private accessor box!: HTMLTextAreaElement | null;
  /** What was typed, and what it stands for: the text keeps its own spacing as long as it means the same. */
  #written: { readonly text: string; readonly parameters: JsonObject | undefined } | undefined;

  #isOffered = true;

  /** What is hidden holds nothing up. */
  protected override updated(): void {
    const { takesParameters } = current(this.store);
    if (takesParameters === this.#isOffered) return;
    this.#isOffered = takesParameters;
    tellProblem(this, 'parameters', takesParameters ? this.broken?.problem : undefined);
  }

  protected override render(): unknown {
    const { parameters } = this.store.state.draft;
    const count = Object.keys(parameters ?? {}).length;
    if (!current(this.store).takesParameters) {
      return count === 0
        ? nothing
        : html`<p class="note quiet">
            ${t('The service’s own fields are kept, and not sent to what is chosen now.')}
          </p>`;
    }
    return html`<button
        type="button"
        class="toggle"
        aria-expanded=${this.isOpen}
        aria-controls="fields"
        @click=${() => (this.isOpen = !this.isOpen)}
      >
        <vscode-icon name=${this.isOpen ? 'chevron-down' : 'chevron-right'}></vscode-icon>${t('Advanced')}
        ${count > 0 && !this.isOpen ? html`<span class="set">(${count})</span>` : nothing}
      </button>
      <div id="fields" ?hidden=${!this.isOpen}>${this.isOpen ? this.#fields(parameters) : nothing}</div>
      ${!this.isOpen && this.broken ? html`<p class="note wrong">${this.broken.problem}</p>` : nothing}`;
  }

  #fields(parameters: JsonObject | undefined): unknown {
    return html`<div class="field">
      <label class="name" for="json">${t('Fields of the service, as JSON')}</label>
      <textarea
        id="json"
        rows="3"
        spellcheck="false"
        autocomplete="off"
        maxlength="100000"
        placeholder='{ "style": "vivid" }'
        aria-invalid=${this.broken !== undefined}
        aria-describedby="wrong"
        .value=${this.broken?.text ?? this.#textOf(parameters)}
        @input=${() => this.#typed(this.box?.value ?? '')}
      ></textarea>
      <span id="wrong" class="note wrong">${this.broken?.problem ?? ''}</span>
    </div>`;
  }

  #textOf(parameters: JsonObject | undefined): string {
    if (this.#written && this.#written.parameters === parameters) return this.#written.text;
    return parameters === undefined ? '' : JSON.stringify(parameters, undefined, 2);
  }

  #typed(text: string): void {
    const { parameters, problem } = read(text);
    this.broken = problem === undefined ? undefined : { text, problem };
    tellProblem(this, 'parameters', problem);
    if (problem !== undefined) return;
    this.#written = { text, parameters };
    setDraft(this.store, { parameters });
  }
}

function read(text: string): { parameters: JsonObject | undefined; problem?: string } {
  if (text.trim() === '') return { parameters: undefined };
  try {
    const value: unknown = JSON.parse(text);
    // What JSON.parse gives is JSON.
    if (isObject(value)) return { parameters: value as JsonObject };
    return { parameters: undefined, problem: t('The fields must be a JSON object: { "name": value }.') };
  } catch (error) {
    return { parameters: undefined, problem: t('This is no JSON: {0}', error instanceof Error ? error.message : '') };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-parameters': Parameters;
  }
}
