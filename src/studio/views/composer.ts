import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { EventMessage } from '../../protocol/messages.ts';
import { controlStyles } from '../parts/controlStyles.ts';
import { shared, View } from '../parts/view.ts';
import type { Store } from '../store.ts';
import './composer/generateBar.ts';
import './composer/houseStyle.ts';
import { isTaken, takeDropped, takeFiles } from './composer/intake.ts';
import './composer/optionControls.ts';
import './composer/parameters.ts';
import type { Problem } from './composer/problem.ts';
import type { PromptBox } from './composer/promptBox.ts';
import './composer/promptBox.ts';
import { followReferences, refreshReferences, shownRegion } from './composer/references.ts';
import './composer/referenceStrip.ts';
import './composer/regionNote.ts';
import { current, setDraft } from './composer/request.ts';
import { send } from './composer/send.ts';
import './composer/shapeControl.ts';
import { composerStyles } from './composer/styles.ts';
import './composer/targetPicker.ts';

/** After a request has gone, none goes for so long (ms): whoever presses twice in a row means one. */
const pauseAfterSending = 700;

/** Where a request is put together. Every control in it is one that the chosen models have. */
@customElement('easel-composer')
export class ComposerView extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      :host {
        position: relative;
      }
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        padding: 8px 12px 0;
      }
      .continues {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 4px 4px 4px 8px;
        border-inline-start: 2px solid var(--vscode-focusBorder);
        background: var(--vscode-textBlockQuote-background, transparent);
      }
      .continues span {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      easel-generate {
        position: sticky;
        z-index: 1;
        inset-block-end: 0;
        margin-inline: -12px;
        padding: 8px 12px;
        border-block-start: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        background: var(--vscode-editor-background);
      }
      .drop {
        position: fixed;
        z-index: 4;
        inset: 4px;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: 4px;
        border: 2px dashed var(--vscode-focusBorder);
        background: var(--vscode-editor-dropIntoPromptBackground, var(--vscode-editorWidget-background));
        color: var(--vscode-editor-dropIntoPromptForeground, inherit);
        opacity: 0.95;
        pointer-events: none;
      }
    `,
  ];

  @query('easel-prompt') private accessor prompt!: PromptBox;
  @state() private accessor isSending = false;
  @state() private accessor isDraggedOver = false;
  /** What cannot be sent as it is typed, by where it is typed. */
  @state() private accessor problems: ReadonlyMap<string, string> = new Map();
  #hasRefreshed = false;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #stopEvents: (() => void) | undefined;
  #listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#stopEvents = this.store.onEvent((event) => this.#heard(event));
    window.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    window.addEventListener('paste', (event) => this.#pasted(event), { signal });
    for (const name of ['dragenter', 'dragover'] as const) {
      window.addEventListener(name, (event) => this.#draggedOver(event), { signal });
    }
    window.addEventListener('dragleave', ({ relatedTarget }) => (this.isDraggedOver &&= relatedTarget !== null), {
      signal,
    });
    window.addEventListener('drop', (event) => this.#dropped(event), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening.abort();
    this.#stopEvents?.();
    clearTimeout(this.#pause);
    this.isSending = false;
  }

  async focusPrompt(): Promise<void> {
    await this.updateComplete;
    await this.prompt.updateComplete;
    this.prompt.focus();
  }

  protected override willUpdate(): void {
    if (this.#hasRefreshed || !this.store.state.host) return;
    this.#hasRefreshed = true;
    void refreshReferences(this.store);
  }

  protected override render(): unknown {
    const { store } = this;
    const { host, draft } = store.state;
    const onProblem = ({ detail }: CustomEvent<Problem>) => this.#setProblem(detail);
    return html`<section class="all" aria-label=${t('New image')}>
        ${draft.continues === undefined ? nothing : this.#continues(draft.continues)}
        <easel-prompt .store=${store}></easel-prompt>
        ${
          host
            ? html`<easel-house-style .store=${store}></easel-house-style>
                ${takesReferences(store) ? html`<easel-references .store=${store}></easel-references>` : nothing}
                ${shownRegion(store) ? this.#region() : nothing}
                <easel-targets .store=${store}></easel-targets>
                <easel-shape .store=${store} @problem=${onProblem}></easel-shape>
                <easel-options .store=${store}></easel-options>
                <easel-parameters .store=${store} @problem=${onProblem}></easel-parameters>
                <easel-generate
                  .store=${store}
                  .problem=${[...this.problems.values()][0]}
                  .isSending=${this.isSending}
                  @generate=${() => void this.#send()}
                ></easel-generate>`
            : nothing
        }
      </section>
      ${this.isDraggedOver ? dropHint() : nothing}`;
  }

  #region(): unknown {
    return html`<easel-region-note .store=${this.store} @removed=${() => this.prompt.focus()}></easel-region-note>`;
  }

  #continues(jobId: string): unknown {
    const card = this.store.state.host?.cards.find((each) => each.jobId === jobId);
    const from = card?.images[0]?.name ?? card?.draft.prompt;
    return html`<div class="continues" role="group" aria-label=${t('Conversation')}>
      <vscode-icon name="comment-discussion"></vscode-icon>
      <span>${from === undefined ? t('Going on from an earlier image') : t('Going on from {0}', from)}</span>
      <button type="button" @click=${() => this.#leave()}>${t('Leave Conversation')}</button>
    </div>`;
  }

  #leave(): void {
    setDraft(this.store, { continues: undefined });
    this.store.say(t('The next prompt begins anew.'));
    this.prompt.focus();
  }

  #setProblem({ of, text }: Problem): void {
    const problems = new Map(this.problems);
    if (text === undefined) problems.delete(of);
    else problems.set(of, text);
    this.problems = problems;
  }

  #onKey(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing, repeat } = event;
    if (key !== 'Enter' || !(ctrlKey || metaKey) || altKey || shiftKey || isComposing || repeat) return;
    // Nothing has the focus when the control that had it is gone, or when somebody pressed beside all of them.
    const isHere = event.composedPath().includes(this) || event.target === document.body;
    if (!isHere || !this.#isInFront || event.defaultPrevented) return;
    event.preventDefault();
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.isSending) return;
    const why = [...this.problems.values()][0] ?? current(this.store).reason;
    if (why !== undefined) {
      // It stands under the button.
      this.store.announce(why, true);
      if (this.store.state.draft.prompt.trim() === '') this.prompt.focus();
      return;
    }
    this.isSending = true;
    let hasBegun = false;
    try {
      hasBegun = await send(this.store);
    } finally {
      if (!hasBegun || !this.isConnected) this.isSending = false;
    }
    if (!hasBegun || !this.isConnected) return;
    this.#pause = setTimeout(() => (this.isSending = false), pauseAfterSending);
    this.dispatchEvent(new CustomEvent('sent'));
  }

  #heard(event: EventMessage): void {
    if (event.name === 'fileMoved') void followReferences(this.store, event.data);
  }

  get #isInFront(): boolean {
    return this.store.state.routes.at(-1)?.view === 'create';
  }

  #pasted(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    // Tables and documents come as a picture as well as the text that was meant.
    const hasText = (event.clipboardData?.getData('text/plain') ?? '') !== '';
    if (!this.#isInFront || event.defaultPrevented || files.length === 0 || hasText) return;
    event.preventDefault();
    void takeFiles(this.store, files);
  }

  #draggedOver(event: DragEvent): void {
    if (!this.#isInFront || !event.dataTransfer || !isTaken(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.isDraggedOver = true;
  }

  #dropped(event: DragEvent): void {
    this.isDraggedOver = false;
    // Whether the default is prevented says nothing: VS Code does so in every webview.
    if (!this.#isInFront || !event.dataTransfer || !isTaken(event.dataTransfer)) return;
    event.preventDefault();
    void takeDropped(this.store, event.dataTransfer);
  }
}

function takesReferences(store: Store): boolean {
  return store.state.references.length > 0 || current(store).controls.references.max > 0;
}

function dropHint(): unknown {
  return html`<div class="drop">
    <strong>${t('Drop to add as references')}</strong>
    <span>${t('From the Explorer, hold Shift.')}</span>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-composer': ComposerView;
  }
}
