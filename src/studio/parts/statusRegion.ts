import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { t } from '@vscode/l10n';
import { controlStyles } from './controlStyles.ts';
import type { Status } from '../state.ts';
import { iconButton } from './iconButton.ts';
import { shared, View } from './view.ts';

/** How long news stay to be seen. Errors stay longer, and can be closed. */
const shownFor = 6000;
const errorShownFor = 30_000;

/** Says what has happened: once to people who listen, and for a while to those who see. */
@customElement('easel-status')
export class StatusRegion extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      .seen {
        position: fixed;
        z-index: 5;
        inset-block-end: 12px;
        inset-inline: 12px;
        display: flex;
        align-items: start;
        gap: 6px;
        width: fit-content;
        max-width: min(560px, calc(100% - 24px));
        margin-inline: auto;
        padding: 6px 6px 6px 10px;
        border: 1px solid var(--vscode-notifications-border, var(--vscode-contrastBorder, transparent));
        border-radius: 5px;
        background: var(--vscode-notifications-background, var(--vscode-editorWidget-background));
        color: var(--vscode-notifications-foreground, inherit);
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
        line-height: 18px;
      }
      /* What is to be pressed in the composer stays free: it is over the feed, or has a place of its own below. */
      .seen.inCreate {
        --composer: clamp(340px, 34vw, 420px);
        inset-inline-start: calc(var(--composer) + 12px);
        max-width: min(560px, calc(100% - var(--composer) - 24px));
      }
      @media (max-width: 759.98px) {
        .seen.inCreate {
          position: static;
          max-width: min(560px, calc(100% - 24px));
          margin-block: 6px;
        }
      }
      .seen > span {
        padding-block: 3px;
        overflow-wrap: anywhere;
      }
      .kind {
        margin-block-start: 4px;
        color: var(--vscode-notificationsInfoIcon-foreground, inherit);
      }
      .kind.isError {
        color: var(--vscode-notificationsErrorIcon-foreground, var(--vscode-errorForeground));
      }
    `,
  ];

  /** What was closed, or has been there for its time. */
  @state() private accessor over: unknown;
  /** The last one to be seen: it stays for its time, also while others are only said. */
  #seen: Status | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timed: unknown;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render(): unknown {
    const { status, routes } = this.store.state;
    if (!status || status.isSeen) this.#seen = status;
    const seen = this.#seen === this.over ? undefined : this.#seen;
    // A region that is there before its text changes is what screen readers watch; the one in view is hidden from them.
    const said = (isError: boolean) =>
      status?.isError === isError ? keyed(status, html`<span>${status.text}</span>`) : nothing;
    return html`<div class="unseen" role="status">${said(false)}</div>
      <div class="unseen" role="alert">${said(true)}</div>
      ${
        seen
          ? html`<div class="seen ${routes.at(-1)?.view === 'create' ? 'inCreate' : ''}">
              <vscode-icon
                class="kind ${seen.isError ? 'isError' : ''}"
                name=${seen.isError ? 'error' : 'info'}
              ></vscode-icon>
              <span aria-hidden="true">${seen.text}</span>
              ${iconButton({ icon: 'close', label: t('Close'), onClick: () => (this.over = seen) })}
            </div>`
          : nothing
      }`;
  }

  protected override updated(): void {
    const seen = this.#seen;
    if (!seen || seen === this.#timed) return;
    this.#timed = seen;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.over = seen), seen.isError ? errorShownFor : shownFor);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-status': StatusRegion;
  }
}
