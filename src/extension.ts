import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ImageOptions } from './core/options.ts';
import type { ImageResult } from './core/result.ts';
import { registerCommands } from './host/commands/index.ts';
import { edit } from './host/commands/edit.ts';
import { generate } from './host/commands/generate.ts';
import { insert } from './host/commands/insert.ts';
import { regenerate } from './host/commands/provenance.ts';
import { compose } from './host/compose.ts';
import { ImagesView } from './host/imagesView.ts';
import { registerRequestViewer } from './host/ui/confirm.ts';
import { registerPromptEditor } from './host/ui/promptEditor.ts';

/** What other extensions get from `vscode.extensions.getExtension('easel-images.easel').activate()`. */
export interface EaselApi {
  generate(options: ImageOptions): Promise<ImageResult | undefined>;
  edit(options: ImageOptions): Promise<ImageResult | undefined>;
  insert(options: ImageOptions): Promise<ImageResult | undefined>;
  regenerate(options: { readonly image?: string }): Promise<ImageResult | undefined>;
}

let closing: (() => Promise<void>) | undefined;

/** Registers, and looks whether a window that is gone has left something. Nothing more: it runs in every window. */
export function activate(context: vscode.ExtensionContext): EaselApi {
  if (vscode.l10n.bundle) config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('Easel', { log: true });
  const app = compose(context, log);
  const view = new ImagesView(app);
  context.subscriptions.push(
    log,
    app,
    view,
    registerCommands(app),
    registerPromptEditor(),
    registerRequestViewer(),
    vscode.window.registerTreeDataProvider('easel.images', view),
  );
  closing = async () => {
    await app.journal.close();
    await app.ledger.close();
  };
  void app.journal.hasOthers().then((found) => (found ? app.recovery.adopt() : undefined));
  return {
    generate: (options) => generate(app, options),
    edit: (options) => edit(app, options, undefined),
    insert: (options) => insert(app, options),
    regenerate: (options) => regenerate(app, options),
  };
}

export function deactivate(): Promise<void> | undefined {
  return closing?.();
}
