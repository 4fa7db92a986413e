// Child processes and paths, for all scripts. Node.js built-ins only.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const inRoot = (...parts) => path.join(root, ...parts);

/**
 * Runs a command in the project's root to its end: `{ code, output }`, with standard output and error in one text.
 * `live` shows it as it comes. A command that cannot be started rejects.
 */
export function run(command, args, { env = {}, live = false, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
        if (live) process.stdout.write(text);
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 128, output: signal ? `${output}\n${signal}` : output }),
    );
  });
}

/** As `run` with this Node.js, `script` relative to the project's root. */
export function runNode(script, args = [], options) {
  return run(process.execPath, [inRoot(script), ...args], options);
}

/** Runs npm: the one that runs this script where there is one, else the one on PATH. */
export function runNpm(args, options) {
  const cli = process.env.npm_execpath;
  return cli && /npm-cli\.c?js$/.test(cli) ? run(process.execPath, [cli, ...args], options) : run('npm', args, options);
}

export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * What was given on the command line: `flags` (`--name`, `--name=value` and, for the names in `withValue`,
 * `--name value`), the rest in order.
 */
export function parseArgs(argv, withValue = []) {
  const flags = {};
  const rest = [];
  for (let i = 0; i < argv.length; i += 1) {
    const match = /^--([\w-]+)(?:=(.*))?$/s.exec(argv[i]);
    if (!match) rest.push(argv[i]);
    else if (match[2] === undefined && withValue.includes(match[1])) flags[match[1]] = argv[(i += 1)];
    else flags[match[1]] = match[2] ?? true;
  }
  return { flags, rest };
}

/** Where `npm run package` leaves the packed extension. */
export function vsixPath() {
  const { name, version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return inRoot(`${name}-${version}.vsix`);
}
