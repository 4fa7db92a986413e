import { allBytes } from '../../base/bytes.ts';
import { randomBytes } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DraftFile } from '../assets/draftSet.ts';
import { describeDraft, labelOf } from './setPicker.ts';

/** Larger ones are named and not shown: all of it is one text that crosses to the page. */
const mostShownBytes = 8 * 1024 * 1024;

/**
 * Shows the files of a set, in a tab beside the editor that does not take the keyboard: the very bytes that would be
 * written, without a file of them anywhere.
 * @param notes What a person should know beside them, as sentences.
 */
export async function previewSet(files: readonly DraftFile[], notes: readonly string[]): Promise<vscode.Disposable> {
  const nonce = randomBytes(16).toString('hex');
  const figures = await Promise.all(files.map(figureOf));
  const panel = vscode.window.createWebviewPanel(
    'easel.assetSet',
    t('Preview of the Set'),
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: false, localResourceRoots: [] },
  );
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'`;
  panel.webview.html = `<!doctype html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="${nonce}">${styles}</style>
</head>
<body>
${figures.join('\n')}
<p>${notes.map(escaped).join('<br>')}</p>
</body>
</html>
`;
  return panel;
}

const styles = `
/* The list covers the top of the window. */
body { display: flex; flex-wrap: wrap; align-items: end; gap: 24px; padding: 150px 16px 16px; }
p { flex-basis: 100%; margin: 0; color: var(--vscode-descriptionForeground); }
figure { margin: 0; max-width: 100%; }
img {
  display: block;
  max-width: min(100%, 560px);
  max-height: 480px;
  background: repeating-conic-gradient(#c8c8c8 0 25%, #f4f4f4 0 50%) 0 0 / 16px 16px;
}
figcaption { margin-top: 6px; color: var(--vscode-foreground); }
small { display: block; color: var(--vscode-descriptionForeground); }
`;

async function figureOf(file: DraftFile): Promise<string> {
  const name = escaped(labelOf(file));
  const caption = `<figcaption>${name}<small>${escaped(describeDraft(file))}</small></figcaption>`;
  if (file.content.length > mostShownBytes) return `<figure>${caption}</figure>`;
  const bytes = Buffer.from(await allBytes(file.content)).toString('base64');
  return `<figure><img alt="${name}" src="data:${file.mediaType};base64,${bytes}">${caption}</figure>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
