import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isEaselError } from '../../base/errors.ts';
import { shown } from '../../core/naming/shown.ts';
import { fingerprintOf } from '../../core/style/fingerprint.ts';
import { largestStyle } from '../../core/style/limits.ts';
import { emptyStyle, type Style } from '../../core/style/style.ts';
import { baseName, pathForPeople } from '../files.ts';
import { hashOf } from '../hash.ts';
import { liesInWorkspace } from '../liesInWorkspace.ts';
import { findSource, openSource, type Download, type Found } from '../references.ts';

/** A style of the repository, read, with what it names looked at. */
export interface StyleFile {
  readonly uri: vscode.Uri;
  /** As people write the path. */
  readonly path: string;
  readonly name: string;
  readonly style: Style;
  /** Images that go along: they are there, are images, and lie in the workspace. */
  readonly references: readonly Found[];
  /** What of it does not count, as sentences. */
  readonly problems: readonly string[];
  /** Another one wherever anything is different that can be sent (`fingerprintOf`). */
  readonly hash: string;
}

const folderName = '.easel';
/** Presets of a folder that are read. */
const mostPresets = 100;
/** Bytes of a reference, all of which are read before anybody is asked about it. */
const largestReference = 32 * 1024 * 1024;

/** The file in which the house style of a folder stands. */
export function styleUriIn(folder: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(folder, folderName, 'style.md');
}

/** Finds and reads styles. They are the repository's: nothing in them is trusted here, and nothing makes this fail. */
export class StyleFiles {
  readonly #download: Download;
  readonly #parse: (content: string) => Promise<Style>;
  /** Hashes of references by what the disk says of the file: a run of many images reads them once. */
  readonly #hashes = new Map<string, string>();

  constructor(download: Download, parse: (content: string) => Promise<Style>) {
    this.#download = download;
    this.#parse = parse;
  }

  /** The style of the nearest folder above. An empty one there means none. */
  async nearest(resource: vscode.Uri): Promise<StyleFile | undefined> {
    for (const folder of foldersAbove(resource)) {
      const found = await this.read(styleUriIn(folder));
      if (found) return found;
    }
    return undefined;
  }

  /** The presets that are offered for a resource: of its workspace folder, by their names. */
  async presets(resource: vscode.Uri): Promise<readonly StyleFile[]> {
    const root = vscode.workspace.getWorkspaceFolder(resource);
    if (!root) return [];
    const folder = vscode.Uri.joinPath(root.uri, folderName, 'presets');
    const entries = await vscode.workspace.fs.readDirectory(folder).then(
      (all) => all,
      () => [],
    );
    const names = entries.map(([name]) => name).filter((name) => /\.md$/i.test(name));
    const uris = names.sort().map((name) => vscode.Uri.joinPath(folder, name));
    const files = await Promise.all(uris.slice(0, mostPresets).map((uri) => this.read(uri)));
    return files.filter((file) => file !== undefined);
  }

  /** Undefined: there is no such file in the workspace. */
  async read(uri: vscode.Uri): Promise<StyleFile | undefined> {
    const root = vscode.workspace.getWorkspaceFolder(uri);
    const size = root && (await sizeOf(uri));
    // What a link in a repository leads to is not the repository's to send away.
    if (!root || size === undefined || !(await liesInWorkspace(uri))) return undefined;
    const style =
      size > largestStyle
        ? emptyStyle(t('It is too large to be a style (more than {0} KB).', largestStyle / 1024))
        : await this.#parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    const problems = [...style.notes];
    const references: Found[] = [];
    const hashes: string[] = [];
    for (const name of style.references) {
      const found = await this.#reference(root.uri, name);
      if (typeof found === 'string') {
        problems.push(found);
        continue;
      }
      references.push(found.found);
      hashes.push(found.hash);
    }
    const hash = createHash('sha256').update(fingerprintOf(style, hashes)).digest('hex');
    const name = shown(style.name ?? baseName(uri).replace(/\.md$/i, ''), 60);
    return { uri, path: pathForPeople(uri), name, style, references, problems, hash };
  }

  /** Or what is wrong with it. */
  async #reference(root: vscode.Uri, name: string): Promise<{ found: Found; hash: string } | string> {
    const segments = name.split('/');
    const isOutside =
      /[\\:]/.test(name) || segments.some((each, index) => each === '..' || (each === '' && index === 0));
    const uri = vscode.Uri.joinPath(root, ...segments);
    const isThere = !isOutside && (await sizeOf(uri)) !== undefined;
    if (isOutside || (isThere && !(await liesInWorkspace(uri)))) {
      return t('{0} does not lie in the workspace, so it is not sent.', shown(name));
    }
    try {
      const found = await findSource(uri);
      if ((found.bytes ?? 0) > largestReference) {
        return t('{0} is too large to be a reference of a style, so it is not sent.', shown(name));
      }
      return { found, hash: await this.#hashOf(uri) };
    } catch (error) {
      if (isEaselError(error)) return error.what;
      throw error;
    }
  }

  async #hashOf(uri: vscode.Uri): Promise<string> {
    const { mtime, ctime, size } = await vscode.workspace.fs.stat(uri);
    const key = JSON.stringify([uri.toString(), mtime, ctime, size]);
    const known = this.#hashes.get(key);
    if (known !== undefined) return known;
    const { content } = await openSource(uri, this.#download);
    const hash = await hashOf(content);
    this.#hashes.set(key, hash);
    return hash;
  }
}

/** From the folder that a resource lies in, or the resource itself, up to its workspace folder. */
function foldersAbove(resource: vscode.Uri): readonly vscode.Uri[] {
  const root = vscode.workspace.getWorkspaceFolder(resource);
  if (!root) return [];
  const inside = resource.path.slice(root.uri.path.replace(/\/$/, '').length).split('/');
  const segments = inside.filter((segment) => segment !== '');
  return segments
    .map((_, index) => vscode.Uri.joinPath(root.uri, ...segments.slice(0, segments.length - index)))
    .concat(root.uri);
}

/** Undefined: there is no such file. */
async function sizeOf(uri: vscode.Uri): Promise<number | undefined> {
  return vscode.workspace.fs.stat(uri).then(
    ({ size, type }) => ((type & vscode.FileType.File) === 0 ? undefined : size),
    () => undefined,
  );
}

/**
 * Reads styles, by a bundle that is loaded with the first.
 * @param translations VS Code's bundle of strings, for the bundle that it is.
 */
export function styleParser(
  translations: Readonly<Record<string, string>> | undefined,
): (content: string) => Promise<Style> {
  const known = new Map<string, Promise<Style>>();
  const parse = async (content: string): Promise<Style> => {
    const bundle = await import('./bundle.ts');
    if (translations) bundle.translate(translations);
    return bundle.parseStyle(content);
  };
  return (content) => {
    const style = known.get(content) ?? parse(content);
    // Read for each image of a list; of what was not asked for lately, the next one is parsed anew.
    known.delete(content);
    known.set(content, style);
    for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest);
    return style;
  };
}

/** Styles that stay parsed. */
const mostKnown = 120;
