// npm start: Easel in a real VS Code, from a fresh clone.
//
//   npm start                     a VS Code in the browser, at the address that is printed, until Ctrl+C
//   npm start -- --check          does the main job by itself and leaves screenshots in out/check
//   npm start -- --desktop        in the `code` of this machine instead
//   npm start -- --folder DIR     opens this folder instead of a copy of sample/
//   npm start -- --port 8080      at this port
//
// Node.js built-ins only until npm ci has run.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installHost } from '../test/host/install.mjs';
import { VsCodeHost } from '../test/host/host.mjs';
import { inRoot, parseArgs, root, run } from './support/run.mjs';
import { checkNode, ensureChromium, ensureDependencies, packExtension } from './support/setup.mjs';

/** Whether this machine has a desktop VS Code and a screen to show it on. */
async function hasDesktop() {
  const { platform, env } = process;
  const screen = platform === 'darwin' || platform === 'win32' || env.DISPLAY || env.WAYLAND_DISPLAY;
  return Boolean(screen) && (await run('code', ['--version']).catch(() => ({ code: 1 }))).code === 0;
}

/** A desktop window with the built extension as the one under development; ends when that window is closed. */
async function openDesktop(folder) {
  const { buildExtension } = await import('../esbuild.mjs');
  await buildExtension();
  const dir = mkdtempSync(path.join(os.tmpdir(), 'easel-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  if (!folder) cpSync(inRoot('sample'), path.join(dir, 'sample'), { recursive: true });
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, folder ?? path.join(dir, 'sample')];
  console.log('Opening VS Code. Close its window to end.');
  const child = spawn('code', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve));
}

async function openBrowserHost({ folder, port }) {
  const vsix = await packExtension();
  await installHost();
  const host = await VsCodeHost.create({
    vsix: [vsix],
    fixture: folder ? undefined : inRoot('sample'),
    workspaceName: 'sample',
    settings: { 'workbench.startupEditor': 'readme' },
    port,
  });
  host.options.args = [folder ?? host.workspace]; // what the bare address opens
  await host.start();
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  console.log(`
Easel ${version} in VS Code ${host.paths.about.vscode}, for you to open in a browser:

    ${host.url}

Press F1, choose "Easel: Generate Image…" and type what you would like to see. It works at once: Sketch paints on this
machine, free and without a key. ${folder ? `The folder is ${folder}.` : `The workspace is a copy of sample/, in ${host.workspace}.`}
`);
  if (await hasDesktop()) console.log('There is a desktop VS Code too: npm start -- --desktop\n');
  console.log('Ctrl+C ends it, and removes the copy and the settings.');
  const { code, signal } = await host.exited;
  throw new Error(`The server ended (${signal ?? code}).\n${host.log.slice(-2000)}`);
}

const { flags } = parseArgs(process.argv.slice(2), ['folder', 'port']);
const folder = flags.folder && path.resolve(flags.folder);
try {
  checkNode();
  await ensureDependencies();
  if (flags.check) {
    await ensureChromium();
    await installHost();
    const { check } = await import('./support/check.mjs');
    await check(await packExtension());
  } else if (flags.desktop || (process.platform !== 'linux' && (await hasDesktop()))) {
    if (!(await hasDesktop()))
      throw new Error('There is no desktop VS Code here: no `code` on the PATH, or no screen.');
    await openDesktop(folder);
  } else {
    await openBrowserHost({ folder, port: flags.port ? Number(flags.port) : undefined });
  }
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
