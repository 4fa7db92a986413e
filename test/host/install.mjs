// Installs VS Code servers for the tests and for `npm start`, from the npm registry alone.
//
//   node test/host/install.mjs                  the one that VSCODE_TEST_HOST names, else "latest"
//   node test/host/install.mjs latest oldest    these (or: all)
//
// One that is installed already is left as it is, unless --force is given. --no-native leaves out the native modules
// that would have to be compiled; --verbose shows what npm and node-gyp print.
// Needs Linux x64 and npm; python3, make and g++ are used where they are there. Node.js built-ins only.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { channels, defaultChannel, hostPaths, isInstalled } from './paths.mjs';

/** Runs a command to its end and answers what it printed; on failure that is the error's message. */
function run(label, command, args, { cwd, env = process.env, timeout = 600_000, log, verbose }) {
  const started = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (verbose) process.stderr.write(chunk);
      });
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) {
        log(`  ${label}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
        resolve(output);
      } else {
        reject(new Error(`${label} failed (exit ${code})\n${output.slice(-4000)}`));
      }
    });
  });
}

/** `npm ci` by the npm that runs this script where there is one, else by the npm on PATH. No package's script runs. */
function npmCi(label, options) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false'];
  const cli = process.env.npm_execpath;
  return cli && /npm-cli\.c?js$/.test(cli)
    ? run(label, process.execPath, [cli, ...args], options)
    : run(label, 'npm', args, options);
}

async function installModules(paths, options) {
  for (const part of ['server', 'vscode-deps']) {
    mkdirSync(path.join(paths.dir, part), { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) {
      cpSync(path.join(paths.source, part, file), path.join(paths.dir, part, file));
    }
  }

  // Two locked trees. The second becomes lib/vscode/node_modules, which code-server's own postinstall would fill by an
  // npm install that no lock holds (its shrinkwrap is out of step with its package.json, so npm ci refuses it there)
  // and, in newer versions, with 220 MB of agent SDKs that no test needs.
  await npmCi('code-server and Node.js', { ...options, cwd: path.join(paths.dir, 'server') });
  await npmCi('modules of lib/vscode', { ...options, cwd: paths.deps });
  const modules = path.join(paths.deps, 'node_modules');
  const link = path.join(paths.vscode, 'node_modules');
  rmSync(link, { recursive: true, force: true });
  symlinkSync(path.relative(paths.vscode, modules), link, 'dir');

  // The rest of what the postinstall does: two links, used only by the integrated terminal.
  for (const [folder, target, name] of [
    ['remote-cli', 'code-linux.sh', 'code-server'],
    ['helpers', 'browser-linux.sh', 'browser.sh'],
  ]) {
    const at = path.join(paths.vscode, 'bin', folder, name);
    rmSync(at, { force: true });
    symlinkSync(target, at);
  }

  // ripgrep, for search and findFiles: ships for every platform in one package.
  const rg = path.join(modules, '@vscode/ripgrep-universal/bin');
  for (const name of readdirSync(rg)) {
    if (name !== 'linux-x64') rmSync(path.join(rg, name), { recursive: true, force: true });
  }
  const older = path.join(modules, '@vscode/ripgrep');
  if (existsSync(older)) cpSync(path.join(rg, 'linux-x64/rg'), path.join(older, 'bin/rg'));
  return modules;
}

/**
 * Compiles the native modules that do not ship prebuilt. VS Code runs without them, but then writes no log files (and
 * the oldest one has no terminal): so a machine without a compiler gets a warning, not an error.
 */
async function buildNative(paths, modules, options) {
  const built = [];
  for (const name of options.native ? paths.about.build : []) {
    const gyp = [path.join(modules, 'node-gyp/bin/node-gyp.js'), 'rebuild', `--nodedir=${paths.nodeHome}`, '--jobs=2'];
    try {
      await run(`build ${name}`, paths.node, gyp, {
        ...options,
        cwd: path.join(modules, name),
        env: {
          ...process.env,
          PATH: `${path.dirname(paths.node)}:${process.env.PATH}`,
          npm_config_nodedir: paths.nodeHome, // over a nodedir in .npmrc, which is for another Node.js
        },
      });
      built.push(name);
    } catch (error) {
      const why = options.verbose ? error.message : error.message.trim().split('\n').slice(-3).join('\n');
      options.log(`  build ${name}: failed; going on without it\n${why.replace(/^/gm, '    ')}`);
    }
  }
  return built;
}

async function install(paths, options) {
  const modules = await installModules(paths, options);
  const built = await buildNative(paths, modules, options);
  const version = await run('check', paths.node, [paths.entry, '--version'], {
    ...options,
    cwd: paths.dir,
    env: { ...process.env, HOME: paths.dir, XDG_CONFIG_HOME: path.join(paths.dir, 'check') },
    timeout: 60_000,
  });
  rmSync(path.join(paths.dir, 'check'), { recursive: true, force: true });
  if (!version.includes(`with Code ${paths.about.vscode}`)) {
    throw new Error(`This is not VS Code ${paths.about.vscode}: ${version}`);
  }
  writeFileSync(paths.stamp, `${JSON.stringify({ version: version.trim().split('\n').at(-1), built })}\n`);
}

/**
 * Folders of this channel that an install that was cut off left behind, or an earlier recipe. The latter not in a
 * cache that VSCODE_TEST_HOST_CACHE names: another checkout may share it.
 */
function removeOutdated(paths) {
  const root = path.dirname(paths.dir);
  for (const name of readdirSync(root)) {
    if (!name.startsWith(`${paths.channel}-`) || path.join(root, name) === paths.dir) continue;
    const pid = /\.part-(\d+)$/.exec(name)?.[1];
    const outdated = pid ? !existsSync(`/proc/${pid}`) : !process.env.VSCODE_TEST_HOST_CACHE;
    if (outdated) rmSync(path.join(root, name), { recursive: true, force: true });
  }
}

/**
 * Makes sure that a channel is installed and answers its paths. It is put together in a folder of its own and renamed
 * when it is whole, so neither a cut install nor two at once leave half a host behind.
 */
export async function installHost(
  channel = defaultChannel,
  { force = false, native = true, verbose = false, log = console.log } = {},
) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The test host is for Linux x64, and this is ${process.platform} ${process.arch}. ` +
        'Use "npm start -- --desktop" and "npm run test:electron" here.',
    );
  }
  const paths = hostPaths(channel);
  if (!force && isInstalled(paths)) {
    log(`VS Code ${paths.about.vscode} (${channel}) is installed: ${paths.dir}`);
    return paths;
  }
  const started = Date.now();
  log(`Installing VS Code ${paths.about.vscode} (${channel}) into ${paths.dir}`);
  const part = paths.at(`${paths.dir}.part-${process.pid}`);
  try {
    await install(part, { native, verbose, log });
    if (force) rmSync(paths.dir, { recursive: true, force: true });
    if (!isInstalled(paths)) renameSync(part.dir, paths.dir);
  } finally {
    rmSync(part.dir, { recursive: true, force: true });
  }
  removeOutdated(paths);
  log(`  done after ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return paths;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const flags = args.filter((arg) => arg.startsWith('--'));
  const named = args.filter((arg) => !arg.startsWith('--'));
  for (const channel of named.includes('all') ? channels : named.length ? named : [defaultChannel]) {
    await installHost(channel, {
      force: flags.includes('--force'),
      native: !flags.includes('--no-native'),
      verbose: flags.includes('--verbose'),
    });
  }
}
