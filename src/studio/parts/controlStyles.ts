import { css } from 'lit';

/** VS Code's look for the page's native buttons, fields and lists. A view adds it to its own styles. */
export const controlStyles = css`
  button,
  input,
  select,
  textarea {
    margin: 0;
    color: inherit;
    font: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    min-height: 26px;
    padding: 2px 10px;
    border: 1px solid var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    background: var(--vscode-button-secondaryBackground, transparent);
    color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
    cursor: pointer;
  }
  button:hover {
    background: var(--vscode-button-secondaryHoverBackground, var(--vscode-toolbar-hoverBackground));
  }
  button:focus-visible {
    outline-offset: 1px;
  }
  button.primary {
    border-color: var(--vscode-button-border, transparent);
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
  }
  button.primary:hover {
    background: var(--vscode-button-hoverBackground, var(--vscode-button-background));
  }
  button.icon {
    flex: none;
    width: 24px;
    min-height: 24px;
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--vscode-icon-foreground, inherit);
  }
  button.icon:hover,
  button.icon[aria-expanded='true'] {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  button.icon:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  button.icon[aria-pressed='true'] {
    border-color: var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
    background: var(--vscode-inputOption-activeBackground, var(--vscode-toolbar-hoverBackground));
    color: var(--vscode-inputOption-activeForeground, inherit);
  }
  button.link {
    min-height: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--vscode-textLink-foreground);
    text-align: start;
  }
  button.link:hover {
    color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
    text-decoration: underline;
  }
  button:disabled,
  button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.5;
  }
  input:not([type='checkbox'], [type='range'], [type='radio']),
  textarea,
  select {
    width: 100%;
    min-width: 0;
    min-height: 26px;
    padding: 3px 6px;
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
  }
  select {
    padding-inline-start: 4px;
    border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
  }
  input[type='checkbox'] {
    width: 16px;
    height: 16px;
    accent-color: var(--vscode-button-background, var(--vscode-focusBorder));
  }
  input:focus,
  textarea:focus,
  select:focus {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  [aria-invalid='true']:not(:focus) {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }
  ::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
  label {
    display: block;
  }
  .wrong {
    color: var(--vscode-errorForeground);
  }
  .warns {
    color: var(--vscode-editorWarning-foreground, var(--vscode-foreground));
  }
`;
