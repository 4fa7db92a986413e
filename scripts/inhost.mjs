// npm run test:inhost: the Mocha suites of test/inhost, in the extension host of a real VS Code, on the packed extension.
//
//   npm run test:inhost -- edit keys        files whose name holds one of these words
//   npm run test:inhost -- --grep "metadata" tests whose title matches
//   npm run test:inhost -- --folder         on the project's folder instead of the package
//
// A file's name chooses how the window is opened: see `windows`. The folder is a copy of sample/.
import { mkdirSync, readdirSync } from 'node:fs';
import { addFailure, emptyResult, finish, line, writeResult } from './support/results.mjs';
import { inRoot, parseArgs, root, seconds } from './support/run.mjs';
import { ensureDependencies, ensureHost, packExtension } from './support/setup.mjs';

/** How a window is opened for the files with this ending; the rest are for the first one. */
const windows = {
  'a trusted folder': { ending: '.test.ts' },
  // Only with --long, or by name.
  'a trusted folder, for longer': { ending: '.long.test.ts' },
  'a folder that is not trusted': { ending: '.untrusted.test.ts', restricted: true },
  'a workspace of two folders': { ending: '.roots.test.ts', open: 'roots' },
  'no folder': { ending: '.nofolder.test.ts', open: 'none' },
  'a window whose machine trusts an authority of its own': {
    ending: '.authority.test.ts',
    env: { SSL_CERT_FILE: inRoot('test/fixtures/tls/authority.pem') },
  },
};

/** Names of the suites for each window that has any. */
function suitesByWindow(words, long) {
  const special = Object.values(windows).slice(1);
  const names = readdirSync(inRoot('test/inhost')).filter(
    (name) =>
      name.endsWith('.test.ts') &&
      (words.length === 0 ? long || !name.endsWith('.long.test.ts') : words.some((word) => name.includes(word))),
  );
  const files = ({ ending }) =>
    names.filter(
      (name) =>
        name.endsWith(ending) && !special.some((other) => other.ending !== ending && name.endsWith(other.ending)),
    );
  return Object.entries(windows)
    .map(([title, window]) => ({ title, ...window, files: files(window) }))
    .filter((window) => window.files.length > 0);
}

function collect(result, { title, ms, state, error }) {
  if (state === 'passed') result.passed += 1;
  else if (state === 'skipped') result.skipped += 1;
  else addFailure(result, title, error);
  console.log(line({ state, title, ms }));
  if (error) console.log(error.replace(/^/gm, '      '));
}

/** Runs the suites and answers the result. `extension` is a folder or `vsix` a package. */
async function runSuites({ words, long, grep, channel, extension, vsix }) {
  const { runInHost } = await import('../test/host/inhost.mjs');
  const result = emptyResult();
  mkdirSync(inRoot('out/screenshots'), { recursive: true });
  for (const { title, files, open, restricted, env } of suitesByWindow(words, long)) {
    const started = Date.now();
    console.log(`In ${title}`);
    try {
      const { code, report } = await runInHost({
        channel,
        extension,
        vsix,
        tests: inRoot('out/inhost/index'),
        fixture: inRoot('sample'),
        open,
        restricted,
        env: {
          ...env,
          INHOST_FILES: JSON.stringify(files.map((name) => name.replace(/\.ts$/, '.js'))),
          INHOST_GREP: grep ?? '',
        },
        screenshot: inRoot('out/screenshots/inhost-failure.png'),
        print: process.env.INHOST_VERBOSE ? (text) => console.log('   |', text) : undefined,
      });
      for (const entry of report.entries) collect(result, entry);
      if (code !== 0 && report.stats.failures === 0) addFailure(result, title, `The run ended with ${code}.`);
    } catch (error) {
      addFailure(result, `the suites in ${title}`, error);
    }
    console.log(`  ${seconds(started)}`);
  }
  return result;
}

const { flags, rest } = parseArgs(process.argv.slice(2), ['grep', 'vsix', 'result']);
const channel = process.env.VSCODE_TEST_HOST || undefined;
await ensureDependencies();
await ensureHost({ channel });
const { buildExtension, buildTests } = await import('../esbuild.mjs');
await buildTests();
let target;
if (flags.folder) {
  await buildExtension();
  target = { extension: root };
} else {
  target = { vsix: [flags.vsix ?? (await packExtension())] };
}
const result = await runSuites({ words: rest, long: flags.long !== undefined, grep: flags.grep, channel, ...target });
if (flags.result) writeResult(flags.result, result);
else finish(result);
