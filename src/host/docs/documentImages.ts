import * as vscode from 'vscode';
import type { DocumentImage } from '../../core/docs/documentImage.ts';
import type { DocumentReader } from './documentReader.ts';
import type { Docs } from './docs.ts';
import { fileOf, type ImageTargets } from './imageTargets.ts';

/** An image that a document names, and the file that it means. */
export interface NamedImage {
  /** The document that people know: of a cell its notebook. */
  readonly document: vscode.Uri;
  readonly image: DocumentImage;
  readonly file: vscode.Uri | undefined;
  readonly exists: boolean;
}

/** The images of an open document, with the text that holds their positions. */
export interface OpenImages {
  readonly text: vscode.TextDocument;
  /** Of the text that the positions count in. */
  readonly version: number;
  readonly images: readonly NamedImage[];
}

interface Parts {
  readonly reader: DocumentReader;
  readonly targets: ImageTargets;
}

/**
 * The images of a document as it is in the editor now, saved or not. A notebook has several texts, one for each cell of
 * Markdown.
 * @throws EaselError when it cannot be parsed, or `easel.siteRoot` cannot be used
 */
export async function openImages(docs: Parts, uri: vscode.Uri): Promise<readonly OpenImages[]> {
  return Promise.all(
    (await textsOf(uri)).map(async (text) => {
      const images = await imagesOf(docs, text);
      return { text, version: text.version, images };
    }),
  );
}

/** As `openImages`, with a new look at each file that is named: for what costs money. */
export async function openImagesNow(docs: Docs, uri: vscode.Uri): Promise<readonly OpenImages[]> {
  for (const { images } of await openImages(docs, uri))
    for (const { file } of images) if (file) docs.files.forget(file);
  return openImages(docs, uri);
}

/** Of one text document, be it a file, a cell or untitled: of the text that it has when this resolves. */
export async function imagesOf({ reader, targets }: Parts, text: vscode.TextDocument): Promise<readonly NamedImage[]> {
  const document = text.isUntitled ? text.uri : (fileOf(text.uri) ?? text.uri);
  for (;;) {
    const { version } = text;
    const images = await reader.imagesOf(text);
    const located = await targets.locateAll(
      text.uri,
      images.map(({ url }) => url),
    );
    if (text.version !== version && !text.isClosed) continue;
    return images.map((image, index) => {
      const { file, exists } = located[index] ?? { file: undefined, exists: false };
      return { document, image, file, exists };
    });
  }
}

async function textsOf(uri: vscode.Uri): Promise<readonly vscode.TextDocument[]> {
  if (!uri.path.toLowerCase().endsWith('.ipynb')) return [await vscode.workspace.openTextDocument(uri)];
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  return notebook
    .getCells()
    .filter(({ kind }) => kind === vscode.NotebookCellKind.Markup)
    .map(({ document }) => document);
}
