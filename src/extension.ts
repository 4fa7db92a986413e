import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ImageOptions } from './core/options.ts';
import type { ImageResult } from './core/result.ts';
import { documentSelector, mayNameImage } from './host/docs/mayNameImage.ts';
import { isLockedImage } from './host/lock/isLockOn.ts';
import type { FileMove, Main } from './host/main.ts';

/**
 * What other extensions get from `vscode.extensions.getExtension('easel-images.easel').activate()`.
 * Each rejects with an `EaselError` (its `name`, `code`) when no image came.
 */
export interface EaselApi {
  readonly generate: (options: ImageOptions) => Promise<ImageResult>;
  readonly edit: (options: ImageOptions) => Promise<ImageResult>;
  readonly insert: (options: ImageOptions) => Promise<ImageResult>;
  readonly fillMissing: (options: FillOptions) => Promise<ImageResult>;
  readonly regenerate: (options: { readonly image?: string }) => Promise<ImageResult>;
}

/** Where to look for missing images, and what to make them with. */
export interface FillOptions {
  /** URI or path; without it and `folder`, the document in front. */
  readonly document?: string;
  readonly folder?: string;
  readonly provider?: string;
  readonly model?: string;
  /** A style of the workspace, or none; see `ImageOptions`. */
  readonly style?: string | false;
  readonly preset?: string;
}

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

let loaded: Promise<Main> | undefined;
let viewed: Promise<Main['view']> | undefined;

/**
 * Registers, and looks whether a window that is gone has left something. Nothing more: this runs in every window of
 * everybody who has Easel, so the rest of the code is loaded by the first thing that needs it.
 */
export function activate(context: vscode.ExtensionContext): EaselApi {
  const main = () => (loaded ??= import('./host/main.ts').then(({ start }) => start(context)));
  const run = async (command: string, args: readonly unknown[]) => (await main()).run(command, args);
  const follow = (moves: readonly FileMove[], gone: readonly vscode.Uri[] = []) => {
    if (moves.length + gone.length > 0) void main().then((loading) => loading.followFiles(moves, gone));
  };
  const { contributes } = context.extension.packageJSON as Manifest;
  const changed = new vscode.EventEmitter<undefined>();
  // VS Code listens at once but asks for children only when the view is seen: that is what loads the rest.
  const view = async () => (viewed ??= main().then((loading) => watched(loading.view, changed)));
  context.subscriptions.push(
    ...contributes.commands.map(({ command }) =>
      vscode.commands.registerCommand(command, (...args: readonly unknown[]) => run(command, args)),
    ),
    vscode.window.registerTreeDataProvider<vscode.TreeItem>('easel.images', {
      onDidChangeTreeData: changed.event,
      getTreeItem: (item) => item,
      getChildren: async (item) => (await view()).getChildren(item),
    }),
    vscode.languages.registerCodeActionsProvider(
      documentSelector,
      {
        // Asked with every move of the cursor: without an image in sight, nothing is loaded or read.
        async provideCodeActions(document, range, { diagnostics }, token) {
          if (!mayNameImage(document, range)) return [];
          const actions = await (await main()).imageActions.at(document, range, diagnostics, token);
          return [...actions];
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      const moves = files.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri }));
      follow(moves.filter(({ from, to }) => isLockedImage(from) || isLockedImage(to)));
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => follow([], files.filter(isLockedImage))),
    vscode.window.registerWebviewPanelSerializer('easel.studio', {
      deserializeWebviewPanel: async (panel) => (await main()).revive(panel),
    }),
    changed,
  );
  const recover = () =>
    fs.readdir(path.join(context.globalStorageUri.fsPath, 'journal'), (_, names: readonly string[] | undefined) => {
      if (names && names.length > 0) void main().then((loading) => loading.recover());
    });
  recover();
  context.subscriptions.push(
    vscode.workspace.onDidChangeWorkspaceFolders(recover),
    vscode.workspace.onDidGrantWorkspaceTrust(recover),
  );
  const call = (command: string) => (options: ImageOptions | FillOptions | { readonly image?: string }) =>
    main().then((loading) => loading.call(command, [options])) as Promise<ImageResult>;
  return {
    generate: call('easel.generate'),
    edit: call('easel.edit'),
    insert: call('easel.insert'),
    fillMissing: call('easel.fillMissing'),
    regenerate: call('easel.regenerate'),
  };
}

function watched(view: Main['view'], changed: vscode.EventEmitter<undefined>): Main['view'] {
  view.onDidChangeTreeData(() => changed.fire(undefined));
  return view;
}

export async function deactivate(): Promise<void> {
  const main = await loaded;
  await main?.close();
}
