// Easel as other extensions and key bindings meet it: its commands, its exported functions, and the files they leave.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { ImageProbe } from '../../../src/core/image/probe.ts';
import type { ImageFacts } from '../../../src/core/image/facts.ts';
import type { ImageFile, ImageResult } from '../../../src/core/result.ts';
import type { EaselApi } from '../../../src/extension.ts';

export const extensionId = 'easel-images.easel';

type Command = 'easel.generate' | 'easel.edit' | 'easel.insert' | 'easel.fillMissing';

/** Calls a command as a key binding does. */
export async function call(command: Command, options: object): Promise<ImageResult> {
  return vscode.commands.executeCommand<ImageResult>(command, options);
}

export const generate = (options: object) => call('easel.generate', options);
export const edit = (options: object) => call('easel.edit', options);

/** What `activate()` returned. */
export async function exported(): Promise<EaselApi> {
  const extension = vscode.extensions.getExtension<EaselApi>(extensionId);
  assert.ok(extension, 'Easel is installed');
  return extension.activate();
}

/** What a rejected call says: everything that reaches another extension is in the message. */
export async function refusalOf(call: PromiseLike<unknown>): Promise<{ code: string; message: string }> {
  const error = await Promise.resolve(call).then(
    (value) => assert.fail(`It resolved to ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error, 'it rejects with an Error');
  const code = / \[easel\.(\w+)\]$/.exec(error.message)?.[1];
  assert.ok(code, `the message ends with the code: ${error.message}`);
  return { code, message: error.message };
}

/** The one image of a result. */
export function only(result: ImageResult): ImageFile {
  assert.equal(result.images.length, 1, 'exactly one image came');
  return result.images[0]!;
}

export const codesOf = (result: ImageResult) => result.notices.map(({ code }) => code);

/** The workspace folder that is open; `test/host` copies the sample there for each run. */
export function inWorkspace(...parts: string[]): string {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root, 'a folder is open');
  return path.join(root.uri.fsPath, ...parts);
}

export async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = inWorkspace(name);
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(file, content);
  return file;
}

export const bytesOf = (image: ImageFile) => fs.readFile(vscode.Uri.parse(image.uri, true).fsPath);

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export function factsOf(bytes: Uint8Array): ImageFacts {
  const probe = new ImageProbe();
  probe.push(bytes);
  const facts = probe.finish();
  assert.equal(facts.kind, 'image');
  return facts;
}

/** Reads an image back and holds what the result says of it against what the file is. Answers its bytes. */
export async function checkFile(image: ImageFile): Promise<Buffer> {
  const bytes = await bytesOf(image);
  const { mediaType, width, height, complete } = factsOf(bytes);
  assert.ok(complete, 'the file is a whole image');
  assert.deepEqual(
    { mediaType, width, height, bytes: bytes.length, sha256: sha256(bytes) },
    {
      mediaType: image.mediaType,
      width: image.width,
      height: image.height,
      bytes: image.bytes,
      sha256: image.sha256,
    },
  );
  assert.equal(vscode.Uri.file(inWorkspace(image.path)).toString(), image.uri);
  return bytes;
}

/** Every file under a folder of the workspace, relative to it; a folder that is not there has none. */
export async function filesIn(folder: string): Promise<string[]> {
  const names = await fs.readdir(inWorkspace(folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** Where this run keeps everything: VS Code's user data (`user`), the workspace, the report. */
function runFolder(...parts: string[]): string {
  const { INHOST_REPORT } = process.env;
  assert.ok(INHOST_REPORT, 'INHOST_REPORT names the report of this run');
  return path.join(path.dirname(INHOST_REPORT), ...parts);
}

/** Easel's own folder on this machine: journal, ledger, spool. */
export const storage = (...parts: string[]) => runFolder('user/User/globalStorage', extensionId, ...parts);

/** All that VS Code and its extensions have written, logs among it. */
export const userData = () => runFolder('user');
