import picomatch from 'picomatch';
import * as vscode from 'vscode';
import { documentExtensions } from '../../core/docs/link.ts';
import { isElsewhere } from '../watchFiles.ts';
import { kindOf } from './documentReader.ts';

/** More files than this nobody looks through. */
const mostFiles = 50_000;

const documents = `**/*.{${[...documentExtensions, 'ipynb'].map(inAnyCase).join(',')}}`;
const elsewhere = ['**/node_modules/**', '**/.git/**'];

/** The documents of the workspace that a person sees in the Explorer and finds by search. */
export class DocumentFiles implements vscode.Disposable {
  /** Whether a path is hidden, by the workspace folder. */
  readonly #hidden = new Map<string, (path: string) => boolean>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** Others belong to them than before. */
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#forget()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('files.exclude') || event.affectsConfiguration('search.exclude')) this.#forget();
      }),
    );
  }

  readonly has = (uri: vscode.Uri): boolean => {
    return kindOf(uri) !== undefined && this.#isSeen(uri);
  };

  readonly findIn = async (folder: vscode.Uri): Promise<readonly vscode.Uri[]> => {
    // VS Code's search waits for ever for somebody who can search through such a file system.
    if (folder.scheme !== 'file') return this.#walk(folder);
    // Braces do not lie within braces: what is hidden by some of its own is left out below.
    const simple = hiddenPatterns(folder).filter((pattern) => !/[{},]/.test(pattern));
    const pattern = new vscode.RelativePattern(folder, documents);
    return vscode.workspace.findFiles(pattern, `{${[...elsewhere, ...simple].join(',')}}`, mostFiles);
  };

  /** In all folders of the workspace; may hold some that `has` leaves out. */
  async find(): Promise<readonly vscode.Uri[]> {
    const roots = vscode.workspace.workspaceFolders ?? [];
    return (await Promise.all(roots.map(({ uri }) => this.findIn(uri)))).flat();
  }

  /** One folder after the other: such a file system may be far away. */
  async #walk(top: vscode.Uri): Promise<readonly vscode.Uri[]> {
    const found: vscode.Uri[] = [];
    const folders = [top];
    for (let folder = folders.shift(); folder && found.length < mostFiles; folder = folders.shift()) {
      for (const [name, type] of await vscode.workspace.fs.readDirectory(folder).then(undefined, () => [])) {
        const uri = vscode.Uri.joinPath(folder, name);
        // A link may lead back to a folder above it.
        if (type === vscode.FileType.Directory && this.#isSeen(uri)) folders.push(uri);
        else if ((type & vscode.FileType.Directory) === 0 && this.has(uri)) found.push(uri);
      }
    }
    return found;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  #isSeen(uri: vscode.Uri): boolean {
    if (isElsewhere(uri.path)) return false;
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    return root !== undefined && !this.#isHidden(root)(uri.path.slice(root.path.replace(/\/$/, '').length + 1));
  }

  #isHidden(root: vscode.Uri): (path: string) => boolean {
    const known = this.#hidden.get(root.toString());
    if (known) return known;
    const matches = picomatch([...hiddenPatterns(root)], { dot: true });
    // A folder that is hidden hides what is in it.
    const isHidden = (path: string): boolean => {
      for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
        if (matches(path.slice(0, at))) return true;
      }
      return matches(path);
    };
    this.#hidden.set(root.toString(), isHidden);
    return isHidden;
  }

  #forget(): void {
    this.#hidden.clear();
    this.#changed.fire();
  }
}

/** Patterns that hide files whatever lies beside them. */
function hiddenPatterns(scope: vscode.Uri): readonly string[] {
  return ['files.exclude', 'search.exclude'].flatMap((name) => {
    const patterns = vscode.workspace.getConfiguration(undefined, scope).get<Record<string, unknown>>(name) ?? {};
    return Object.entries(patterns).flatMap(([pattern, isOn]) => (isOn === true ? [pattern] : []));
  });
}

function inAnyCase(extension: string): string {
  return extension.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
