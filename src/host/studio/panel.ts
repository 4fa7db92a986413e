import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { asEaselError } from '../../core/failures.ts';
import { shown } from '../../core/naming/shown.ts';
import {
  readCall,
  type CheckedCall,
  type EventMessage,
  type Events,
  type HostMessage,
} from '../../protocol/messages.ts';
import type { App } from '../app.ts';
import { logError } from '../commands/doors.ts';
import type { Handlers } from './handlers.ts';
import type { Page } from './pages.ts';

/** Calls of one page that are being answered; no page of ours has as many. */
const mostCalls = 200;

/** One page of the Studio in its panel: answers each of its calls once, and tells it what is new while it is there. */
export class Panel implements Page {
  readonly #panel: vscode.WebviewPanel;
  readonly #handlers: Handlers;
  readonly #app: Pick<App, 'log'>;
  /** News for a page that is being given its snapshot; undefined while it is not there. */
  #held: EventMessage[] | undefined;
  #isThere = false;
  #isDisposed = false;
  #calls = 0;

  constructor(panel: vscode.WebviewPanel, handlers: Handlers, app: Pick<App, 'log'>) {
    this.#panel = panel;
    this.#handlers = handlers;
    this.#app = app;
    panel.onDidDispose(() => {
      this.#isDisposed = true;
      this.#gone();
    });
    // A page that is hidden is ended by VS Code, and begins anew when it is seen again.
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#gone();
    });
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
  }

  /** Hears what it is told. */
  get isThere(): boolean {
    return this.#isThere;
  }

  tell<Name extends keyof Events>(name: Name, data: Events[Name]): void {
    // Name and data belong together by the signature.
    const event = { type: 'event', name, data } as EventMessage;
    if (this.#held) this.#held.push(event);
    else if (this.#isThere) this.#post(event);
  }

  srcOf(file: string): string {
    return this.#panel.webview.asWebviewUri(vscode.Uri.file(file)).toString();
  }

  #gone(): void {
    this.#isThere = false;
    this.#held = undefined;
  }

  #receive(message: unknown): void {
    const call = readCall(message);
    if (!call) {
      this.#app.log.warn('A page of the Studio sent what is no message.');
      return;
    }
    if ('problem' in call) {
      this.#fail(call.id, notUnderstood(call.problem));
      return;
    }
    if (this.#calls >= mostCalls) {
      this.#fail(call.id, tooMany());
      return;
    }
    this.#calls += 1;
    void this.#answer(call).finally(() => {
      this.#calls -= 1;
    });
  }

  async #answer(call: CheckedCall): Promise<void> {
    // News that come while a snapshot is made are told after it.
    if (call.name === 'ready') this.#held = [];
    try {
      // The arguments were checked by the schema of the name.
      const handle = this.#handlers[call.name] as (args: unknown, page: Page) => unknown;
      this.#post({ type: 'reply', id: call.id, value: await handle(call.args, this) });
    } catch (error) {
      this.#fail(call.id, error);
    }
    if (call.name === 'ready') this.#release();
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (!held) return;
    this.#isThere = true;
    for (const event of held) this.#post(event);
  }

  #fail(id: number, error: unknown): void {
    const known = asEaselError(error);
    logError(this.#app, known);
    this.#post({ type: 'failure', id, error: { code: known.code, text: known.text, actions: [] } });
  }

  /** To a page that is gone meanwhile it goes nowhere. */
  #post(message: HostMessage): void {
    if (this.#isDisposed) return;
    this.#panel.webview.postMessage(message).then(undefined, (error: unknown) => {
      this.#app.log.debug(`The Studio’s page is gone: ${String(error)}`);
    });
  }
}

function notUnderstood(problem: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('The Studio asked for something that Easel does not know ({0}).', shown(problem)),
    money: 'notSent',
    next: t('Close the Studio and open it again.'),
  });
}

function tooMany(): EaselError {
  return new EaselError({
    code: 'rateLimit',
    what: t('The Studio asks for more at once than Easel can handle.'),
    money: 'notSent',
    next: t('Wait a moment, then try again.'),
  });
}
