import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { insertionAt, type Insertion } from '../../core/docs/insertion.ts';
import { documentExtensions, documentLanguageIds } from '../../core/docs/link.ts';
import { imageMime } from '../../protocol/drag.ts';
import type { App } from '../app.ts';
import { pathForPeople } from '../files.ts';
import { linesOf, positionOf, withLineEnds, writeLinks, writtenLink, type LinkedImage } from '../insertLinks.ts';
import { liesInWorkspace } from '../liesInWorkspace.ts';
import { linkLanguageOf } from '../linkTarget.ts';
import { provenanceOf, requestOf } from '../provenance.ts';

type Parts = Pick<App, 'ledger' | 'locks' | 'download' | 'untitledLinks'>;

/** More than anybody drags into a document on purpose. */
const most = 50;

/**
 * Images of the Studio that are dropped or pasted into documents, as links in their language. Only what comes from the
 * Studio: everything else is VS Code's own.
 */
export class LinkTransfer
  implements vscode.DocumentDropEditProvider, vscode.DocumentPasteEditProvider, vscode.Disposable
{
  readonly #app: Parts;
  readonly #drop: vscode.Disposable;
  #paste: vscode.Disposable | undefined;
  /** What the clipboard holds, as long as nobody has copied anything else. */
  #copied: { readonly text: string; readonly image: LinkedImage } | undefined;

  constructor(app: Parts) {
    this.#app = app;
    this.#drop = vscode.languages.registerDocumentDropEditProvider(documents, this, {
      providedDropEditKinds: [kind()],
      dropMimeTypes: [imageMime],
    });
  }

  /** Puts an image on the clipboard: elsewhere it is pasted as Markdown, in a document as a link from there. */
  async copy(uri: vscode.Uri): Promise<void> {
    const image = await this.linked(uri);
    const text = writtenLink('markdown', pathForPeople(uri), image.alt).inline;
    // Whoever copies nothing here has no provider that is asked with every paste.
    this.#paste ??= vscode.languages.registerDocumentPasteEditProvider(documents, this, {
      providedPasteEditKinds: [kind()],
      pasteMimeTypes: ['text/plain'],
    });
    await vscode.env.clipboard.writeText(text);
    this.#copied = { text, image };
  }

  /** With the prompt that it was made with. */
  async linked(uri: vscode.Uri): Promise<LinkedImage> {
    const request = await requestOf(await provenanceOf(this.#app, uri));
    return { uri: uri.toString(), alt: request?.options.prompt ?? '' };
  }

  dispose(): void {
    this.#drop.dispose();
    this.#paste?.dispose();
  }

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    transfer: vscode.DataTransfer,
  ): Promise<vscode.DocumentDropEdit | undefined> {
    const images = await this.#dropped((await transfer.get(imageMime)?.asString()) ?? '');
    const insertion = this.#insertion(document, position, images);
    if (!insertion) return undefined;
    const { text, additionalEdit } = placed(document, position, insertion);
    const edit = new vscode.DocumentDropEdit(text, title(), kind());
    if (additionalEdit) edit.additionalEdit = additionalEdit;
    return edit;
  }

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    transfer: vscode.DataTransfer,
  ): Promise<vscode.DocumentPasteEdit[] | undefined> {
    const [range] = ranges;
    const text = await transfer.get('text/plain')?.asString();
    if (!range || !this.#copied || text !== this.#copied.text) return undefined;
    const insertion = this.#insertion(document, range.start, [this.#copied.image]);
    if (!insertion) return undefined;
    const { text: pasted, additionalEdit } = placed(document, range.start, insertion);
    const edit = new vscode.DocumentPasteEdit(pasted, title(), kind());
    if (additionalEdit) edit.additionalEdit = additionalEdit;
    return [edit];
  }

  #insertion(
    document: vscode.TextDocument,
    position: vscode.Position,
    images: readonly LinkedImage[],
  ): Insertion | undefined {
    const language = linkLanguageOf(document);
    if (!language || images.length === 0) return undefined;
    const links = writeLinks(document, language, images, this.#app.untitledLinks);
    return insertionAt(language, linesOf(document), position, links);
  }

  /** Anything may be dragged under this name: only images of the workspace are taken. */
  async #dropped(list: string): Promise<readonly LinkedImage[]> {
    const lines = list.split(/\r\n|\r|\n/).filter((line) => line !== '');
    const uris = lines.slice(0, most).flatMap((line) => {
      try {
        return [vscode.Uri.parse(line, true)];
      } catch {
        return [];
      }
    });
    const images = await Promise.all(
      uris.map(async (uri) => ((await liesInWorkspace(uri)) ? this.linked(uri).catch(() => undefined) : undefined)),
    );
    return images.filter((image) => image !== undefined);
  }
}

/** By language, and by name where no extension has made the language known. */
const documents: vscode.DocumentSelector = [
  ...documentLanguageIds.map((language) => ({ language })),
  { pattern: `**/*.{${documentExtensions.join(',')}}` },
];

/** Below VS Code's `text`, which its own links of Markdown stand back for. */
function kind(): vscode.DocumentDropOrPasteEditKind {
  return vscode.DocumentDropOrPasteEditKind.Text.append('easel', 'image');
}

function title(): string {
  return t('Insert Link to Image');
}

/** VS Code inserts at the place that is meant by the person; what belongs below a paragraph is an edit of its own. */
function placed(
  document: vscode.TextDocument,
  position: vscode.Position,
  insertion: Insertion,
): { readonly text: string; readonly additionalEdit?: vscode.WorkspaceEdit } {
  const text = withLineEnds(document, insertion.text);
  const place = positionOf(insertion);
  if (place.isEqual(position)) return { text };
  const additionalEdit = new vscode.WorkspaceEdit();
  additionalEdit.insert(document.uri, place, text);
  return { text: '', additionalEdit };
}
