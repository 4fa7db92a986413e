// Reporter for node:test: prints each test as it ends, and leaves the result in the file that EASEL_TEST_RESULT names.
import path from 'node:path';
import { emptyResult, line, writeResult } from './results.mjs';

/** A suite fails because of its tests, which are counted themselves; of its own are only a hook and an empty file. */
function isOwnFailure({ details }) {
  return details.type !== 'suite' || details.error?.failureType === 'hookFailed';
}

function explain(error) {
  const cause = error?.cause ?? error;
  return String(cause?.stack ?? cause?.message ?? cause);
}

export default async function* report(events) {
  const result = emptyResult();
  const suites = [];
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type === 'test:start') {
      suites.length = data.nesting;
      suites[data.nesting] = path.isAbsolute(data.name) ? path.basename(data.name) : data.name;
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;

    const title = [...suites.slice(0, data.nesting), suites[data.nesting] ?? data.name].join(' › ');
    if (data.skip !== undefined || data.todo !== undefined) {
      result.skipped += 1;
      yield `${line({ state: 'skipped', title })}\n`;
    } else if (type === 'test:pass') {
      if (data.details.type === 'suite') continue;
      result.passed += 1;
      yield `${line({ state: 'passed', title, ms: data.details.duration_ms })}\n`;
    } else if (isOwnFailure(data)) {
      const error = explain(data.details.error);
      result.failed += 1;
      result.failures.push({ title, error });
      yield `${line({ state: 'failed', title, ms: data.details.duration_ms })}\n${error.replace(/^/gm, '      ')}\n`;
    }
  }
  if (process.env.EASEL_TEST_RESULT) writeResult(process.env.EASEL_TEST_RESULT, result);
}
