// Everything but registering, as a bundle of its own that is loaded by the first command.
import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { asCommand, asFunction } from './commands/doors.ts';
import { commandTable } from './commands/index.ts';
import { compose } from './compose.ts';
import { ImagesView } from './imagesView.ts';
import { registerPromptEditor } from './ui/promptEditor.ts';
import { registerViewer } from './ui/viewer.ts';

export interface Main {
  /** Runs a command of the manifest as VS Code does: undefined when its person saw why nothing came. */
  run(command: string, args: readonly unknown[]): Promise<unknown>;
  /** The same for another extension: rejects with an EaselError whenever nothing came. */
  call(command: string, args: readonly unknown[]): Promise<unknown>;
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
  context.subscriptions.push(log, app, view, registerPromptEditor(), registerViewer());
  const find = (command: string) => {
    const found = commands[command];
    if (!found) throw new RangeError(`The manifest has a command that is not in the table: ${command}`);
    return found;
  };
  return {
    view,
    run: (command, args) => asCommand(app, () => find(command)(...args)),
    call: (command, args) => asFunction(app, () => find(command)(...args)),
    recover: () => app.recovery.adopt(),
    async close() {
      await app.journal.close();
      await app.ledger.close();
    },
  };
}
