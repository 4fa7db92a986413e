// Starts and stops a VS Code server on 127.0.0.1, each with its own folders under a temporary one. Node.js built-ins only.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostPaths, isInstalled } from './paths.mjs';

/** VS Code's own colour themes, for the setting `workbench.colorTheme`. */
export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
};

/** Settings that keep the workbench still: nothing fetched, nothing popping up. */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'explorer.compactFolders': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.confirmBeforeClose': 'never',
  'window.menuBarVisibility': 'compact',
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
};

/**
 * Built-in extensions left out: those that activate in every window, or reach for the network, and
 * that no test looks at. The languages and the Markdown, JSON and picture features stay.
 */
const skippedBuiltins = [
  'GitHub.copilot-chat',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'vscode.debug-auto-launch',
  'vscode.debug-server-ready',
  'vscode.emmet',
  'vscode.extension-editing',
  'vscode.git',
  'vscode.github',
  'vscode.github-authentication',
  'vscode.merge-conflict',
  'vscode.microsoft-authentication',
  'vscode.npm',
  'vscode.tunnel-forwarding',
  'vscode.typescript-language-features',
];

/** Waits for a test to answer something truthy, and answers it; a throw counts as "not yet". */
export async function waitFor(what, test, { timeout = 30_000, interval = 100 } = {}) {
  const end = Date.now() + timeout;
  let last;
  for (;;) {
    try {
      const value = await test();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`Timed out after ${timeout} ms waiting for ${what}${last ? `: ${last.message}` : ''}`);
    }
    await sleep(interval);
  }
}

let watchingSignals = false;

/** Ctrl+C and a polite kill end the process by way of its `exit` handlers, which take the servers along. */
function exitOnSignals() {
  if (watchingSignals) return;
  watchingSignals = true;
  for (const [signal, code] of [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    process.once(signal, () => process.exit(code));
  }
}

export class VsCodeHost {
  /**
   * @param {object} options
   * @param {string} [options.channel]  which VS Code: see paths.mjs
   * @param {string} [options.fixture]  folder copied to be the workspace
   * @param {string} [options.workspaceName] the copy's name, which the explorer shows
   * @param {string[]} [options.vsix]   packed extensions to install
   * @param {object} [options.settings] user settings over the quiet ones
   * @param {string} [options.theme]    a key of `themes`
   * @param {boolean} [options.restricted] true leaves Workspace Trust on, so that the folder opens in
   *                                    Restricted Mode; otherwise the feature is off and all is trusted
   * @param {object} [options.env]      variables for the server, and so for the extension host
   * @param {string[]} [options.builtins] extensions of VS Code's own that are left out otherwise, such as "vscode.git"
   * @param {string[]} [options.args]   more arguments for code-server
   * @param {number} [options.port]     a fixed port; otherwise a free one is taken
   */
  static async create(options = {}) {
    const paths = hostPaths(options.channel);
    if (!isInstalled(paths)) {
      throw new Error(
        `The VS Code test host "${paths.channel}" is not installed: run "node test/host/install.mjs ${paths.channel}".`,
      );
    }
    // Kept short: the server makes a socket inside the user data folder, and a socket's path
    // may not be longer than 107 characters.
    const base = os.tmpdir().length > 60 ? '/tmp' : os.tmpdir();
    const dir = await mkdtemp(path.join(base, 'vsh-'));
    const host = new VsCodeHost(dir, paths, options);
    await mkdir(path.join(host.userData, 'User'), { recursive: true });
    await mkdir(host.extensions, { recursive: true });
    await mkdir(host.home, { recursive: true });
    await mkdir(host.tmp, { recursive: true });
    if (options.fixture) await cp(options.fixture, host.workspace, { recursive: true });
    else await mkdir(host.workspace, { recursive: true });
    await host.writeSettings(options.settings ?? {});
    await writeFile(path.join(dir, 'config.yaml'), 'auth: none\ncert: false\n');
    try {
      for (const file of options.vsix ?? []) await host.installExtension(file);
    } catch (error) {
      await host.dispose();
      throw error;
    }
    return host;
  }

  constructor(dir, paths, options) {
    this.dir = dir;
    this.paths = paths;
    this.options = options;
    this.userData = path.join(dir, 'user');
    this.extensions = path.join(dir, 'ext');
    this.home = path.join(dir, 'home');
    this.tmp = path.join(dir, 'tmp');
    this.workspace = path.join(dir, options.workspaceName ?? 'ws');
    this.log = '';
    this.port = options.port ?? 0;
    // Should the process end by an uncaught error or process.exit(), nothing is left running or lying about.
    this.atExit = () => {
      this.signal('SIGKILL');
      if (!process.env.VSCODE_TEST_KEEP) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    };
    process.once('exit', this.atExit);
    exitOnSignals();
  }

  /** A clean environment: nothing of an outer VS Code, Node options, PORT or XDG folders leaks in. */
  environment() {
    const env = {};
    for (const name of ['PATH', 'LANG', 'LC_ALL', 'TZ', 'USER', 'LOGNAME', 'SHELL']) {
      if (process.env[name] !== undefined) env[name] = process.env[name];
    }
    return {
      ...env,
      HOME: this.home,
      TMPDIR: this.tmp,
      // No gallery: the workbench would ask its extension gallery for updates and recommendations.
      EXTENSIONS_GALLERY: '{}',
      VSCODE_SKIP_BUILTIN_EXTENSIONS: skippedBuiltins.filter((id) => !this.options.builtins?.includes(id)).join(','),
      ...this.options.env,
    };
  }

  commonArgs() {
    return [
      this.paths.entry,
      '--config',
      path.join(this.dir, 'config.yaml'),
      '--user-data-dir',
      this.userData,
      '--extensions-dir',
      this.extensions,
      '--disable-telemetry',
      '--disable-update-check',
    ];
  }

  /** Replaces the user's settings. The server does not watch the file: an open window follows when it is reloaded. */
  async writeSettings(settings) {
    const theme = this.options.theme ? { 'workbench.colorTheme': themes[this.options.theme] } : {};
    const all = { ...quietSettings, ...theme, ...settings };
    await writeFile(path.join(this.userData, 'User/settings.json'), JSON.stringify(all, null, 2));
  }

  async readSettings() {
    return JSON.parse(await readFile(path.join(this.userData, 'User/settings.json'), 'utf8'));
  }

  /** Changes some of the user's settings; `undefined` takes one back to its default. See `Workbench.applySettings`. */
  async updateSettings(changes) {
    const file = path.join(this.userData, 'User/settings.json');
    await writeFile(file, JSON.stringify({ ...(await this.readSettings()), ...changes }, null, 2));
  }

  /** Key bindings of the user, each `{key, command, args?}`: how a person calls a command with options. */
  async writeKeybindings(bindings) {
    await writeFile(path.join(this.userData, 'User/keybindings.json'), JSON.stringify(bindings, null, 2));
  }

  /** Runs code-server to its end, for --install-extension and the like, and answers what it printed. */
  async cli(args, timeout = 120_000) {
    const child = spawn(this.paths.node, [...this.commonArgs(), ...args], {
      cwd: this.dir,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    clearTimeout(timer);
    if (code !== 0) throw new Error(`code-server ${args.join(' ')} failed (exit ${code})\n${output}`);
    return output;
  }

  async installExtension(file) {
    const output = await this.cli(['--install-extension', path.resolve(file), '--force']);
    if (!/successfully installed/.test(output)) throw new Error(`${file} was not installed:\n${output}`);
  }

  /** Starts the server. A second start after stop() takes the same port, so that the page's origin stays. */
  async start() {
    if (this.child) throw new Error('The server is running already.');
    const args = [
      ...this.commonArgs(),
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${this.port}`,
      '--disable-getting-started-override',
      '--disable-proxy',
      '--ignore-last-opened',
      ...this.paths.about.serverArgs,
      ...(this.options.restricted ? [] : ['--disable-workspace-trust']),
      ...(this.options.args ?? []),
    ];
    const started = Date.now();
    const child = spawn(this.paths.node, args, {
      cwd: this.dir,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // its own process group, so that stop() reaches the children too
    });
    this.child = child;
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    const seen = (chunk) => (this.log += chunk);
    child.stdout.on('data', seen);
    child.stderr.on('data', seen);
    let gone;
    this.exited.then((how) => (gone = how));
    try {
      const url = await waitFor('the server to listen', () => {
        if (gone) return 'gone';
        const lines = this.log.match(/HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/g);
        return lines?.length > (this.starts ?? 0) ? lines.at(-1).replace(/^.* /, '') : undefined;
      });
      if (url === 'gone') throw new Error(`The server stopped at once (${JSON.stringify(gone)}).`);
      this.url = url;
      this.port = Number(new URL(url).port);
      this.starts = (this.starts ?? 0) + 1;
      await waitFor('the server to answer', async () => (await fetch(`${url}/healthz`)).ok);
    } catch (error) {
      await this.stop();
      throw new Error(`${error.message}\n${this.log.slice(-3000)}`, { cause: error });
    }
    this.startMs = Date.now() - started;
    return this.url;
  }

  /** Sends a signal to the server and all that it started; false when there is nothing left of it. */
  signal(name, pid = this.child?.pid) {
    if (pid === undefined) return false;
    try {
      process.kill(-pid, name);
      return true;
    } catch {
      return false;
    }
  }

  /** Ends the server and all that it started. */
  async stop() {
    const pid = this.child?.pid;
    if (!this.child) return;
    this.signal('SIGTERM');
    const done = await Promise.race([this.exited.then(() => true), sleep(5000, false)]);
    if (!done) this.signal('SIGKILL');
    await this.exited;
    this.child = undefined;
    await waitFor('the process group to end', () => !this.signal(0, pid), { timeout: 3000 }).catch(() =>
      this.signal('SIGKILL', pid),
    );
  }

  async dispose() {
    await this.stop();
    process.off('exit', this.atExit);
    if (!process.env.VSCODE_TEST_KEEP) await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  /**
   * Address of the workbench: on the workspace, on another `folder`, on a `workspace` (a .code-workspace file), or, with
   * `folder: null`, on none. Payload entries are VS Code's own start options.
   */
  address({ folder = this.workspace, workspace, payload = [] } = {}) {
    const url = new URL(this.url);
    if (workspace) url.searchParams.set('workspace', workspace);
    else if (folder) url.searchParams.set('folder', folder);
    else url.searchParams.set('ew', 'true');
    if (payload.length) url.searchParams.set('payload', JSON.stringify(payload));
    return url.href;
  }

  /** A file or folder of this machine as the remote workbench names it. */
  remoteUri(file) {
    return `vscode-remote://127.0.0.1:${this.port}${path.resolve(file)}`;
  }

  file(name) {
    return path.join(this.workspace, name);
  }

  async readJson(name, options) {
    return waitFor(
      `${name} in the workspace`,
      async () => JSON.parse(await readFile(this.file(name), 'utf8')),
      options,
    );
  }

  /** Process ids of the extension hosts that this server started, oldest first (dead ones too). */
  extensionHosts() {
    return [...this.log.matchAll(/<(\d+)> Launched Extension Host Process/g)].map((match) => Number(match[1]));
  }

  /**
   * Kills the extension host at once, as a crash would, and waits for the one that VS Code starts
   * in its place. A command sent in between is lost. In one window VS Code does so twice: after a third
   * crash within five minutes it only offers a button for it.
   */
  async crashExtensionHost() {
    const before = this.extensionHosts();
    process.kill(before.at(-1), 'SIGKILL');
    return waitFor('a new extension host', () => {
      const now = this.extensionHosts();
      return now.length > before.length && now.at(-1);
    });
  }

  /** Every log that VS Code wrote, newest session last. */
  async logs() {
    const root = path.join(this.userData, 'logs');
    const names = await readdir(root, { recursive: true }).catch(() => []);
    return names
      .filter((name) => name.endsWith('.log'))
      .sort()
      .map((name) => path.join(root, name));
  }
}
