import type * as vscode from 'vscode';
import { DocumentFiles } from './documentFiles.ts';
import { DocumentIndex } from './documentIndex.ts';
import { DocumentReader } from './documentReader.ts';
import { ImageFiles } from './imageFiles.ts';
import { ImageTargets } from './imageTargets.ts';
import { SiteRoots } from './siteRoots.ts';

/** What this window knows of documents and the images that they name. Nothing is read before it is asked for. */
export class Docs implements vscode.Disposable {
  readonly reader: DocumentReader;
  readonly files = new ImageFiles();
  readonly siteRoots = new SiteRoots(this.files);
  readonly targets = new ImageTargets(this.files, this.siteRoots);
  readonly index: DocumentIndex;
  readonly #documents = new DocumentFiles();

  /** @param worker The built worker. */
  constructor(worker: string, log: Pick<vscode.LogOutputChannel, 'debug' | 'warn'>) {
    this.reader = new DocumentReader(worker);
    const { reader, files, siteRoots, targets } = this;
    this.index = new DocumentIndex({ reader, files, siteRoots, targets, documents: this.#documents, log });
  }

  dispose(): void {
    this.index.dispose();
    this.#documents.dispose();
    this.siteRoots.dispose();
    this.files.dispose();
    void this.reader.dispose();
  }
}
