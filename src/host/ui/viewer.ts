import * as vscode from 'vscode';

const scheme = 'easel-view';
const texts = new Map<string, string>();
let count = 0;

/** Shows texts read-only. Each is dropped when its editor is closed. */
export function registerViewer(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) texts.delete(uri.path);
    }),
  );
}

/** @param title Name of the tab; its extension, if it has one, is the language. */
export async function show(title: string, text: string, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  count += 1;
  const path = `/${count}/${title.replaceAll('/', '\u2215')}`;
  texts.set(path, text);
  await vscode.window.showTextDocument(vscode.Uri.from({ scheme, path }), { preview: true, ...options });
}
