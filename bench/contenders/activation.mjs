// What VS Code does with the extension in every window: loads its main file and calls activate(). With a stand-in for
// VS Code, so this is the extension's own time without VS Code's.
import { mkdirSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from '../vscode.mjs';

export async function run({ root, storage }) {
  mkdirSync(storage, { recursive: true });
  const disposable = { dispose: () => undefined };
  const api = {
    ...vscode,
    commands: { registerCommand: () => disposable },
    window: { registerTreeDataProvider: () => disposable },
    EventEmitter: class {
      event = () => disposable;
      dispose() {}
    },
  };
  const load = Module._load;
  Module._load = (request, ...rest) => (request === 'vscode' ? api : load(request, ...rest));
  const require = createRequire(import.meta.url);
  const packageJSON = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const context = { extension: { packageJSON }, subscriptions: [], globalStorageUri: vscode.Uri.file(storage) };
  const started = performance.now();
  const extension = require(path.join(root, packageJSON.main));
  const loaded = performance.now();
  extension.activate(context);
  const ended = performance.now();
  const dist = path.join(root, 'dist');
  const files = Object.keys(require.cache).filter((file) => file.startsWith(dist));
  return {
    load: loaded - started,
    activate: ended - loaded,
    files: files.map((file) => path.basename(file)),
    registered: context.subscriptions.length,
  };
}
