// npm run test:electron             the suites of test/inhost in a desktop VS Code, which test-electron downloads
// npm run test:electron -- --host   the same through the server of test/host, where there is no such download
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addFailure, emptyResult, finish, line } from './support/results.mjs';
import { inRoot, parseArgs, root } from './support/run.mjs';
import { checkNode, ensureDependencies, ensureHost } from './support/setup.mjs';

const { flags, rest } = parseArgs(process.argv.slice(2), ['grep', 'version']);
checkNode();
await ensureDependencies();
if (flags.host) await ensureHost();
const { runTests } = await import('@vscode/test-electron');
const { buildExtension, buildTests } = await import('../esbuild.mjs');
await buildExtension();
await buildTests();

/** Suites that need the window to be opened in some other way are left to `npm run test:inhost`. */
const files = readdirSync(inRoot('out/inhost')).filter(
  (name) => /^[^.]+\.test\.js$/.test(name) && (rest.length === 0 || rest.some((word) => name.includes(word))),
);

const dir = await mkdtemp(path.join(os.tmpdir(), 'vse-'));
const report = path.join(dir, 'report.json');
const result = emptyResult();
try {
  await cp(inRoot('sample'), path.join(dir, 'ws'), { recursive: true });
  await mkdir(path.join(dir, 'user/User'), { recursive: true });
  const { quietSettings } = await import('../test/host/host.mjs');
  await writeFile(path.join(dir, 'user/User/settings.json'), JSON.stringify(quietSettings));
  await runTests({
    ...(flags.host ? { vscodeExecutablePath: inRoot('test/host/code.mjs') } : { version: flags.version ?? 'stable' }),
    extensionDevelopmentPath: root,
    extensionTestsPath: inRoot('out/inhost/index'),
    extensionTestsEnv: { INHOST_REPORT: report, INHOST_FILES: JSON.stringify(files), INHOST_GREP: flags.grep ?? '' },
    launchArgs: [
      path.join(dir, 'ws'),
      '--disable-extensions',
      '--disable-workspace-trust',
      `--user-data-dir=${dir}/user`,
    ],
  }).catch((error) => console.error(String(error?.message ?? error)));
  const { entries } = JSON.parse(await readFile(report, 'utf8'));
  for (const entry of entries) {
    console.log(line(entry));
    if (entry.state === 'passed') result.passed += 1;
    else if (entry.state === 'skipped') result.skipped += 1;
    else addFailure(result, entry.title, entry.error);
  }
} catch (error) {
  addFailure(result, 'VS Code', error);
} finally {
  await rm(dir, { recursive: true, force: true });
}
finish(result);
