import * as vscode from 'vscode';
import { documentExtensions, documentLanguageIds } from '../../core/docs/link.ts';

/** Every kind of document that images are found in, whether VS Code knows its language or not. */
export const documentSelector: vscode.DocumentSelector = [
  ...documentLanguageIds.map((language) => ({ language })),
  { pattern: `**/*.{${documentExtensions.join(',')}}` },
];

const hint = /!\[|<img|\bimage::?|figure::|srcset|\.(?:png|jpe?g|jpe|jfif|webp|gif|avif|bmp|tiff?|svg|heic|ico)\b/i;

/** Lines that a selection may have for it to be about one image. */
const mostLines = 30;

/** Whether a look at the lines alone leaves it open that an image is named there: asked with every cursor move. */
export function mayNameImage(document: vscode.TextDocument, { start, end }: vscode.Range): boolean {
  if (end.line - start.line >= mostLines) return false;
  for (let line = start.line; line <= end.line; line += 1) if (hint.test(document.lineAt(line).text)) return true;
  return false;
}
