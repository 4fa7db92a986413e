import { css } from 'lit';

/** What the views that edit an image share: a title bar, the image, and beside or below it what can be set. */
export const editingStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
    overflow: hidden;
    container-type: inline-size;
  }
  header {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    padding: 6px 10px;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
  }
  h2 {
    flex: 1 1 160px;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  h2 .quiet {
    font-weight: normal;
  }
  .body {
    display: flex;
    flex: 1;
    min-height: 0;
  }
  easel-stage {
    flex: 1;
    min-width: 0;
  }
  .side {
    display: flex;
    flex: none;
    flex-direction: column;
    gap: 14px;
    width: 288px;
    padding: 12px 10px;
    overflow-y: auto;
    border-inline-start: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
  }
  @container (max-width: 680px) {
    .body {
      flex-direction: column;
      overflow-y: auto;
    }
    easel-stage {
      flex: none;
      height: max(240px, 56vh);
    }
    .side {
      width: auto;
      overflow-y: visible;
      border: 0;
    }
  }
  fieldset {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-block-end: 6px;
    font-weight: 600;
  }
  p {
    margin: 0;
    line-height: 1.4;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 6px;
  }
  .slide {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 2px 8px;
  }
  .slide label {
    grid-column: 1 / -1;
  }
  .slide output {
    min-width: 52px;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  input[type='range'] {
    width: 100%;
    min-height: 24px;
    margin: 0;
    accent-color: var(--vscode-button-background, var(--vscode-focusBorder));
  }
  .check {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: start;
    gap: 2px 8px;
  }
  .check input {
    margin: 1px 0 0;
  }
  .check p {
    grid-column: 2;
  }
  .message {
    margin: auto;
    padding: 24px;
    text-align: center;
  }
`;
