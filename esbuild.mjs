// Builds the extension into dist/. Flags: --production (minified, no source maps), --watch, and --tests (the in-VS-Code
// suites into out/inhost as well).
import { build, context } from 'esbuild';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Every file of code in dist/, and its source. A dynamic `import()` of one of these sources from another one is not
 * bundled but loads the file of dist/ when it is reached: that is how activation stays small.
 */
const entries = {
  'extension.js': 'src/extension.ts',
  'main.js': 'src/host/main.ts',
  'http.js': 'src/host/http/bundle.ts',
  'worker.js': 'src/host/images/worker.ts',
  'docs.js': 'src/host/docs/docsWorker.ts',
  'style.js': 'src/host/style/bundle.ts',
};

/** The codecs that worker.js reads from beside itself, by their package. */
export const wasm = [
  '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm',
  '@jsquash/png/codec/pkg/squoosh_png_bg.wasm',
  '@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm',
  '@jsquash/webp/codec/dec/webp_dec.wasm',
  '@jsquash/webp/codec/enc/webp_enc.wasm',
];

const root = path.dirname(fileURLToPath(import.meta.url));
const inRoot = (...parts) => path.join(root, ...parts);

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  logLevel: 'warning',
  // Its CommonJS hides its parts from the bundler.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
};

/** Leaves a dynamic import of another entry's source as a call for that entry's file. */
const lazyEntries = {
  name: 'lazy-entries',
  setup({ onResolve }) {
    const files = new Map(Object.entries(entries).map(([out, source]) => [inRoot(source), out]));
    onResolve({ filter: /^\./ }, ({ kind, path: name, resolveDir }) => {
      const out = kind === 'dynamic-import' && files.get(path.resolve(resolveDir, name));
      return out ? { path: `./${out}`, external: true } : undefined;
    });
  },
};

function extensionOptions({ production = false } = {}) {
  return {
    ...common,
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out: path.parse(out).name })),
    outdir: 'dist',
    plugins: [lazyEntries],
    // What stays lazy is CommonJS: `require` finds it in every extension host.
    supported: { 'dynamic-import': false },
    minify: production,
    sourcemap: !production,
    metafile: true,
    // The codecs' glue code looks for its own address; the worker hands it the bytes instead.
    logOverride: { 'empty-import-meta': 'silent' },
    legalComments: 'none', // dist/ThirdPartyNotices.txt has the licences in full
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
  };
}

/** The Studio's page: code for a browser, in a folder of its own that a webview may load from. */
function pageOptions({ production = false, outdir = 'dist/studio' } = {}) {
  return {
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    // Chromium of the oldest VS Code that Easel runs in.
    target: 'chrome138',
    logLevel: 'warning',
    entryPoints: ['src/studio/main.ts', 'src/studio/styles.css'],
    outdir,
    minify: production,
    sourcemap: !production,
    metafile: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
    // The decorators of the page are the language's own; browsers do not have them yet.
    tsconfig: 'src/studio/tsconfig.json',
  };
}

function testOptions() {
  const names = readdirSync(inRoot('test/inhost')).filter((name) => /^index\.ts$|\.test\.ts$/.test(name));
  return {
    ...common,
    entryPoints: names.map((name) => `test/inhost/${name}`),
    outdir: 'out/inhost',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    // The simulated services look whether they were started by hand; in a bundle they never are.
    logOverride: { 'empty-import-meta': 'silent' },
  };
}

/** An empty dist/ with the codecs and the page's icons in it. */
function prepareDist() {
  rmSync(inRoot('dist'), { recursive: true, force: true });
  preparePage('dist/studio');
  for (const name of wasm) copyFileSync(inRoot('node_modules', name), inRoot('dist', path.basename(name)));
}

/** A folder for the page, with its icons in it. */
function preparePage(outdir) {
  mkdirSync(inRoot(outdir), { recursive: true });
  for (const name of ['codicon.css', 'codicon.ttf']) {
    copyFileSync(inRoot('node_modules/@vscode/codicons/dist', name), inRoot(outdir, name));
  }
}

/** An empty out/inhost whose files VS Code reads as CommonJS. */
function prepareTests() {
  rmSync(inRoot('out/inhost'), { recursive: true, force: true });
  mkdirSync(inRoot('out/inhost'), { recursive: true });
  writeFileSync(inRoot('out/package.json'), '{ "type": "commonjs" }\n');
}

/** The licences of everything that went into dist/: most of them ask to travel with the copy. */
function writeNotices(metafiles) {
  const files = [
    ...metafiles.flatMap(({ inputs }) => Object.keys(inputs)),
    ...wasm.map((name) => `node_modules/${name}`),
    'node_modules/@vscode/codicons/dist/codicon.ttf',
  ];
  const folders = files.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean);
  const byLicence = new Map();
  for (const dir of [...new Set(folders)].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(inRoot(dir, 'package.json'), 'utf8'));
    const texts = readdirSync(inRoot(dir), { recursive: true })
      .filter((file) => !file.includes('node_modules') && /(^|\/)(licen[cs]e|notice|copying)[^/]*$/i.test(file))
      .sort()
      .map((file) => readFileSync(inRoot(dir, file), 'utf8').trim());
    const text = texts.join('\n\n');
    byLicence.set(text, [...(byLicence.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  const notices = [...byLicence].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
  writeFileSync(inRoot('dist/ThirdPartyNotices.txt'), `Easel contains these packages.${rule}${notices.join(rule)}\n`);
}

export async function buildExtension({ production = false } = {}) {
  prepareDist();
  const built = await Promise.all([build(extensionOptions({ production })), build(pageOptions({ production }))]);
  writeNotices(built.map(({ metafile }) => metafile));
}

/** The page alone, as it is packed, for its tests in a browser. */
export async function buildPage(outdir) {
  preparePage(outdir);
  await build(pageOptions({ production: true, outdir }));
}

/** One source and what it imports, as a module for Node.js. */
export async function buildModule(source, outfile, format = 'esm') {
  await build({ ...common, entryPoints: [source], outfile, format, external: [] });
}

export async function buildTests() {
  prepareTests();
  await build(testOptions());
}

async function watch({ tests }) {
  prepareDist();
  const contexts = [await context(reporting(extensionOptions())), await context(pageOptions())];
  if (tests) {
    prepareTests();
    contexts.push(await context(testOptions()));
  }
  for (const each of contexts) await each.watch();
}

/** Says when a build begins and ends, in the words that tasks.json waits for. */
function reporting(options) {
  const plugin = {
    name: 'report',
    setup({ onStart, onEnd }) {
      onStart(() => console.log('[watch] build started'));
      onEnd(() => console.log('[watch] build finished'));
    },
  };
  return { ...options, plugins: [...options.plugins, plugin] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flag = (name) => process.argv.includes(`--${name}`);
  if (flag('watch')) {
    await watch({ tests: flag('tests') });
  } else {
    await buildExtension({ production: flag('production') });
    if (flag('tests')) await buildTests();
  }
}
