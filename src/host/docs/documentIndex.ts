import * as vscode from 'vscode';
import type { LinkLanguage } from '../../core/docs/link.ts';
import { abortable } from '../abortable.ts';
import { isWithin, watchChanges, type FileChanges } from '../fileChanges.ts';
import { TimeSlice } from '../timeSlice.ts';
import type { DocumentFiles } from './documentFiles.ts';
import { kindOf, type DocumentReader } from './documentReader.ts';
import { placeOf, type ImageFiles } from './imageFiles.ts';
import type { ImageTargets, LocatedImage } from './imageTargets.ts';
import { openDocuments, type OpenDocument } from './openDocuments.ts';
import type { DocumentKind, FoundImage } from './requests.ts';
import type { SiteRoots } from './siteRoots.ts';

/** Documents that are read before it is looked what else has happened. */
const documentsAtOnce = 200;
/** A text that is being typed is looked at when its writer rests for so long. */
const restMs = 300;

/** An image that a document of the workspace names. */
export interface IndexedImage extends FoundImage {
  /** The document; of a cell the notebook. */
  readonly document: vscode.Uri;
  readonly language: LinkLanguage;
  /** Undefined for what is no file of the workspace. */
  readonly file: vscode.Uri | undefined;
  readonly exists: boolean;
}

interface Indexed {
  readonly uri: vscode.Uri;
  readonly kind: DocumentKind;
  readonly found: readonly FoundImage[];
  /** In the order of `found`. */
  readonly located: readonly LocatedImage[];
  readonly images: readonly IndexedImage[];
  /** Its text is that of an editor, which may never be saved. */
  readonly isUnsaved: boolean;
}

export interface IndexParts {
  readonly reader: DocumentReader;
  readonly documents: DocumentFiles;
  readonly files: ImageFiles;
  readonly siteRoots: SiteRoots;
  readonly targets: ImageTargets;
  readonly log: Pick<vscode.LogOutputChannel, 'debug' | 'warn'>;
}

/**
 * Which documents of the workspace name which image files. Nothing is looked at before it is asked for the first time;
 * then all is read in the background, and the index follows what happens to files and to texts in editors.
 */
export class DocumentIndex implements vscode.Disposable {
  readonly #parts: IndexParts;
  readonly #documents = new Map<string, Indexed>();
  /** The documents that ask for a place. */
  readonly #askedBy = new Map<string, Set<string>>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  /** Not read as they are now. */
  readonly #unread = new Map<string, vscode.Uri>();
  /** Read, but their images may be found elsewhere than before. */
  readonly #unlocated = new Set<string>();
  /** Being typed in. */
  readonly #edited = new Map<string, vscode.Uri>();
  #resting: ReturnType<typeof setTimeout> | undefined;
  #wantsScan = false;
  /** Times that files came or went. */
  #happenings = 0;
  #working: Promise<void> | undefined;
  #subscriptions: vscode.Disposable | undefined;
  #isDisposed = false;
  #images: readonly IndexedImage[] | undefined;

  constructor(parts: IndexParts) {
    this.#parts = parts;
  }

  /**
   * All that is known to have happened is in the index when this resolves, what was just typed as well.
   * @throws EaselError `cancelled`
   */
  async ready(signal?: AbortSignal): Promise<void> {
    this.#begin();
    this.#rest();
    while (this.#working) await abortable(this.#working, signal);
  }

  /**
   * As `ready`, after a look at all documents and files as they are now: for what costs money or deletes, which must not
   * rely on file systems to have told of everything yet.
   * @throws EaselError `cancelled`
   */
  async refresh(signal?: AbortSignal): Promise<void> {
    this.#begin();
    this.#parts.files.forgetAll();
    this.#scan();
    await this.ready(signal);
  }

  /** The workspace is being looked through; what is found so far is there already. */
  get isBusy(): boolean {
    return this.#working !== undefined;
  }

  /** By document, in the order of its text. */
  images(): readonly IndexedImage[] {
    this.#begin();
    this.#images ??= [...this.#documents.values()].flatMap(({ images }) => images);
    return this.#images;
  }

  /** The places in documents that name a file, whether it is there or not. */
  linksTo(file: vscode.Uri): readonly IndexedImage[] {
    this.#begin();
    const place = placeOf(file);
    return [...this.#askers(place)].flatMap((address) =>
      (this.#documents.get(address)?.images ?? []).filter((image) => image.file && placeOf(image.file) === place),
    );
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscriptions?.dispose();
    clearTimeout(this.#resting);
    this.#changed.dispose();
  }

  #begin(): void {
    if (this.#subscriptions || this.#isDisposed) return;
    const { documents, files, siteRoots } = this.#parts;
    this.#subscriptions = vscode.Disposable.from(
      watchChanges(documents, (changes) => this.#follow(changes)),
      documents.onDidChange(() => this.#scan()),
      files.onDidForget((places) => this.#locateAgain([...places].flatMap((place) => [...this.#askers(place)]))),
      siteRoots.onDidChange(() => this.#locateAgain(this.#documents.keys())),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#edit(document.uri);
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => this.#edit(notebook.uri)),
      vscode.workspace.onDidOpenTextDocument(({ uri, isDirty }) => {
        if (isDirty) this.#edit(uri);
      }),
      vscode.workspace.onDidOpenNotebookDocument(({ uri, isDirty }) => {
        if (isDirty) this.#edit(uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#close(uri)),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => this.#close(uri)),
    );
    this.#scan();
  }

  #scan(): void {
    this.#wantsScan = true;
    this.#later();
  }

  #follow({ changed, gone, isMuch }: FileChanges): void {
    if (gone.size > 0) {
      for (const address of [...this.#documents.keys()]) if (isWithin(address, gone)) this.#forget(address);
      this.#tell();
    }
    for (const uri of changed) this.#unread.set(uri.toString(), uri);
    if (isMuch) this.#wantsScan = true;
    this.#later();
  }

  #locateAgain(addresses: Iterable<string>): void {
    this.#happenings += 1;
    for (const address of addresses) this.#unlocated.add(address);
    this.#later();
  }

  #edit(uri: vscode.Uri): void {
    if (!this.#parts.documents.has(uri)) return;
    this.#edited.set(uri.toString(), uri);
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#rest(), restMs);
  }

  #rest(): void {
    clearTimeout(this.#resting);
    for (const [address, uri] of this.#edited) this.#unread.set(address, uri);
    this.#edited.clear();
    this.#later();
  }

  /** What was not saved is gone with its editor. */
  #close(uri: vscode.Uri): void {
    const address = uri.toString();
    if (this.#documents.get(address)?.isUnsaved !== true) return;
    this.#unread.set(address, uri);
    this.#later();
  }

  #later(): void {
    if (this.#isDisposed || (!this.#wantsScan && this.#unread.size === 0 && this.#unlocated.size === 0)) return;
    this.#working ??= this.#work();
  }

  /** One thing after the other, so that nothing older ever comes after something newer. Never rejects. */
  async #work(): Promise<void> {
    const started = performance.now();
    try {
      while (!this.#isDisposed && (await this.#step())) this.#tell();
      this.#parts.log.debug(`documents: ${this.#documents.size} in ${Math.round(performance.now() - started)} ms`);
    } catch (error) {
      if (!this.#isDisposed) this.#parts.log.warn(`documents: ${String(error)}`);
    } finally {
      this.#working = undefined;
    }
  }

  /** False: there is nothing left to do. */
  async #step(): Promise<boolean> {
    if (this.#wantsScan) {
      this.#wantsScan = false;
      await this.#find();
      return true;
    }
    const unread = taken(this.#unread, documentsAtOnce);
    if (unread.length > 0) {
      await this.#read(unread);
      return true;
    }
    const [...unlocated] = this.#unlocated;
    this.#unlocated.clear();
    const slice = new TimeSlice();
    for (const address of unlocated) {
      const known = this.#documents.get(address);
      if (known) await this.#put(known, slice);
    }
    return unlocated.length > 0;
  }

  async #find(): Promise<void> {
    const slice = new TimeSlice();
    const found = new Set<string>();
    for (const uri of await this.#parts.documents.find()) {
      await slice.turn();
      if (!this.#parts.documents.has(uri)) continue;
      found.add(uri.toString());
      this.#unread.set(uri.toString(), uri);
    }
    for (const address of [...this.#documents.keys()]) if (!found.has(address)) this.#forget(address);
  }

  async #read(uris: readonly vscode.Uri[]): Promise<void> {
    const slice = new TimeSlice();
    const open = openDocuments();
    const closed: vscode.Uri[] = [];
    for (const uri of uris) {
      const unsaved = open.get(uri.toString());
      if (unsaved) await this.#readOpen(unsaved, slice);
      else closed.push(uri);
    }
    await this.#parts.reader.scan(closed, async (batch) => {
      for (const { uri, kind, images, problem } of batch) {
        if (problem) this.#parts.log.debug(`documents: ${uri.path}: ${problem.why} ${problem.detail}`);
        if (problem?.why === 'unreadable') this.#forget(uri.toString());
        else await this.#put({ uri, kind, found: images, isUnsaved: false }, slice);
      }
    });
  }

  async #readOpen({ uri, parts }: OpenDocument, slice: TimeSlice): Promise<void> {
    const kind = kindOf(uri);
    if (!kind) return;
    const found: FoundImage[] = [];
    for (const { document, cell } of parts) {
      const images = await this.#parts.reader.imagesOf(document).catch((error: unknown) => {
        this.#parts.log.debug(`documents: ${uri.path}: ${String(error)}`);
        return [];
      });
      for (const image of images) found.push({ image, ...(cell === undefined ? {} : { cell }) });
    }
    await this.#put({ uri, kind, found, isUnsaved: true }, slice);
  }

  async #put(document: Pick<Indexed, 'uri' | 'kind' | 'found' | 'isUnsaved'>, slice: TimeSlice): Promise<void> {
    const { uri, kind, found } = document;
    const language = kind === 'notebook' ? 'markdown' : kind;
    const before = this.#happenings;
    const located: LocatedImage[] = [];
    const images: IndexedImage[] = [];
    for (const each of found) {
      await slice.turn();
      const place = await this.#locate(uri, each.image.url);
      located.push(place);
      images.push({ ...each, document: uri, language, file: place.file, exists: place.exists });
    }
    const address = uri.toString();
    this.#unlink(address);
    this.#documents.set(address, { ...document, located, images });
    for (const place of placesOf(located)) this.#askedBy.set(place, this.#askers(place).add(address));
    // What came or went meanwhile may be what was looked for.
    if (before !== this.#happenings) this.#unlocated.add(address);
  }

  /** A setting that cannot be used is for whoever is about to write something to complain of. */
  async #locate(document: vscode.Uri, url: string): Promise<LocatedImage> {
    return this.#parts.targets.locate(document, url).catch(() => ({ file: undefined, exists: false, asked: [] }));
  }

  #forget(address: string): void {
    this.#unlink(address);
    this.#documents.delete(address);
  }

  #unlink(address: string): void {
    for (const place of placesOf(this.#documents.get(address)?.located ?? [])) {
      const askers = this.#askers(place);
      askers.delete(address);
      if (askers.size === 0) this.#askedBy.delete(place);
    }
  }

  #askers(place: string): Set<string> {
    return this.#askedBy.get(place) ?? new Set();
  }

  #tell(): void {
    this.#images = undefined;
    this.#changed.fire();
  }
}

function placesOf(located: readonly LocatedImage[]): ReadonlySet<string> {
  return new Set(located.flatMap(({ asked }) => asked));
}

function taken(waiting: Map<string, vscode.Uri>, most: number): readonly vscode.Uri[] {
  const some: vscode.Uri[] = [];
  for (const [address, uri] of waiting) {
    if (some.length === most) break;
    some.push(uri);
    waiting.delete(address);
  }
  return some;
}
