// A file system that only VS Code knows, as remote repositories and databases have them.
import path from 'node:path/posix';
import * as vscode from 'vscode';

const { FileSystemError, FileType } = vscode;

export class MemoryFiles implements vscode.FileSystemProvider {
  readonly scheme: string;
  readonly files = new Map<string, Uint8Array>();
  /** What is kept of the bytes of a new file. */
  keep = (bytes: Uint8Array): Uint8Array => bytes;
  readonly #folders = new Set(['/']);
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(scheme = 'easel-memory') {
    this.scheme = scheme;
  }

  uri(name: string): vscode.Uri {
    return vscode.Uri.from({ scheme: this.scheme, path: path.join('/', name) });
  }

  /** Every file, by its path. */
  names(): string[] {
    return [...this.files.keys()].sort();
  }

  watch = () => new vscode.Disposable(() => undefined);

  stat(uri: vscode.Uri): vscode.FileStat {
    const size = this.files.get(uri.path)?.length;
    if (size === undefined && !this.#folders.has(uri.path)) throw FileSystemError.FileNotFound(uri);
    return {
      type: size === undefined ? FileType.Directory : FileType.File,
      ctime: 0,
      mtime: Date.now(),
      size: size ?? 0,
    };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    this.stat(uri);
    const inside = (name: string) => name !== uri.path && path.dirname(name) === uri.path;
    const entries = (names: Iterable<string>, type: vscode.FileType) =>
      [...names].filter(inside).map((name): [string, vscode.FileType] => [path.basename(name), type]);
    return [...entries(this.#folders, FileType.Directory), ...entries(this.files.keys(), FileType.File)];
  }

  createDirectory(uri: vscode.Uri): void {
    this.#folders.add(uri.path);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const found = this.files.get(uri.path);
    if (!found) throw FileSystemError.FileNotFound(uri);
    return found;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    if (!this.#folders.has(path.dirname(uri.path))) throw FileSystemError.FileNotFound(uri);
    this.files.set(uri.path, this.keep(content.slice()));
  }

  delete(uri: vscode.Uri): void {
    if (!this.files.delete(uri.path)) throw FileSystemError.FileNotFound(uri);
  }

  rename(from: vscode.Uri, to: vscode.Uri, { overwrite }: { readonly overwrite: boolean }): void {
    const bytes = this.readFile(from);
    if (this.files.has(to.path) && !overwrite) throw FileSystemError.FileExists(to);
    this.files.set(to.path, bytes);
    this.files.delete(from.path);
  }
}
