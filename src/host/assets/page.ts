import * as vscode from 'vscode';
import { intoHead, originOf } from '../../core/assets/head.ts';
import { encodedPath, languageOf, relativePath } from '../../core/docs/link.ts';
import { baseName } from '../files.ts';
import { pathOnSite } from './siteRoots.ts';

/** The document that a person has open beside what they make of an image, as far as tags can go into it. */
export class Page {
  readonly document: vscode.TextDocument;
  /** What was selected when the command began: what is looked at meanwhile takes no selection along. */
  readonly #selection: vscode.Range;
  readonly #selected: string;

  private constructor({ document, selection }: vscode.TextEditor) {
    this.document = document;
    this.#selection = selection;
    this.#selected = document.getText(selection);
  }

  /** The document in front, else one that can be seen. */
  static open(): Page | undefined {
    const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
    const editor = [active, ...visible].find(
      (each) => each && languageOf(each.document.languageId, each.document.uri.path) !== undefined,
    );
    return editor && new Page(editor);
  }

  get name(): string {
    return baseName(this.document.uri);
  }

  /** Where the page says that it is served from. */
  get origin(): string | undefined {
    return originOf(this.document.getText());
  }

  /** Whether all these tags, or some, can be added to the page's head. */
  takesInHead(tags: readonly string[]): boolean {
    const { languageId, uri } = this.document;
    return languageOf(languageId, uri.path) === 'html' && intoHead(this.document.getText(), tags) !== undefined;
  }

  /** Whether what is selected shows this image. */
  selects(image: vscode.Uri): boolean {
    const name = baseName(image);
    return this.#isUnchanged() && [name, encodedPath(name)].some((each) => this.#selected.includes(each));
  }

  /** One undo step; false when the page cannot be changed any more. */
  async addToHead(tags: readonly string[]): Promise<boolean> {
    const { document } = this;
    const change = document.isClosed ? undefined : intoHead(document.getText(), tags);
    if (!change) return false;
    return this.#replace(
      new vscode.Range(document.positionAt(change.start), document.positionAt(change.end)),
      change.text,
    );
  }

  /** One undo step; false when what was selected is not there any more. */
  async replaceSelection(lines: readonly string[]): Promise<boolean> {
    if (!this.#isUnchanged()) return false;
    return this.#replace(this.#selection, lines.join(this.document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n'));
  }

  #isUnchanged(): boolean {
    return (
      !this.document.isClosed && this.#selected !== '' && this.document.getText(this.#selection) === this.#selected
    );
  }

  async #replace(range: vscode.Range, text: string): Promise<boolean> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(this.document.uri, range, text);
    return vscode.workspace.applyEdit(edit);
  }
}

/** How a page names a file: from the site's root where it lies below one, else from the page, else from the workspace. */
export function namedBy(page: Page | undefined, roots: readonly vscode.Uri[]): (uri: vscode.Uri) => string {
  return (uri) => {
    const onSite = pathOnSite(uri, roots);
    if (onSite !== undefined) return onSite;
    const from = page?.document.uri;
    const path = from?.scheme === uri.scheme ? relativePath(from.path, uri.path) : undefined;
    return path ?? vscode.workspace.asRelativePath(uri, false);
  };
}
