import * as vscode from 'vscode';
import { watchChanges, type FileChanges } from '../fileChanges.ts';
import { isElsewhere } from '../watchFiles.ts';

const images = '**/*.{[pP][nN][gG],[jJ][pP][gG],[jJ][pP][eE][gG],[wW][eE][bB][pP]}';
const elsewhere = '**/{node_modules,.git}/**';
/** More files than this nobody looks through. */
const mostFiles = 50_000;

export function isImagePath({ path }: vscode.Uri): boolean {
  return /\.(png|jpe?g|webp)$/i.test(path) && !isElsewhere(path);
}

/** The files that may be images Easel made, in all folders of the workspace. */
export async function findImages(folder?: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const pattern = folder ? new vscode.RelativePattern(folder, images) : images;
  return vscode.workspace.findFiles(pattern, elsewhere, mostFiles);
}

/** Watches the workspace for images that come and go. */
export function watchImages(onChange: (changes: FileChanges) => void): vscode.Disposable {
  return watchChanges({ has: isImagePath, findIn: findImages }, onChange);
}
