import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Intent } from '../../protocol/types.ts';
import type { App } from '../app.ts';
import { ImageWorker } from '../images/imageWorker.ts';
import { sweepCardPreviews } from './cardPreview.ts';
import { followInLedger } from '../followInLedger.ts';
import { Cards } from './cards.ts';
import { Earlier } from './earlier.ts';
import { StudioFolders } from './folders.ts';
import { galleryCalls } from './galleryCalls.ts';
import type { Handlers, StudioParts } from './handlers.ts';
import type { Pages } from './pages.ts';
import { imageCalls } from './imageCalls.ts';
import { InsertTarget } from './insertTarget.ts';
import { Intents } from './intents.ts';
import { KeptFiles } from './keptFiles.ts';
import { KnownImages } from './knownImages.ts';
import { LinkTransfer } from './linkTransfer.ts';
import { makeCalls } from './makeCalls.ts';
import { styleCalls } from './styleCalls.ts';
import { News } from './news.ts';
import type { Panel } from './panel.ts';
import { Panels } from './panels.ts';
import { PastedFiles } from './pastedFiles.ts';
import { Providers } from './providers.ts';
import { resultCalls } from './resultCalls.ts';
import { ShownImages } from './shownImages.ts';
import { StudioJobs } from './studioJobs.ts';
import { Thumbnails } from './thumbnails.ts';
import { transformCalls } from './transformCalls.ts';
import { ViewedFiles } from './viewedFiles.ts';
import { windowCalls } from './windowCalls.ts';

type Context = Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'globalState' | 'workspaceState'>;

/** The Studio of this window: its panels, and what they share. Nothing of it is made before it is opened. */
export class Studio implements vscode.Disposable {
  readonly #panels: Panels;
  readonly #intents = new Intents();
  readonly #shown: ShownImages;
  readonly #disposables: vscode.Disposable[] = [];

  constructor(app: App, context: Context) {
    const folders = new StudioFolders(context.globalStorageUri.fsPath);
    const workerFile = path.join(context.extensionUri.fsPath, 'dist/worker.js');
    let worker: ImageWorker | undefined;
    const previewWorker = () => (worker ??= new ImageWorker(workerFile));
    const thumbnails = new Thumbnails(folders, previewWorker);
    let handlers: Handlers | undefined;
    const panels: Panels = new Panels({
      app,
      handlers: () => (handlers ??= this.#handlers(app, context, parts)),
      extension: context.extensionUri,
      files: vscode.Uri.file(folders.root),
    });
    const insertTarget = new InsertTarget();
    const links = new LinkTransfer(app);
    const cards = new Cards(panels, thumbnails);
    const known = new KnownImages(folders);
    const shown = new ShownImages(known, thumbnails);
    const fileMoved = (from: vscode.Uri, to: vscode.Uri | undefined) => followFile(panels, cards, from, to);
    const { imageWorker } = app;
    const parts: StudioParts = {
      folders,
      thumbnails,
      pages: panels,
      imageWorker,
      previewWorker,
      cards,
      insertTarget,
      links,
      known,
      shown,
      fileMoved,
    };
    this.#panels = panels;
    this.#shown = shown;
    this.#disposables.push(
      panels,
      insertTarget,
      links,
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) fileMoved(oldUri, newUri);
        const renames = files.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri }));
        followInLedger(app.ledger, renames).catch((error: unknown) => app.log.warn(String(error)));
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) fileMoved(uri, undefined);
      }),
      new vscode.Disposable(() => void worker?.dispose()),
    );
    void sweepCardPreviews(folders);
  }

  /** Puts the Studio in front, and the keyboard into its prompt. */
  open(): void {
    this.#ask(this.#panels.reveal(), { kind: 'focusPrompt' });
  }

  openAnother(): void {
    this.#ask(this.#panels.open(), { kind: 'focusPrompt' });
  }

  /** @throws EaselError `invalidRequest` for what is no image */
  async showImage(uri: vscode.Uri): Promise<void> {
    const page = this.#panels.reveal();
    this.#ask(page, { kind: 'showImage', image: await this.#shown.of(uri, page) });
  }

  /** @throws EaselError `invalidRequest` when one of them is no image */
  async addReferences(uris: readonly vscode.Uri[]): Promise<void> {
    const page = this.#panels.reveal();
    const images = await Promise.all(uris.map((uri) => this.#shown.of(uri, page)));
    this.#ask(page, { kind: 'addReferences', images });
  }

  revive(panel: vscode.WebviewPanel): void {
    this.#panels.revive(panel);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #ask(page: Panel, intent: Intent): void {
    this.#intents.add(page, intent, page.isThere);
  }

  #handlers(app: App, context: Context, parts: StudioParts): Handlers {
    const { cards, folders, known, shown, insertTarget, previewWorker } = parts;
    const providers = new Providers(app, context.globalState);
    const earlier = new Earlier({ app, cards, known, workspace: context.workspaceState });
    const jobs = new StudioJobs(app, parts);
    const viewed = new ViewedFiles(folders, app.imageWorker);
    const kept = new KeptFiles(folders, app);
    for (const kind of ['pasted', 'masks'] as const) void kept.sweep(kind).catch(() => undefined);
    const gallery = app.gallery();
    this.#disposables.push(gallery.onDidChange(() => parts.pages.tell('galleryChanged', null)));
    this.#disposables.push(new News({ app, pages: parts.pages, providers, earlier, insertTarget }));
    return {
      ...windowCalls(app, {
        cards,
        insertTarget,
        providers,
        earlier,
        intents: this.#intents,
        workspace: context.workspaceState,
      }),
      ...resultCalls(app, parts),
      ...makeCalls(app, { cards, folders, known, jobs, earlier, used: (chosen) => providers.add(chosen) }),
      ...galleryCalls(parts, gallery),
      ...styleCalls(app),
      ...imageCalls({ known, shown, viewed, pasted: new PastedFiles(folders, kept) }),
      ...transformCalls({ known, shown, viewed, files: app.files, imageWorker: app.imageWorker, previewWorker }),
    };
  }
}

function followFile(pages: Pages, cards: Cards, from: vscode.Uri, to: vscode.Uri | undefined): void {
  cards.fileMoved(from, to);
  pages.tell('fileMoved', { from: from.toString(), to: to?.toString() ?? null });
}
