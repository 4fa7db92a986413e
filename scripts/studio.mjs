// npm run test:studio: the suites of test/studio, which use the built page of the Studio in a headless browser against a
// host that is played by the test.
//
//   npm run test:studio -- page themes        files whose name holds one of these words
//   npm run test:studio -- --grep "Escape"    tests whose title matches
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { buildModule, buildPage } from '../esbuild.mjs';
import { addFailure, emptyResult, finish, readResult, writeResult } from './support/results.mjs';
import { inRoot, parseArgs, run } from './support/run.mjs';
import { ensureChromium, ensureDependencies } from './support/setup.mjs';

const { flags, rest } = parseArgs(process.argv.slice(2), ['grep', 'vsix', 'result']);
await ensureDependencies();
await ensureChromium();

// A folder for each run: several may be under way.
const folder = `out/studio-${process.pid}`;
await Promise.all([buildPage(`${folder}/page`), buildModule('test/studio/support/parts.ts', `${folder}/parts.mjs`)]);

const files = readdirSync(inRoot('test/studio'))
  .filter((name) => name.endsWith('.test.mjs') && (rest.length === 0 || rest.some((word) => name.includes(word))))
  .sort()
  .map((name) => inRoot('test/studio', name));

const file = inRoot(`out/results/studio-${process.pid}.json`);
const result = emptyResult();
if (files.length > 0) {
  const { code, output } = await run(
    process.execPath,
    [
      '--test',
      '--test-concurrency=2',
      // Waits end by themselves, so that it is only met where something hangs.
      `--test-timeout=${15 * 60_000}`,
      `--test-reporter=${inRoot('scripts/support/reporter.mjs')}`,
      '--test-reporter-destination=stdout',
      ...(flags.grep ? [`--test-name-pattern=${flags.grep}`] : []),
      ...files,
    ],
    { live: true, env: { EASEL_STUDIO: inRoot(folder), EASEL_TEST_RESULT: file } },
  );
  if (existsSync(file)) Object.assign(result, readResult(file));
  rmSync(file, { force: true });
  if (code !== 0 && result.failed === 0) addFailure(result, 'the suites', `exit ${code}\n${output.slice(-4000)}`);
}
rmSync(inRoot(folder), { recursive: true, force: true });
if (flags.result) writeResult(flags.result, result);
else finish(result);
