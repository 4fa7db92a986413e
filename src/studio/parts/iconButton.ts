import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-icon/index.js';

export interface IconButton {
  /** Name of a codicon. */
  readonly icon: string;
  /** What it does; also its tooltip. */
  readonly label: string;
  readonly onClick: (event: MouseEvent) => void;
  /** For a button that stays pressed. */
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  /** Names it for `querySelector`. */
  readonly name?: string;
}

/** A button that is only a picture. Its look is in `controlStyles`. */
export function iconButton({ icon, label, onClick, isPressed, isDisabled, name }: IconButton): TemplateResult {
  return html`<button
    type="button"
    class="icon"
    data-name=${name ?? nothing}
    title=${label}
    aria-label=${label}
    aria-pressed=${isPressed ?? nothing}
    ?disabled=${isDisabled ?? false}
    @click=${onClick}
  >
    <vscode-icon name=${icon}></vscode-icon>
  </button>`;
}
