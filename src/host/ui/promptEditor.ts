import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

export const promptScheme = 'easel-prompt';

/** Holds the prompts that are being written in editors: saving one keeps it, submitting takes it, closing drops it. */
export class PromptDocuments implements vscode.FileSystemProvider {
  readonly #texts = new Map<string, Uint8Array>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.readFile(uri).length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const text = this.#texts.get(uri.path);
    if (!text) throw vscode.FileSystemError.FileNotFound(uri);
    return text;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.#texts.set(uri.path, content);
  }

  delete(uri: vscode.Uri): void {
    this.#texts.delete(uri.path);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}

let documents: PromptDocuments | undefined;
let counter = 0;

/** Waiting editors, by document URI: what to do with the text when it is submitted. */
const waiting = new Map<string, (text: string | undefined) => void>();

export function registerPromptEditor(): vscode.Disposable {
  const provider = new PromptDocuments();
  documents = provider;
  return vscode.Disposable.from(
    vscode.workspace.registerFileSystemProvider(promptScheme, provider, { isCaseSensitive: true }),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const tab of closed) {
        // A tab that moves to another group closes in the one it leaves.
        if (tab.input instanceof vscode.TabInputText && !isOpen(tab.input.uri)) settle(tab.input.uri, undefined);
      }
    }),
  );
}

function isOpen(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
}

/** Opens an editor for a prompt of several lines. Resolves with its text when it is submitted, undefined when closed. */
export async function writePrompt(text: string): Promise<string | undefined> {
  counter += 1;
  const uri = vscode.Uri.from({ scheme: promptScheme, path: `/${counter}/${t('Prompt for Easel')}` });
  documents?.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  const result = new Promise<string | undefined>((resolve) => waiting.set(uri.toString(), resolve));
  const { end } = document.lineAt(document.lineCount - 1).range;
  // The cursor comes with the editor: moved later, it would jump away under the first letters that are typed.
  await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(end, end) });
  vscode.window.setStatusBarMessage(t('Write the prompt, then press Ctrl+Enter (⌘Enter) to generate.'), result);
  return result;
}

/** Takes the text of the active prompt editor, closes it, and lets whoever asked for it go on. */
export async function submitPrompt(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme !== promptScheme) return;
  const { document } = editor;
  const text = document.getText();
  const done = waiting.get(document.uri.toString());
  waiting.delete(document.uri.toString());
  // Saved first, so that closing asks nothing.
  await document.save();
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  documents?.delete(document.uri);
  done?.(text);
}

function settle(uri: vscode.Uri, text: string | undefined): void {
  const done = waiting.get(uri.toString());
  if (!done) return;
  waiting.delete(uri.toString());
  documents?.delete(uri);
  done(text);
}
