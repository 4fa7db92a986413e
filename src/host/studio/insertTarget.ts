import * as vscode from 'vscode';
import { baseName } from '../files.ts';
import { homeOf, linkLanguageOf, targetIn, targetInNotebook, type Target } from '../linkTarget.ts';

/** The document that Insert goes into: the editor that was used last, if links of images belong into it. */
export class InsertTarget {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;
  #editor: vscode.TextEditor | vscode.NotebookEditor | undefined;

  constructor() {
    this.#use(
      vscode.window.activeNotebookEditor ??
        vscode.window.activeTextEditor ??
        vscode.window.visibleTextEditors.find(({ document }) => linkLanguageOf(document)),
    );
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#use(editor)),
      vscode.window.onDidChangeActiveNotebookEditor((editor) => this.#use(editor)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document === documentOf(this.#editor)) this.#forget();
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        if (notebook === documentOf(this.#editor)) this.#forget();
      }),
      // VS Code keeps a document for a while after its last tab is closed.
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => this.#isShownIn(tab)) && !allTabs().some((tab) => this.#isShownIn(tab)))
          this.#forget();
      }),
    );
  }

  /**
   * In front or behind; its cursors are where they were.
   * @throws EaselError `invalidRequest` for code in a notebook
   */
  get target(): Target | undefined {
    const editor = this.#editor;
    if (editor === undefined) return undefined;
    return 'notebook' in editor ? targetInNotebook(editor) : targetIn(editor);
  }

  /** What its tab says. */
  get name(): string | undefined {
    const document = documentOf(this.#editor);
    return document && baseName(document.uri);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** A page that takes the focus leaves no editor active: the last one stays meant. */
  #use(editor: vscode.TextEditor | vscode.NotebookEditor | undefined): void {
    if (!editor) return;
    if ('document' in editor) {
      if (!linkLanguageOf(editor.document)) return;
      // A cell is one of many: its notebook, which is known already, says which one is meant.
      if (this.#has(editor.document)) return;
    }
    this.#editor = editor;
    this.#changed.fire();
  }

  #has(document: vscode.TextDocument): boolean {
    return this.#editor !== undefined && 'notebook' in this.#editor && homeOf(document).toString() === this.#uri;
  }

  get #uri(): string | undefined {
    return documentOf(this.#editor)?.uri.toString();
  }

  #isShownIn({ input }: vscode.Tab): boolean {
    if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook)
      return input.uri.toString() === this.#uri;
    return input instanceof vscode.TabInputTextDiff && input.modified.toString() === this.#uri;
  }

  #forget(): void {
    this.#editor = undefined;
    this.#changed.fire();
  }
}

function documentOf(
  editor: vscode.TextEditor | vscode.NotebookEditor | undefined,
): vscode.TextDocument | vscode.NotebookDocument | undefined {
  return editor && ('notebook' in editor ? editor.notebook : editor.document);
}

function allTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
}
