import * as vscode from 'vscode';
import { languageOf } from '../../core/docs/link.ts';
import { baseName } from '../files.ts';

/** The document that Insert goes into: the text editor that was used last, if links of images belong into it. */
export class InsertTarget {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;
  #editor: vscode.TextEditor | undefined;

  constructor() {
    this.#use(vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(takesLinks));
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#use(editor)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document === this.#editor?.document) this.#forget();
      }),
      // VS Code keeps a document for a while after its last tab is closed.
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => this.#isShownIn(tab)) && !allTabs().some((tab) => this.#isShownIn(tab)))
          this.#forget();
      }),
    );
  }

  /** In front or behind; its cursors are where they were. */
  get editor(): vscode.TextEditor | undefined {
    return this.#editor;
  }

  /** What its tab says. */
  get name(): string | undefined {
    return this.#editor && baseName(this.#editor.document.uri);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** A page that takes the focus leaves no text editor active: the last one stays meant. */
  #use(editor: vscode.TextEditor | undefined): void {
    if (!editor || !takesLinks(editor)) return;
    this.#editor = editor;
    this.#changed.fire();
  }

  #isShownIn({ input }: vscode.Tab): boolean {
    const uri = this.#editor?.document.uri.toString();
    if (input instanceof vscode.TabInputText) return input.uri.toString() === uri;
    return input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri;
  }

  #forget(): void {
    this.#editor = undefined;
    this.#changed.fire();
  }
}

function allTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
}

function takesLinks({ document }: vscode.TextEditor): boolean {
  return languageOf(document.languageId, document.uri.path) !== undefined;
}
