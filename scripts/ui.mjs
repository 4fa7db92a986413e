// npm run test:ui: the suites of test/ui, which use the packed extension in a real VS Code in the browser as a person
// would.
//
//   npm run test:ui -- generate keys          files whose name holds one of these words
//   npm run test:ui -- --grep "Escape"        tests whose title matches
//   npm run test:ui -- --part=1/2             every second file
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { addFailure, emptyResult, finish, readResult, writeResult } from './support/results.mjs';
import { inRoot, parseArgs, run } from './support/run.mjs';
import { ensureDependencies, ensureHost, packExtension } from './support/setup.mjs';

const { flags, rest } = parseArgs(process.argv.slice(2), ['grep', 'vsix', 'result', 'folder', 'part']);
await ensureDependencies();
await ensureHost({ channel: process.env.VSCODE_TEST_HOST || undefined });
const vsix = flags.vsix ?? (await packExtension());

// Node.js holds files to this, not tests. Waits end by themselves, so that it is only met where something hangs.
const minutesOfAFile = flags.folder === undefined ? 15 : 60;
const [part, parts] = (flags.part ?? '1/1').split('/').map(Number);
const folder = inRoot(flags.folder ?? 'test/ui');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test.mjs') && (rest.length === 0 || rest.some((word) => name.includes(word))))
  .sort()
  .filter((_, index) => index % parts === part - 1)
  .map((name) => `${folder}/${name}`);

const file = inRoot(`out/results/ui-${process.pid}.json`);
const result = emptyResult();
if (files.length > 0) {
  const { code, output } = await run(
    process.execPath,
    [
      '--test',
      '--test-concurrency=1',
      `--test-timeout=${minutesOfAFile * 60_000}`,
      `--test-reporter=${inRoot('scripts/support/reporter.mjs')}`,
      '--test-reporter-destination=stdout',
      ...(flags.grep ? [`--test-name-pattern=${flags.grep}`] : []),
      ...files,
    ],
    { live: true, env: { EASEL_VSIX: vsix, EASEL_TEST_RESULT: file } },
  );
  if (existsSync(file)) Object.assign(result, readResult(file));
  rmSync(file, { force: true });
  if (code !== 0 && result.failed === 0) addFailure(result, 'the UI suites', `exit ${code}\n${output.slice(-4000)}`);
}
if (flags.result) writeResult(flags.result, result);
else finish(result);
