// Everything but registering, as a bundle of its own that is loaded by the first command.
import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { asCommand, asFunction } from './commands/doors.ts';
import { commandTable } from './commands/index.ts';
import { registerSpending } from './commands/spending.ts';
import { compose } from './compose.ts';
import { ImageActions } from './docs/imageActions.ts';
import { ImagesView } from './imagesView.ts';
import { Studio } from './studio/studio.ts';
import { JobsStatus } from './ui/jobsStatus.ts';
import { registerPromptEditor } from './ui/promptEditor.ts';
import { registerViewer } from './ui/viewer.ts';

export interface FileMove {
  readonly from: vscode.Uri;
  readonly to: vscode.Uri;
}

export interface Main {
  /** Runs a command of the manifest as VS Code does: undefined when its person saw why nothing came. */
  run(command: string, args: readonly unknown[]): Promise<unknown>;
  /** The same for another extension: rejects with an EaselError whenever nothing came. */
  call(command: string, args: readonly unknown[]): Promise<unknown>;
  readonly view: ImagesView;
  /** Quick fixes for images of documents. */
  readonly imageActions: ImageActions;
  /** Goes on with a panel of the Studio that VS Code has kept over a reload of the window. */
  readonly revive: (panel: vscode.WebviewPanel) => void;
  /** Files that got another name, and files that are gone: what lock files say of them follows. */
  readonly followFiles: (moves: readonly FileMove[], gone: readonly vscode.Uri[]) => Promise<void>;
  /** Goes on with what windows that are gone have left, and with what could not be finished before. */
  readonly recover: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export function start(context: vscode.ExtensionContext): Main {
  if (vscode.l10n.bundle) config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('Easel', { log: true });
  const app = compose(context, log);
  const view = new ImagesView(app);
  let opened: Studio | undefined;
  const studio = () => (opened ??= new Studio(app, context));
  const commands = commandTable(app, studio);
  const closing = new vscode.Disposable(() => opened?.dispose());
  context.subscriptions.push(
    log,
    app,
    view,
    closing,
    new JobsStatus(app),
    registerPromptEditor(),
    registerViewer(),
    registerSpending(app),
  );
  const find = (command: string) => {
    const found = commands[command];
    if (!found) throw new RangeError(`The manifest has a command that is not in the table: ${command}`);
    return found;
  };
  return {
    view,
    imageActions: new ImageActions(app),
    run: (command, args) => asCommand(app, () => find(command)(...args)),
    call: (command, args) => asFunction(app, () => find(command)(...args)),
    revive: (panel) => studio().revive(panel),
    async followFiles(moves, gone) {
      await app.locks.follow(moves);
      await app.locks.forget(gone);
    },
    recover: () => app.recovery.tryAgain(),
    async close() {
      await app.journal.close();
      await app.ledger.close();
      await app.spending.close();
    },
  };
}
