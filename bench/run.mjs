// npm run bench: Easel's way from a reply to files against what others do with it. bench/README.md says how to read it.
//
//   npm run bench                                     everything; writes bench/RESULTS.md
//   npm run bench -- --rows=openai-sse,vsix --runs=3  only these rows; prints
//   --node=PATH    the Node.js to measure under; that of VS Code's own server otherwise
//   --folder=PATH  where files are written; the system's temporary folder otherwise
//   --node-args=--cpu-prof,…  what else the measured processes are started with
//   --vsix=PATH    a package that is there already, with its dist/ beside it; packed anew otherwise
import { build } from 'esbuild';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { inRoot, parseArgs, root, seconds } from '../scripts/support/run.mjs';
import { ensureDependencies, ensureHost, packExtension } from '../scripts/support/setup.mjs';
import { hostPaths, isInstalled } from '../test/host/paths.mjs';
import { activationTimes } from './insideVsCode.mjs';
import { noisePngs } from './pictures.mjs';
import { report } from './report.mjs';
import { rows } from './rows.mjs';

const { flags } = parseArgs(process.argv.slice(2), ['rows', 'runs', 'node', 'folder', 'vsix']);
const runs = Number(flags.runs ?? 7);
const names = [...rows.map(({ id }) => id), 'activation', 'vsix'];
const wanted = flags.rows === undefined ? names : String(flags.rows).split(',');
const unknown = wanted.find((name) => !names.includes(name));
if (unknown !== undefined) throw new Error(`No row "${unknown}": there are ${names.join(', ')}.`);

const started = Date.now();
await ensureDependencies();
const node = await runtime();
const scratch = mkdtempSync(path.join(flags.folder ?? os.tmpdir(), 'easel-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const load = [os.loadavg()[0]];
const vsix = wanted.some((name) => ['activation', 'vsix'].includes(name))
  ? (flags.vsix ?? (await packExtension()))
  : '';
await bundleEasel();
const server = await startServer();
try {
  const measured = [];
  for (const row of rows.filter(({ id }) => wanted.includes(id))) measured.push(await measureRow(row));
  const activation = wanted.includes('activation') ? await measureActivation() : undefined;
  load.push(os.loadavg()[0]);
  const text = report({
    rows: measured,
    activation,
    vsixBytes: wanted.includes('vsix') ? statSync(vsix).size : undefined,
    machine: machine(),
    runs,
    load,
    took: seconds(started),
  });
  const file = inRoot('bench/RESULTS.md');
  const formatted = await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
  console.log(`\n${formatted}`);
  if (flags.rows === undefined) writeFileSync(file, formatted);
} finally {
  server.process.kill();
}

/** VS Code's own Node.js, the one that extensions run under; the SDKs need 22 or newer. */
async function runtime() {
  if (flags.node !== undefined) return path.resolve(flags.node);
  const host = hostPaths();
  if (!isInstalled(host)) await ensureHost();
  return host.node;
}

/** The contender "easel" as it ships: bundled and minified, with VS Code's stand-in. */
async function bundleEasel() {
  await build({
    absWorkingDir: root,
    entryPoints: ['bench/contenders/easel.ts'],
    outfile: 'out/bench/easel.cjs',
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    alias: { vscode: inRoot('bench/vscode.mjs') },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}

function forked(script, execArgv = []) {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, ...(TMPDIR && { TMPDIR }), NODE_ENV: 'production', AI_SDK_LOG_WARNINGS: 'false' };
  return fork(inRoot('bench', script), [], { execPath: node, execArgv, env });
}

async function startServer() {
  const child = forked('server.mjs');
  const [{ port }] = await once(child, 'message');
  const ask = async (question) => {
    child.send(question);
    const [answer] = await once(child, 'message');
    return answer;
  };
  return { process: child, url: `http://127.0.0.1:${port}`, ask };
}

async function runChild(task) {
  const child = forked('child.mjs', flags['node-args']?.split(','));
  child.send(task);
  const [result] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${task.contender} ended with exit code ${code} and no result.`);
    }),
  ]);
  return result;
}

/** One after the other, in turn, so that whatever the machine does meanwhile meets all of them. */
async function measureRow(row) {
  await server.ask({ prepare: row.id });
  const pictures = noisePngs(row.images);
  const references = await prepareReferences(row);
  const samples = Object.fromEntries(['bare', ...row.contenders].map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const name of Object.keys(samples)) {
      process.stderr.write(`\r\x1b[K${row.id} ${run + 1}/${runs} ${name}`);
      samples[name].push(await measure(row, name, pictures, references));
    }
  }
  process.stderr.write('\r\x1b[K');
  return { ...row, samples };
}

async function measure(row, name, pictures, references) {
  const folder = path.join(scratch, 'work');
  const storage = path.join(scratch, 'storage');
  mkdirSync(folder);
  const contender = name === 'easel' ? inRoot('out/bench/easel.cjs') : inRoot(`bench/contenders/${name}.mjs`);
  const { phases } = await runChild({
    contender,
    isBare: name === 'bare',
    row,
    folder,
    storage,
    references,
    url: `${server.url}/${row.id}`,
    rawUrl: `${server.url}/raw/${row.id}`,
    sizes: pictures.map((bytes) => bytes.length),
  });
  if (name !== 'bare') await check(row, name, folder, pictures);
  rmSync(folder, { recursive: true });
  rmSync(storage, { recursive: true, force: true });
  return phases;
}

/** Nobody is measured who did not do the work: every image in a file, every reference at the server, whole. */
async function check(row, name, folder, pictures) {
  const files = readdirSync(folder).map((file) => readFileSync(path.join(folder, file)));
  // Easel keeps drafts out of the workspace, and writes metadata behind the header.
  const expected = name === 'easel' && row.id === 'openai-sse' ? pictures.slice(-1) : pictures;
  const missing = expected.filter((bytes) => !files.some((file) => file.includes(bytes.subarray(33))));
  if (missing.length > 0 || files.length !== expected.length) {
    throw new Error(`${name} left ${files.length} files in ${row.id}, and ${missing.length} images are in none.`);
  }
  if (!row.references) return;
  const { whole } = await server.ask({ references: row.id });
  if (whole !== row.references.count) throw new Error(`${name} sent ${whole} whole references in ${row.id}.`);
}

async function prepareReferences({ id, references }) {
  if (!references) return [];
  const folder = path.join(scratch, id);
  mkdirSync(folder);
  return noisePngs(references, 1000).map((bytes, index) => {
    const file = path.join(folder, `reference-${index}.png`);
    writeFileSync(file, bytes);
    return file;
  });
}

async function measureActivation() {
  const alone = [];
  for (let run = 0; run < runs; run += 1) {
    const contender = inRoot('bench/contenders/activation.mjs');
    const { found } = await runChild({
      contender,
      root: path.dirname(path.resolve(vsix)),
      storage: path.join(scratch, 'activation'),
    });
    alone.push(found);
  }
  await ensureHost();
  return { alone, inside: await activationTimes(path.resolve(vsix), runs) };
}

function machine() {
  const version = (name) => JSON.parse(readFileSync(inRoot('node_modules', name, 'package.json'), 'utf8')).version;
  const under = spawnSync(node, ['-p', 'process.version'], { encoding: 'utf8' }).stdout.trim();
  const cpus = os.cpus();
  return {
    cpu: `${cpus.length} x ${cpus[0].model.trim()}`,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GB`,
    system: `${os.type()} ${os.release()}, ${os.arch()}`,
    runtime: `Node.js ${under}${existsSync(hostPaths().node) && node === hostPaths().node ? `, that of VS Code ${hostPaths().about.vscode}` : ''}`,
    versions: Object.fromEntries(
      ['openai', '@google/genai', 'ai', '@ai-sdk/openai', '@ai-sdk/google'].map((name) => [name, version(name)]),
    ),
  };
}
