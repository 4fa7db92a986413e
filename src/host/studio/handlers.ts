import type * as vscode from 'vscode';
import type { Args, CallName, Reply } from '../../protocol/calls.ts';
import type { ImageWorker } from '../images/imageWorker.ts';
import type { Cards } from './cards.ts';
import type { InsertTarget } from './insertTarget.ts';
import type { StudioFolders } from './folders.ts';
import type { KnownImages } from './knownImages.ts';
import type { LinkTransfer } from './linkTransfer.ts';
import type { Page, Pages, ThumbnailFiles } from './pages.ts';
import type { ShownImages } from './shownImages.ts';

/** What the host does for each call. Rejects with EaselError; anything else is a fault of ours, and told as one. */
export type Handlers = {
  readonly [Name in CallName]: (args: Args<Name>, page: Page) => Promise<Reply<Name>> | Reply<Name>;
};

/** The calls that one file is about. */
export type Some<Name extends CallName> = Pick<Handlers, Name>;

/** What the handlers share, beside the app. There is one of each in a window, for all of its pages. */
export interface StudioParts {
  readonly folders: StudioFolders;
  readonly thumbnails: ThumbnailFiles;
  readonly pages: Pages;
  readonly imageWorker: () => ImageWorker;
  /** For what is only looked at. */
  readonly previewWorker: () => ImageWorker;
  readonly cards: Cards;
  /** The document that Insert goes into. */
  readonly insertTarget: InsertTarget;
  /** Links to images on their way into documents. */
  readonly links: LinkTransfer;
  /** What pages may ask about. */
  readonly known: KnownImages;
  /** Tells pages what a file is. */
  readonly shown: ShownImages;
  /** To be called when a file got another name or is gone: cards and pages follow it. */
  readonly fileMoved: (from: vscode.Uri, to: vscode.Uri | undefined) => void;
}
