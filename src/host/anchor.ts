import * as vscode from 'vscode';

/** Places in a document that stay with their text while it is edited. Offsets in UTF-16 code units. */
export class Anchor {
  readonly #document: vscode.TextDocument;
  readonly #places: { offset: number; readonly afterSelection: boolean }[];
  readonly #listener: vscode.Disposable;

  /** At each cursor, or behind each selection. */
  constructor(document: vscode.TextDocument, selections: readonly vscode.Selection[]) {
    this.#document = document;
    this.#places = selections.map((selection) => ({
      offset: document.offsetAt(selection.end),
      afterSelection: !selection.isEmpty,
    }));
    this.#listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document) this.#follow(event.contentChanges);
    });
  }

  places(): readonly { readonly position: vscode.Position; readonly afterSelection: boolean }[] {
    return this.#places.map(({ offset, afterSelection }) => ({
      position: this.#document.positionAt(offset),
      afterSelection,
    }));
  }

  dispose(): void {
    this.#listener.dispose();
  }

  #follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const place of this.#places) place.offset = moved(place.offset, changes);
  }
}

/** Changes of one event count from the same text, so their order does not matter to a sum of shifts. */
function moved(
  offset: number,
  changes: readonly { readonly rangeOffset: number; readonly rangeLength: number; readonly text: string }[],
): number {
  let shift = 0;
  for (const { rangeOffset, rangeLength, text } of changes) {
    if (rangeOffset + rangeLength <= offset) shift += text.length - rangeLength;
    // The text around the place was replaced: its end is the nearest thing that is left.
    else if (rangeOffset < offset) shift += rangeOffset + text.length - offset;
  }
  return Math.max(0, offset + shift);
}
