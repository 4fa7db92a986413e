import { css, html, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { ShownImage } from '../../protocol/types.ts';

/** The look of `thumbnail`. Its box is given by what it stands in. */
export const thumbnailStyles = css`
  .thumbnail {
    display: flex;
    align-items: center;
    justify-content: center;
    width: 100%;
    height: 100%;
    background: var(--vscode-editorWidget-background, transparent);
    color: var(--vscode-descriptionForeground);
    object-fit: contain;
  }
`;

/** The small copy of an image, or an icon where there is none. Whoever shows it names it beside. */
export function thumbnail({ srcThumbnail }: Pick<ShownImage, 'srcThumbnail'>, alternative = ''): TemplateResult {
  return srcThumbnail === undefined
    ? html`<span class="thumbnail" role="img" aria-label=${alternative} aria-hidden=${alternative === ''}
        ><vscode-icon name="file-media" size="24"></vscode-icon
      ></span>`
    : html`<img class="thumbnail" src=${srcThumbnail} alt=${alternative} loading="lazy" draggable="false" />`;
}
