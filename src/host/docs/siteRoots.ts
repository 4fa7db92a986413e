import * as vscode from 'vscode';
import { settings } from '../settings.ts';
import { placeOf, type ImageFiles } from './imageFiles.ts';

/**
 * Folders whose files a generator of sites serves as they are, beside or above the documents. Hugo, Docusaurus and
 * SvelteKit: static. Astro, Next.js, Nuxt, Vite and VitePress: public.
 */
const served = ['static', 'public', '.vuepress/public', 'website/static'] as const;

/** Folders that are served where a file beside them says so; '' is the folder of the file itself. */
const marked = [
  // Hexo
  ['_config.yml', 'source'],
  // Jekyll
  ['_config.yml', ''],
  // Middleman
  ['config.rb', 'source'],
  // Sphinx
  ['conf.py', ''],
  // MkDocs
  ['mkdocs.yml', 'docs'],
  ['mkdocs.yaml', 'docs'],
] as const;

/** In the workspace folder: what a document that lies outside of them can mean only where nothing else is there. */
const distant = ['docs/public', 'docs/static', 'docs/.vuepress/public'] as const;

/** The folders in which a path such as "/img/x.png" of a document may begin. */
export class SiteRoots implements vscode.Disposable {
  readonly #files: ImageFiles;
  /** By the folder that the documents lie in. */
  readonly #known = new Map<string, Promise<readonly string[]>>();
  /** Where something was looked for. */
  readonly #asked = new Set<string>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** Answers may be others than before. */
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;

  constructor(files: ImageFiles) {
    this.#files = files;
    this.#subscriptions = vscode.Disposable.from(
      files.onDidForget((places) => {
        if ([...places].some((place) => this.#asked.has(place))) this.#forget();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#forget()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('easel.siteRoot')) this.#forget();
      }),
    );
  }

  /**
   * Absolute paths as in URIs, without "/" at the end, most likely first. What the person set is the only one.
   * @param file A file in the workspace.
   * @throws EaselError `invalidRequest` when the setting cannot be used
   */
  async of(file: vscode.Uri): Promise<readonly string[]> {
    const root = vscode.workspace.getWorkspaceFolder(file)?.uri;
    if (!root) return [];
    const set = settings.siteRoot(root, file);
    if (set !== undefined) return [joined(root, set).path.replace(/\/$/, '')];
    return this.#below(vscode.Uri.joinPath(file, '..'), root);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  #below(folder: vscode.Uri, root: vscode.Uri): Promise<readonly string[]> {
    const place = placeOf(folder);
    const known = this.#known.get(place) ?? this.#look(folder, root);
    this.#known.set(place, known);
    return known;
  }

  /** Those of the nearest folder that has any, then the workspace folder. */
  async #look(folder: vscode.Uri, root: vscode.Uri): Promise<readonly string[]> {
    const own = [...(await this.#served(folder, served)), ...(await this.#marked(folder))];
    const isTop = folder.path.length <= root.path.length || folder.path === '/';
    if (own.length === 0 && !isTop) return this.#below(vscode.Uri.joinPath(folder, '..'), root);
    const all = [...own, root, ...(await this.#served(root, distant))];
    return [...new Set(all.map(({ path }) => path.replace(/\/$/, '')))];
  }

  async #served(folder: vscode.Uri, names: readonly string[]): Promise<readonly vscode.Uri[]> {
    const found = await Promise.all(
      names.map(async (name) => {
        const [first = '', ...rest] = name.split('/');
        // Most folders have none of them: what lies deeper is not looked for there.
        if (rest.length > 0 && !(await this.#isFolder(joined(folder, first)))) return [];
        return (await this.#isFolder(joined(folder, name))) ? [joined(folder, name)] : [];
      }),
    );
    return found.flat();
  }

  async #marked(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
    const found = await Promise.all(
      marked.map(async ([mark, name]) => {
        if (!(await this.#isFile(joined(folder, mark)))) return [];
        return name === '' || (await this.#isFolder(joined(folder, name))) ? [joined(folder, name)] : [];
      }),
    );
    return found.flat();
  }

  #isFolder(uri: vscode.Uri): Promise<boolean> {
    this.#asked.add(placeOf(uri));
    return this.#files.isFolder(uri);
  }

  #isFile(uri: vscode.Uri): Promise<boolean> {
    this.#asked.add(placeOf(uri));
    return this.#files.isFile(uri);
  }

  #forget(): void {
    this.#known.clear();
    this.#asked.clear();
    this.#changed.fire();
  }
}

function joined(folder: vscode.Uri, name: string): vscode.Uri {
  return name === '' ? folder : vscode.Uri.joinPath(folder, name);
}
