import type * as vscode from 'vscode';
import type { Events } from '../../protocol/messages.ts';

/** The page that a call comes from. */
export interface Page {
  /** Tells this page; one that is hidden misses it, and asks for a snapshot when it is seen again. */
  tell<Name extends keyof Events>(name: Name, data: Events[Name]): void;
  /** The address under which this page can load a file of `StudioFolders`. */
  srcOf(file: string): string;
}

/** All pages of this window. */
export interface Pages {
  tell<Name extends keyof Events>(name: Name, data: Events[Name] | ((page: Page) => Events[Name])): void;
}

export interface ThumbnailFiles {
  /** Path of a small copy, made when there is none yet; undefined where none can be made. */
  file(uri: vscode.Uri): Promise<string | undefined>;
}
