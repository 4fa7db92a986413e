import { css } from 'lit';

export const cardStyles = css`
  section {
    padding: 10px 12px 12px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)));
    border-radius: 6px;
    background: var(--vscode-sideBar-background, transparent);
  }
  section.failed {
    border-inline-start: 3px solid var(--vscode-errorForeground);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    min-height: 26px;
  }
  .state {
    flex: 0 1 auto;
    font-weight: 600;
  }
  .elapsed,
  .progress {
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .model {
    flex: 1 1 120px;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  /* The dot goes along with what follows it. */
  .model > span {
    display: inline-block;
    max-width: 100%;
  }
  .mark {
    flex: none;
  }
  .done .mark {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green, inherit));
  }
  .failed .mark {
    color: var(--vscode-errorForeground);
  }
  .asking .mark,
  .retrying .mark {
    color: var(--vscode-editorWarning-foreground, inherit);
  }
  .ring {
    flex: none;
    width: 14px;
    height: 14px;
    margin: 1px;
    border: 2px solid var(--vscode-progressBar-background, var(--vscode-focusBorder));
    border-block-start-color: transparent;
    border-radius: 50%;
    animation: turn 1s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(360deg);
    }
  }
  .prompt {
    margin-block-start: 6px;
  }
  .sent {
    margin: 4px 0 0;
    overflow-wrap: anywhere;
  }
  .pictures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
    align-items: start;
    gap: 12px;
    margin-block-start: 10px;
  }
  .pictures.isAlone {
    --tile-height: 320px;
  }
  easel-result {
    display: contents;
  }
  .empty {
    border-style: dashed;
    border-color: var(--vscode-descriptionForeground);
    opacity: 0.6;
  }
  .coming img {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  .badge {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-start: 6px;
    padding: 1px 6px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
  }
  .notices {
    display: grid;
    gap: 4px;
    margin: 10px 0 0;
    padding: 0;
    list-style: none;
  }
  .notices li {
    display: flex;
    gap: 6px;
    align-items: flex-start;
    line-height: 18px;
    overflow-wrap: anywhere;
  }
  .error p {
    margin: 8px 0 0;
    line-height: 1.45;
    overflow-wrap: anywhere;
    white-space: pre-line;
    user-select: text;
  }
  .next {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-block-start: 10px;
  }
`;
