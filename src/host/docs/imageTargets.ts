import * as vscode from 'vscode';
import { resolveTarget } from '../../core/docs/resolveTarget.ts';
import { TimeSlice } from '../timeSlice.ts';
import { placeOf, type ImageFiles } from './imageFiles.ts';
import type { SiteRoots } from './siteRoots.ts';

/** The file that a document means by the address of an image. */
export interface LocatedImage {
  /** Undefined for what is no file of the workspace. Where it may be one of several, the one that is there. */
  readonly file: vscode.Uri | undefined;
  readonly exists: boolean;
  /** Where it was looked for, by `placeOf`: what happens there may change the answer. */
  readonly asked: readonly string[];
}

/** Places that are looked at together. */
const together = 16;

const nowhere: LocatedImage = { file: undefined, exists: false, asked: [] };

/** Finds the files that documents name. */
export class ImageTargets {
  readonly #files: ImageFiles;
  readonly #siteRoots: SiteRoots;

  constructor(files: ImageFiles, siteRoots: SiteRoots) {
    this.#files = files;
    this.#siteRoots = siteRoots;
  }

  /**
   * @param document Of a text document or a notebook; one that has no file yet counts as lying in the first workspace
   *   folder.
   * @param url As `DocumentImage` has it.
   * @throws EaselError `invalidRequest` when the setting `easel.siteRoot` cannot be used, and the address needs it
   */
  async locate(document: vscode.Uri, url: string): Promise<LocatedImage> {
    const from = fileOf(document);
    const root = from && vscode.workspace.getWorkspaceFolder(from)?.uri;
    if (!root) return nowhere;
    const candidates = new Map<string, vscode.Uri>();
    // Only such an address depends on where the site is.
    const siteRoots = url.trimStart().startsWith('/') ? await this.#siteRoots.of(from) : [root.path];
    for (const siteRoot of siteRoots) {
      const path = resolveTarget(url, { document: from.path, root: root.path, siteRoots: [siteRoot] });
      const uri = path === undefined ? undefined : from.with({ path });
      if (uri) candidates.set(placeOf(uri), uri);
    }
    const asked: string[] = [];
    for (const [place, uri] of candidates) {
      asked.push(place);
      if (await this.#files.isFile(uri)) return { file: uri, exists: true, asked };
    }
    const [first] = candidates.values();
    return { file: first, exists: false, asked };
  }

  /**
   * Of all images of a document, in their order, without holding up others.
   * @throws EaselError as `locate`
   */
  async locateAll(document: vscode.Uri, urls: readonly string[]): Promise<readonly LocatedImage[]> {
    const slice = new TimeSlice();
    const located: LocatedImage[] = [];
    for (let at = 0; at < urls.length; at += together) {
      await slice.turn();
      const some = urls.slice(at, at + together);
      located.push(...(await Promise.all(some.map((url) => this.locate(document, url)))));
    }
    return located;
  }
}

/** The file that a document's links begin from; undefined where it lies outside of the workspace. */
export function fileOf(document: vscode.Uri): vscode.Uri | undefined {
  const file = document.scheme === cellScheme ? notebookOf(document) : document;
  if (file?.scheme === 'untitled') {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    return first && vscode.Uri.joinPath(first.uri, 'untitled');
  }
  return file && vscode.workspace.getWorkspaceFolder(file) && file;
}

const cellScheme = 'vscode-notebook-cell';

/** The notebook that has this cell. */
function notebookOf(cell: vscode.Uri): vscode.Uri | undefined {
  const address = cell.toString();
  const hasIt = (notebook: vscode.NotebookDocument) =>
    notebook.getCells().some(({ document }) => document.uri.toString() === address);
  return vscode.workspace.notebookDocuments.find(hasIt)?.uri;
}
