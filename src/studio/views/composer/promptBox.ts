import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { t } from '@vscode/l10n';
import { controlStyles } from '../../parts/controlStyles.ts';
import { shared, View } from '../../parts/view.ts';
import './promptHistory.ts';
import { current, setDraft } from './request.ts';
import { composerStyles } from './styles.ts';

/** What the image should show, and where the models can be told, what it should not. */
@customElement('easel-prompt')
export class PromptBox extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 24px;
      }
      h2 {
        font-weight: 600;
      }
      textarea {
        display: block;
        overflow-y: auto;
        resize: none;
        line-height: 1.45;
        field-sizing: content;
      }
      .prompt {
        min-height: 5.2em;
        max-height: 40vh;
      }
      .negative {
        min-height: 26px;
        max-height: 8em;
      }
      .count {
        text-align: end;
      }
    `,
  ];

  @query('.prompt') private accessor box!: HTMLTextAreaElement;
  /** How far back Alt+Up has gone, and what had been typed before; undefined: it has not. */
  #walk: { readonly at: number; readonly own: string } | undefined;

  override focus(): void {
    this.box.focus();
  }

  protected override render(): unknown {
    const { draft } = this.store.state;
    return html`<div class="field">
        <div class="head">
          <label class="name" for="prompt">${t('Prompt')}</label>
          <easel-prompt-history
            .store=${this.store}
            @choose=${({ detail }: CustomEvent<string>) => this.#take(detail)}
          ></easel-prompt-history>
        </div>
        <textarea
          id="prompt"
          class="prompt"
          rows="3"
          maxlength="200000"
          spellcheck="true"
          placeholder=${t('What should the image show?')}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          aria-describedby="length"
          .value=${live(draft.prompt)}
          @input=${() => this.#typed()}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        ></textarea>
        ${this.#length(draft.prompt, current(this.store).controls.promptCharacters)}
      </div>
      ${current(this.store).controls.negativePrompt ? this.#negative() : nothing}`;
  }

  #negative(): unknown {
    const { draft } = this.store.state;
    const { negativePromptCharacters } = current(this.store).controls;
    return html`<div class="field">
      <label class="name" for="negative">${t('Negative prompt')}</label>
      <textarea
        id="negative"
        class="negative"
        rows="1"
        maxlength="20000"
        placeholder=${t('What it should not show')}
        .value=${live(draft.negativePrompt ?? '')}
        @input=${({ target }: InputEvent) =>
          setDraft(this.store, { negativePrompt: (target as HTMLTextAreaElement).value || undefined })}
      ></textarea>
      ${this.#length(draft.negativePrompt ?? '', negativePromptCharacters)}
    </div>`;
  }

  /** Shown once it comes near to what a service reads. */
  #length(text: string, most: number): unknown {
    // No service counts fewer characters than there are code units, so most prompts need no counting.
    if (text.length < most * 0.8) return nothing;
    const { length } = Array.from(text.trim());
    return html`<p id="length" class="note count ${length > most ? 'wrong' : 'quiet'}">
      ${t('{0} of {1} characters', length, most)}
    </p>`;
  }

  #typed(): void {
    this.#walk = undefined;
    setDraft(this.store, { prompt: this.box.value });
  }

  #take(prompt: string): void {
    this.#walk = undefined;
    setDraft(this.store, { prompt });
    this.focus();
  }

  #onKey(event: KeyboardEvent): void {
    const { key, altKey, ctrlKey, metaKey, shiftKey, isComposing } = event;
    if (isComposing || !altKey || ctrlKey || metaKey || shiftKey || (key !== 'ArrowUp' && key !== 'ArrowDown')) return;
    event.preventDefault();
    const { draft, host } = this.store.state;
    const own = this.#walk?.own ?? draft.prompt;
    const past = (host?.recentPrompts ?? []).filter((prompt) => prompt !== own);
    const at = (this.#walk?.at ?? -1) + (key === 'ArrowUp' ? 1 : -1);
    if (at < -1 || at >= past.length) return;
    this.#walk = { at, own };
    setDraft(this.store, { prompt: past[at] ?? own });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-prompt': PromptBox;
  }
}
