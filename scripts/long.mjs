// npm run test:long: what is too long for every run. The suites in VS Code and in the workbench on the oldest VS Code
// that `engines.vscode` allows, then the suites of test/long, many more random prompts for the documents' languages
// (100,000 for the link of Markdown), and the campaigns in full, whose figures are the table at the end.
import { existsSync, rmSync } from 'node:fs';
import { addFigure, clearFigures, figuresTable, readFigures } from './support/figures.mjs';
import { addFailure, addResult, emptyResult, finish, readResult } from './support/results.mjs';
import { ensurePngSuite } from './support/pngSuite.mjs';
import { inRoot, runNode } from './support/run.mjs';
import { checkNode, ensureDependencies, packExtension } from './support/setup.mjs';
import { runUnit } from './support/unit.mjs';

clearFigures();
checkNode();
await ensureDependencies();
const vsix = await packExtension();

const parts = [
  { title: 'In VS Code (oldest)', script: 'scripts/inhost.mjs', args: ['--long'], env: { VSCODE_TEST_HOST: 'oldest' } },
  { title: 'UI (oldest)', script: 'scripts/ui.mjs', env: { VSCODE_TEST_HOST: 'oldest', EASEL_LONG: '1' } },
  { title: 'The Studio, in all themes and widths', script: 'scripts/studio.mjs', env: { EASEL_LONG: '1' } },
  { title: 'Long', script: 'scripts/ui.mjs', args: ['--folder=test/long'] },
];
const total = emptyResult();
const file = inRoot('out/results/long.json');
for (const { title, script, args = [], env } of parts) {
  console.log(`\n── ${title}`);
  rmSync(file, { force: true });
  await runNode(script, [...args, `--vsix=${vsix}`, `--result=${file}`], { live: true, env });
  if (existsSync(file)) addResult(total, readResult(file));
  else addFailure(total, title, 'It ended without a result.');
}
console.log('\n── Random prompts');
// An hour of them at most; without a limit of its own a test has five seconds.
const started = Date.now();
const prompts = await runUnit('prompts', {
  args: ['test/core/docs', '--testTimeout=3600000'],
  env: { EASEL_LONG: '1' },
});
addResult(total, prompts);
addFigure({
  promise: 'links are inert',
  reached: `${prompts.passed} tests passed, ${prompts.failed} failed`,
  aim: '100,000 prompts as alternative text: always exactly one image, ours',
  ms: Date.now() - started,
  isKept: prompts.failed === 0,
});
console.log('\n── Campaigns');
const pngSuite = await ensurePngSuite();
const env = { EASEL_LONG: '1', ...(pngSuite === undefined ? {} : { EASEL_PNG_SUITE: pngSuite }) };
addResult(total, await runUnit('campaigns', { args: ['test/campaigns'], env }));
console.log(`\n${figuresTable(readFigures())}`);
finish(total);
