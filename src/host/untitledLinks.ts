import * as vscode from 'vscode';
import { languageOf, type LinkLanguage } from '../core/docs/link.ts';
import { pathFrom, writtenLink, type LinkedImage } from './insertLinks.ts';

/** Links that are remembered: those of an hour of writing, and no more than a save can look for in an instant. */
const most = 100;

interface Remembered extends LinkedImage {
  readonly language: LinkLanguage;
}

/**
 * Links in documents that were no files when the links were written. As soon as a document with one of them is saved as a
 * file, it leads from there to its image. VS Code saves such a document by opening another one, so that links are known
 * by what they say.
 */
export class UntitledLinks implements vscode.Disposable {
  #links: readonly Remembered[] = [];
  #listener: vscode.Disposable | undefined;

  add(language: LinkLanguage, images: readonly LinkedImage[]): void {
    this.#links = [...this.#links, ...images.map((image) => ({ ...image, language }))].slice(-most);
    this.#listener ??= vscode.workspace.onWillSaveTextDocument((event) => {
      if (event.document.uri.scheme !== 'untitled') event.waitUntil(this.#corrections(event.document));
    });
  }

  dispose(): void {
    this.#listener?.dispose();
  }

  async #corrections(document: vscode.TextDocument): Promise<vscode.TextEdit[]> {
    const text = document.getText();
    const language = languageOf(document.languageId, document.uri.path);
    const mine = this.#links.filter((link) => link.language === language);
    const changes = mine.flatMap((link) => changesFor(link, document.uri));
    const found = changes.filter(({ was }) => text.includes(was));
    const wrong = await Promise.all(found.map(async (each) => ((await leadsSomewhere(each.named)) ? [] : [each])));
    const edits = new Map<number, vscode.TextEdit>();
    for (const { was, becomes } of wrong.flat()) {
      for (let at = text.indexOf(was); at >= 0; at = text.indexOf(was, at + was.length)) {
        const range = new vscode.Range(document.positionAt(at), document.positionAt(at + was.length));
        edits.set(at, vscode.TextEdit.replace(range, becomes));
      }
    }
    return [...edits.values()];
  }
}

interface Change {
  readonly was: string;
  readonly becomes: string;
  /** What the link names where the document lies now. */
  readonly named: vscode.Uri;
}

function changesFor({ language, uri, alt }: Remembered, document: vscode.Uri): readonly Change[] {
  const image = vscode.Uri.parse(uri, true);
  const path = vscode.workspace.asRelativePath(image, false);
  const named = vscode.Uri.joinPath(document, '..', path);
  const before = writtenLink(language, path, alt);
  const after = writtenLink(language, pathFrom(document, image), alt);
  return (['block', 'inline'] as const)
    .map((form) => ({ was: pathLine(before[form]), becomes: pathLine(after[form]), named }))
    .filter(({ was, becomes }) => was !== becomes);
}

/** Of a link over several lines the one with the path: the others may stand anywhere by now. */
function pathLine(link: string): string {
  return link.replace(/\n[^]*/, '');
}

async function leadsSomewhere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
