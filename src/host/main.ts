// Everything but registering, as a bundle of its own that is loaded by the first command.
import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commandTable } from './commands/index.ts';
import { compose } from './compose.ts';
import { ImagesView } from './imagesView.ts';
import { registerRequestViewer } from './ui/confirm.ts';
import { registerPromptEditor } from './ui/promptEditor.ts';

export interface Main {
  /** Runs a command of the manifest. */
  run(command: string, args: readonly unknown[]): Promise<unknown>;
  readonly view: ImagesView;
  /** Goes on with what windows that are gone have left. */
  readonly recover: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export function start(context: vscode.ExtensionContext): Main {
  if (vscode.l10n.bundle) config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('Easel', { log: true });
  const app = compose(context, log);
  const view = new ImagesView(app);
  const commands = commandTable(app);
  context.subscriptions.push(log, app, view, registerPromptEditor(), registerRequestViewer());
  return {
    view,
    run: async (command, args) => {
      const found = commands[command];
      if (!found) throw new RangeError(`The manifest has a command that is not in the table: ${command}`);
      return await found(...args);
    },
    recover: () => app.recovery.adopt(),
    async close() {
      await app.journal.close();
      await app.ledger.close();
    },
  };
}
