import { t } from '@vscode/l10n';
import { css, html, nothing } from 'lit';
import type { Details } from '../../../protocol/types.ts';

export const factStyles = css`
  dl {
    display: grid;
    grid-template-columns: fit-content(40%) minmax(0, 1fr);
    gap: 6px 12px;
    margin: 0;
    line-height: 1.4;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
    user-select: text;
  }
  .text,
  dd:not(.whole) {
    white-space: pre-wrap;
  }
  p {
    margin: 0;
  }
  .whole {
    grid-column: 1 / -1;
  }
  .text {
    unicode-bidi: isolate;
    max-height: 40vh;
    margin: 2px 0 0;
    padding: 8px;
    overflow: auto;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 4px;
    background: var(--vscode-textBlockQuote-background, var(--vscode-editorWidget-background, transparent));
  }
  .differs {
    font-weight: 600;
  }
`;

/** What is known of an image, as names and values. All of it is text and nothing else, whoever wrote it. */
export function factList({ image, made }: Details): unknown {
  return html`${made ? nothing : html`<p class="quiet">${t('How this image was made is not known here.')}</p>`}
    <dl>
      ${made ? madeFacts(made) : nothing} ${fact(t('File'), image.path)}
      ${fact(t('Size'), `${image.width} × ${image.height}`)}
      ${fact(t('Format'), `${image.mediaType.replace('image/', '').toUpperCase()}, ${bytesText(image.bytes)}`)}
      ${made?.compared.map(comparison)} ${made?.parameters.map(([name, value]) => fact(name, value))}
    </dl>`;
}

function madeFacts(made: NonNullable<Details['made']>): unknown {
  const { prompt, revisedPrompt, target, providerLabel, at, isPlaceholder } = made;
  return html`${longFact(t('Prompt'), prompt)}
  ${revisedPrompt === undefined ? nothing : longFact(t('Prompt as the service rewrote it'), revisedPrompt)}
  ${fact(t('Provider'), providerLabel)} ${fact(t('Model'), target.model)}
  ${at === undefined ? nothing : fact(t('Made'), dateText(at))}
  ${isPlaceholder ? fact(t('Placeholder'), t('yes, painted by Sketch')) : nothing}`;
}

function fact(name: string, value: string): unknown {
  return value === ''
    ? nothing
    : html`<dt dir="auto">${name}</dt>
        <dd dir="auto">${value}</dd>`;
}

function longFact(name: string, text: string): unknown {
  if (text === '') return nothing;
  return html`<dt class="whole">${name}</dt>
    <dd class="whole">
      <div class="text" role="group" aria-label=${name} dir="auto" tabindex="0" .textContent=${text}></div>
    </dd>`;
}

/** Upper and lower case, and how a size is written, make no difference. */
function comparison({ name, asked, got }: NonNullable<Details['made']>['compared'][number]): unknown {
  const plain = (text: string) => text.toLowerCase().replace('*', 'x');
  const isSame = plain(got) === plain(asked) || plain(got).startsWith(`${plain(asked)} (`);
  return isSame
    ? fact(t('{0}, as asked for', name), got)
    : html`<dt dir="auto">${name}</dt>
        <dd class="differs" dir="auto">${t('{0} asked for, {1} came', asked, got)}</dd>`;
}

function dateText(at: number): string {
  return new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
}

function bytesText(bytes: number): string {
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB'];
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}
