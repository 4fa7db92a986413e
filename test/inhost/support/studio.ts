// The Studio's host half without its page: a panel that a test holds in its hands.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ImageOptions } from '../../../src/core/options.ts';
import type { ImageResult } from '../../../src/core/result.ts';
import type { Args, CallName, Reply } from '../../../src/protocol/calls.ts';
import type { Events, HostMessage } from '../../../src/protocol/messages.ts';
import type { Card, CardState, ErrorInfo } from '../../../src/protocol/types.ts';
import { compose } from '../../../src/host/compose.ts';
import { Studio } from '../../../src/host/studio/studio.ts';
import { extensionId, storage } from './easel.ts';

/** What a call was answered with that failed. */
export class Refused extends Error {
  readonly info: ErrorInfo;

  constructor(info: ErrorInfo) {
    super(info.text);
    this.info = info;
  }
}

function memento(): vscode.Memento & { setKeysForSync: () => void } {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.has(key) ? (values.get(key) as T) : otherwise),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, structuredClone(value))),
    setKeysForSync: () => undefined,
  };
}

function secrets(): vscode.SecretStorage {
  const values = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  const change = (key: string, work: () => unknown) => {
    work();
    changed.fire({ key });
    return Promise.resolve();
  };
  return {
    keys: () => Promise.resolve([...values.keys()]),
    get: (key) => Promise.resolve(values.get(key)),
    store: (key, value) => change(key, () => values.set(key, value)),
    delete: (key) => change(key, () => values.delete(key)),
    onDidChange: changed.event,
  };
}

/** A panel as VS Code would keep it, with the test in the place of its page. */
export class FakePanel {
  /** All that came, in order. */
  readonly heard: HostMessage[] = [];
  readonly panel: vscode.WebviewPanel;
  readonly #message = new vscode.EventEmitter<unknown>();
  readonly #disposed = new vscode.EventEmitter<void>();
  readonly #viewState = new vscode.EventEmitter<vscode.WebviewPanelOnDidChangeViewStateEvent>();
  readonly #came = new vscode.EventEmitter<HostMessage>();
  #lastId = 0;
  #isDisposed = false;

  constructor() {
    const webview = {
      options: {},
      html: '',
      cspSource: 'vscode-webview:',
      asWebviewUri: (uri: vscode.Uri) => uri.with({ scheme: 'https', authority: 'files.example' }),
      onDidReceiveMessage: this.#message.event,
      postMessage: (message: HostMessage) => {
        assert.ok(!this.#isDisposed, 'nothing is told a panel that is closed');
        const copy = structuredClone(message);
        this.heard.push(copy);
        this.#came.fire(copy);
        return Promise.resolve(true);
      },
    };
    this.panel = {
      viewType: 'easel.studio',
      title: '',
      options: {},
      viewColumn: vscode.ViewColumn.One,
      active: true,
      visible: true,
      webview: webview,
      onDidDispose: this.#disposed.event,
      onDidChangeViewState: this.#viewState.event,
      reveal: () => undefined,
      dispose: () => this.close(),
    };
  }

  close(): void {
    this.#isDisposed = true;
    this.#disposed.fire();
  }

  /** What a page posts, whatever it is. */
  post(message: unknown): void {
    this.#message.fire(message);
  }

  /** Rejects with `Refused`. */
  async call<Name extends CallName>(name: Name, args: Args<Name>): Promise<Reply<Name>> {
    const id = ++this.#lastId;
    const isAnswer = (message: HostMessage) => message.type !== 'event' && message.id === id;
    this.post({ type: 'call', id, name, args });
    const answer = await this.wait(isAnswer);
    if (answer.type === 'failure') throw new Refused(answer.error);
    assert.equal(answer.type, 'reply');
    return (answer as { value: Reply<Name> }).value;
  }

  /** The first message, heard already or still to come, that is meant. */
  wait(isMeant: (message: HostMessage) => boolean): Promise<HostMessage> {
    const found = this.heard.find(isMeant);
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => {
      const listening = this.#came.event((message) => {
        if (!isMeant(message)) return;
        listening.dispose();
        resolve(message);
      });
    });
  }

  /** The card as it is told in this state. */
  async card(id: string, ...states: readonly CardState[]): Promise<Card> {
    const isMeant = (message: HostMessage) =>
      message.type === 'event' &&
      message.name === 'card' &&
      message.data.id === id &&
      states.includes(message.data.state);
    return ((await this.wait(isMeant)) as { data: Card }).data;
  }

  told<Name extends keyof Events>(name: Name): readonly Events[Name][] {
    return this.heard.flatMap((message) =>
      message.type === 'event' && message.name === name ? [message.data as Events[Name]] : [],
    );
  }

  answersTo(id: number): number {
    return this.heard.filter((message) => message.type !== 'event' && message.id === id).length;
  }
}

/** To be called in a `describe`: a Studio with storage of its own, whose keys and settings are nobody else's. */
export function withStudio(): {
  readonly open: () => FakePanel;
  /** Makes images in the same window by another door. */
  readonly elsewhere: (options: ImageOptions) => Promise<ImageResult>;
  readonly secrets: vscode.SecretStorage;
  readonly root: string;
} {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension);
  const root = storage(`studio-of-a-test-${randomUUID()}`);
  const kept = secrets();
  const context = {
    extension,
    extensionPath: extension.extensionPath,
    extensionUri: extension.extensionUri,
    globalStorageUri: vscode.Uri.file(root),
    globalState: memento(),
    workspaceState: memento(),
    secrets: kept,
  } as unknown as vscode.ExtensionContext;
  let studio: Studio | undefined;
  let app: ReturnType<typeof compose> | undefined;
  // Channels of one name are one: the first suite to end would close it for the others.
  const log = vscode.window.createOutputChannel(`Easel of a test ${randomUUID()}`, { log: true });
  before(() => {
    app = compose(context, log);
    studio = new Studio(app, context);
  });
  after(async () => {
    studio?.dispose();
    app?.dispose();
    await app?.journal.close();
    await app?.ledger.close();
    log.dispose();
  });
  return {
    root: path.join(root, 'studio'),
    secrets: kept,
    elsewhere: (options) => {
      assert.ok(app);
      return app.maker.make({ kind: 'generate', door: 'ui', options });
    },
    open: () => {
      assert.ok(studio);
      const fake = new FakePanel();
      studio.revive(fake.panel);
      return fake;
    },
  };
}
