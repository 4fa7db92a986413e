import { css } from 'lit';

/** What the parts of the composer have in common. */
export const composerStyles = css`
  .field {
    display: grid;
    align-content: start;
    gap: 3px;
    min-width: 0;
  }
  .name {
    color: var(--vscode-descriptionForeground);
    font-size: 12px;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 4px;
    min-width: 0;
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .note {
    margin: 0;
    font-size: 12px;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
`;
