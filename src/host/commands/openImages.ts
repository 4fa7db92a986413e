import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { oneLine } from '../words.ts';

/** An image of a job, as it is listed. */
export interface OpenableImage {
  readonly label: string;
  readonly description?: string;
  readonly uri: string;
}

/** Opens images of a job; of several, those that the person chooses. */
export async function openImages(prompt: string, images: readonly OpenableImage[]): Promise<void> {
  const chosen =
    images.length <= 1
      ? images
      : await vscode.window.showQuickPick(
          images.map((image, at) => ({ ...image, picked: at === 0 })),
          { title: oneLine(prompt), placeHolder: t('Choose the images to open'), canPickMany: true },
        );
  const preview = chosen?.length === 1;
  for (const { uri } of chosen ?? []) {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(uri, true), { preview });
  }
}
