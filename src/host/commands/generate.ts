import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseOptions, type ImageOptions } from '../../core/options.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { requireTrust } from '../maker.ts';
import { showResult } from '../ui/showResult.ts';
import { fromUi, withPrompt } from './doors.ts';

/** `easel.generate`: with a prompt a call from outside, without one the prompt box. */
export async function generate(app: App, argument: unknown): Promise<ImageResult | undefined> {
  const options = parseOptions(argument);
  if (options.prompt !== undefined) {
    const result = await app.maker.make({ kind: 'generate', door: 'call', options });
    // A caller gets its result at once; how it is shown is between Easel and the person.
    void showResult(result);
    return result;
  }
  return generateInUi(app, options);
}

/** "Generate Image Here…" on a folder of the Explorer. */
export async function generateHere(app: App, folder: unknown): Promise<ImageResult | undefined> {
  return generateInUi(app, {}, folder instanceof vscode.Uri ? folder : undefined);
}

function generateInUi(app: App, options: ImageOptions, folder?: vscode.Uri): Promise<ImageResult | undefined> {
  return fromUi(app, async () => {
    requireTrust();
    const box = {
      title: folder ? t('Generate Image in {0}', vscode.workspace.asRelativePath(folder)) : t('Generate Image'),
      placeholder: t('Describe the image, then press Enter'),
      action: t('Generate'),
      ...(folder ? { place: { folder } } : {}),
    };
    return withPrompt(app, box, options, async (filled) => {
      const result = await app.maker.make({ kind: 'generate', door: 'ui', options: filled, folder });
      await showResult(result);
      return result;
    });
  });
}
