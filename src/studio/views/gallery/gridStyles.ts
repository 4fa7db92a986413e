import { css } from 'lit';
import { captionHeight } from './virtualGrid.ts';

export const gridStyles = css`
  :host {
    position: relative;
    min-height: 0;
  }
  .scroller {
    position: absolute;
    inset: 0;
    overflow: hidden auto;
    contain: strict;
    overflow-anchor: none;
  }
  .all {
    position: relative;
    height: var(--height);
  }
  .tile {
    position: absolute;
    top: 0;
    left: 0;
    width: var(--tile);
    height: calc(var(--tile) + ${captionHeight}px);
    transform: translate(var(--x), var(--y));
    border-radius: 4px;
    cursor: pointer;
    contain: strict;
    user-select: none;
  }
  .tile:hover {
    background: var(--vscode-list-hoverBackground, transparent);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .tile[aria-selected='true'] {
    background: var(--vscode-list-activeSelectionBackground, transparent);
    color: var(--vscode-list-activeSelectionForeground, inherit);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .tile:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: -2px;
  }
  .picture {
    position: absolute;
    inset: 4px;
    inset-block-end: ${captionHeight}px;
    display: flex;
    align-items: center;
    justify-content: center;
    overflow: hidden;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    background: var(--vscode-editorWidget-background, transparent);
    color: var(--vscode-descriptionForeground);
  }
  .picture img {
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  .caption {
    position: absolute;
    inset-block-end: 3px;
    inset-inline: 6px;
    overflow: hidden;
    line-height: 18px;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }
  .badge {
    position: absolute;
    inset-block-end: ${captionHeight + 4}px;
    inset-inline-start: 8px;
    max-width: calc(100% - 16px);
    overflow: hidden;
    padding-inline: 5px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    font-size: 0.85em;
    line-height: 16px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .check {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 8px;
    display: flex;
    padding: 1px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 50%;
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
  }
  .more {
    position: absolute;
    top: 0;
    left: 0;
    transform: translate(var(--x), var(--y));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
    visibility: hidden;
  }
  .more.isUsed,
  .scroller:hover .more,
  .scroller:focus-within .more {
    visibility: visible;
  }
`;
