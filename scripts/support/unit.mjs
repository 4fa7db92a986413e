import { existsSync, readFileSync, rmSync } from 'node:fs';
import { addFailure, emptyResult } from './results.mjs';
import { inRoot, root, runNode } from './run.mjs';

/** Vitest's own JSON report, as a result. A file that cannot be loaded has no tests in it, but a message. */
export async function runUnit(name, { args: more = [], env = {} } = {}) {
  const file = inRoot(`out/results/${name}.json`);
  rmSync(file, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...more];
  const { code, output } = await runNode('node_modules/vitest/vitest.mjs', args, { env });
  const result = emptyResult();
  if (!existsSync(file)) return addFailure(result, name, `vitest: exit ${code}\n${tail(output)}`);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name: path, message, assertionResults } of report.testResults) {
    const where = path.replace(`${root}/`, '');
    if (message) addFailure(result, where, message);
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status === 'passed') result.passed += 1;
      else if (status === 'failed') addFailure(result, `${where}: ${fullName}`, failureMessages.join('\n'));
      else result.skipped += 1;
    }
  }
  // An error outside of any test, such as a promise that nobody waited for, is in the output only.
  if (code !== 0 && result.failed === 0) addFailure(result, name, `vitest: exit ${code}\n${tail(output)}`);
  return result;
}

export function tail(output, length = 12_000) {
  return output.length > length ? `…${output.slice(-length)}` : output;
}
