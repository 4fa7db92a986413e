import { css } from 'lit';

/** How two images lie over or beside each other. */
export const comparisonStyles = css`
  .grows {
    flex: 1;
  }
  header .slide {
    grid-template-columns: auto minmax(80px, 160px) auto;
  }
  header .slide label {
    grid-column: auto;
  }
  button[aria-pressed='true'] {
    border-color: var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
    background: var(--vscode-inputOption-activeBackground, var(--vscode-toolbar-hoverBackground));
    color: var(--vscode-inputOption-activeForeground, inherit);
  }
  .against {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .against select {
    flex: 1;
    max-width: 220px;
  }
  .body {
    gap: 1px;
  }
  @container (max-width: 680px) {
    .body {
      overflow: hidden;
    }
    .body easel-stage {
      flex: 1;
      height: auto;
      min-height: 120px;
    }
  }
  .pair,
  easel-stage > img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  easel-stage > img {
    object-fit: contain;
  }
  .pair img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
    image-rendering: inherit;
  }
  .pair.slider .first {
    clip-path: inset(0 calc(100% - var(--split)) 0 0);
  }
  .pair.slider .second {
    clip-path: inset(0 0 0 var(--split));
  }
  .pair.onion .first {
    opacity: var(--opacity);
  }
  /* Black is where nothing differs, in every theme. */
  .pair.difference {
    isolation: isolate;
    background: black;
  }
  /* Both, so that both are scaled in the same way: their difference to black is what they are. */
  .pair.difference img {
    mix-blend-mode: difference;
  }
  .pair.difference.amplified {
    filter: brightness(8);
  }
  .divider {
    position: absolute;
    top: 0;
    bottom: 0;
    width: 24px;
    margin-inline-start: -12px;
    cursor: ew-resize;
    touch-action: none;
  }
  .divider::before {
    content: '';
    position: absolute;
    top: 0;
    bottom: 0;
    left: 11px;
    width: 2px;
    background: var(--vscode-focusBorder);
    box-shadow: 0 0 0 1px var(--vscode-editor-background);
  }
  .divider:focus-visible {
    outline: none;
  }
  .divider:focus-visible .grip {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  .grip {
    position: absolute;
    top: calc(50% - 14px);
    left: -2px;
    display: flex;
    align-items: center;
    justify-content: center;
    width: 28px;
    height: 28px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-focusBorder));
    border-radius: 50%;
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    color: var(--vscode-foreground);
  }
  footer {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 16px;
    padding: 6px 10px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
  }
  .label {
    display: flex;
    gap: 8px;
    min-width: 0;
  }
  .label .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  footer > .quiet {
    order: 3;
    width: 100%;
  }
`;
