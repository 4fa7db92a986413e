import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Events } from '../../protocol/messages.ts';
import type { App } from '../app.ts';
import type { Handlers } from './handlers.ts';
import type { Page, Pages } from './pages.ts';
import { htmlOf } from './page.ts';
import { Panel } from './panel.ts';

export const viewType = 'easel.studio';

export interface PanelsParts {
  readonly app: Pick<App, 'log'>;
  /** Asked for with the first panel. */
  readonly handlers: () => Handlers;
  readonly extension: vscode.Uri;
  /** The folder beside the page's own that pages may load from. */
  readonly files: vscode.Uri;
}

interface Opened {
  readonly panel: vscode.WebviewPanel;
  readonly page: Panel;
}

/** The Studio's panels of this window. */
export class Panels implements Pages, vscode.Disposable {
  readonly #parts: PanelsParts;
  readonly #changed = new vscode.EventEmitter<void>();
  /** The one that was used last is the last one. */
  #opened: readonly Opened[] = [];
  readonly #trusted: vscode.Disposable;

  constructor(parts: PanelsParts) {
    this.#parts = parts;
    // A page is told of trust once, when it begins.
    this.#trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      for (const { panel } of this.#opened) this.#load(panel);
    });
  }

  /** Told of panels that open and close. */
  readonly onDidChange = this.#changed.event;

  get isEmpty(): boolean {
    return this.#opened.length === 0;
  }

  tell<Name extends keyof Events>(name: Name, data: Events[Name] | ((page: Page) => Events[Name])): void {
    for (const { page } of this.#opened) {
      // None of the events is a function.
      const own = typeof data === 'function' ? (data as (page: Page) => Events[Name])(page) : data;
      page.tell(name, own);
    }
  }

  /** The panel that was used last, put in front; a new one where there is none. */
  reveal(): Panel {
    const last = this.#opened.at(-1);
    if (!last) return this.open();
    last.panel.reveal();
    return last.page;
  }

  open(): Panel {
    const panel = vscode.window.createWebviewPanel(viewType, t('Easel Studio'), vscode.ViewColumn.Active, {
      enableFindWidget: true,
      ...this.#options(),
    });
    return this.#add(panel);
  }

  /** A panel that VS Code has kept over a reload of the window. */
  revive(panel: vscode.WebviewPanel): void {
    // What it may load from is where Easel is now.
    panel.webview.options = this.#options();
    this.#add(panel);
  }

  dispose(): void {
    this.#trusted.dispose();
    this.#changed.dispose();
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.#dist, this.#parts.files] };
  }

  get #dist(): vscode.Uri {
    return vscode.Uri.joinPath(this.#parts.extension, 'dist/studio');
  }

  #add(panel: vscode.WebviewPanel): Panel {
    const { app, handlers, extension } = this.#parts;
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, 'media/studio-light.svg'),
      dark: vscode.Uri.joinPath(extension, 'media/studio-dark.svg'),
    };
    const page = new Panel(panel, handlers(), app);
    const opened = { panel, page };
    const others = () => this.#opened.filter((each) => each !== opened);
    panel.onDidDispose(() => {
      this.#opened = others();
      this.#changed.fire();
    });
    panel.onDidChangeViewState(() => {
      if (panel.active) this.#opened = [...others(), opened];
    });
    this.#opened = [...this.#opened, opened];
    this.#load(panel);
    this.#changed.fire();
    return page;
  }

  /** Begins its page anew; what the page remembers stays. */
  #load(panel: vscode.WebviewPanel): void {
    panel.webview.html = htmlOf(panel.webview, this.#dist);
  }
}
