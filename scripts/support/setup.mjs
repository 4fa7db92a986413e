// Makes a fresh clone ready: the packages, Chromium, the VS Code server. Each is left alone when it is there.
// Node.js built-ins only.
import { existsSync, readFileSync } from 'node:fs';
import { installHost } from '../../test/host/install.mjs';
import { chromiumPath } from '../../test/host/chromium.mjs';
import { inRoot, run, runNode, runNpm, vsixPath } from './run.mjs';

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Easel is built with Node.js 20.19 or newer, and this is ${process.versions.node}.`);
  }
}

/** Whether node_modules holds what package-lock.json asks for. */
function dependenciesAreInstalled() {
  const installed = inRoot('node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const want = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  return Object.entries(want).every(
    ([name, { version, optional, devOptional, link }]) =>
      name === '' || link || have[name]?.version === version || (!have[name] && (optional || devOptional)),
  );
}

export async function ensureDependencies(log = console.log) {
  if (dependenciesAreInstalled()) return;
  log('Installing the packages of package-lock.json (npm ci)');
  const { code, output } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Error(`npm ci failed (exit ${code})\n${output.slice(0, 3000)}`);
}

async function hasCommand(name) {
  return (await run('sh', ['-c', `command -v ${name}`])).code === 0;
}

/** Debian's Chromium without a window, and a font with Chinese characters so that screenshots can be read. */
export async function ensureChromium(log = console.log) {
  if (chromiumPath()) return;
  const packages = ['chromium-headless-shell', 'fonts-noto-cjk'];
  const asRoot = process.getuid?.() === 0 ? [] : (await hasCommand('sudo')) ? ['sudo', '-n'] : undefined;
  const manual = `Install it by hand ("apt-get install ${packages.join(' ')}"), or set CHROMIUM_PATH.`;
  if (!asRoot || !(await hasCommand('apt-get'))) throw new Error(`Chromium is needed, and is not here. ${manual}`);
  log(`Installing Debian's ${packages.join(' and ')} (apt-get)`);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    // Through `env`, since sudo drops the variables of its caller.
    const command = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
    const { code, output } = await run(command[0], command.slice(1));
    if (code !== 0) throw new Error(`apt-get ${args[0]} failed (exit ${code}). ${manual}\n${output.slice(-3000)}`);
  }
  if (!chromiumPath()) throw new Error(`apt-get left no Chromium where one is looked for. ${manual}`);
}

/** All that a VS Code in the browser needs, for one channel of test/host. */
export async function ensureHost({ channel, log = console.log } = {}) {
  await ensureChromium(log);
  await installHost(channel, { log });
}

/** Builds and packs the extension, and answers the package's path. */
export async function packExtension() {
  const { code, output } = await runNode('scripts/package.mjs');
  if (code !== 0) throw new Error(`The extension could not be packed (exit ${code})\n${output.slice(-4000)}`);
  return vsixPath();
}
