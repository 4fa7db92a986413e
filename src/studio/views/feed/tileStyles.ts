import { css } from 'lit';

/** The box of an image that is there or on its way: as wide as its shape wants, never wider than its place. */
export const tileStyles = css`
  .tile {
    --tall: var(--tile-height, 200px);
    width: min(100%, max(132px, calc(var(--tall) * var(--ratio, 1))));
  }
  .box {
    position: relative;
    width: 100%;
    height: auto;
    aspect-ratio: var(--ratio, 1);
    min-height: 0;
    max-height: calc(var(--tall) * 2);
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background, transparent);
  }
`;
