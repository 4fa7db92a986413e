// What a run of tests came to, as a plain object that a child process can leave in a file:
// { passed, failed, skipped, failures: [{ title, error }] }. Node.js built-ins only.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export function emptyResult() {
  return { passed: 0, failed: 0, skipped: 0, failures: [] };
}

export function addResult(total, { passed, failed, skipped, failures }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  total.failures.push(...failures);
  return total;
}

export function addFailure(total, title, error) {
  total.failed += 1;
  total.failures.push({ title, error: String(error?.stack ?? error) });
  return total;
}

/** The state of one test, as a line of a report. */
export function line({ state, title, ms }) {
  const mark = { passed: '✔', failed: '✘', skipped: '-' }[state];
  return `  ${mark} ${title}${ms > 300 ? ` (${(ms / 1000).toFixed(1)} s)` : ''}`;
}

const indent = (text) => text.replace(/^(?=.)/gm, '      ');

/** Prints the failures again, in full, and the last line that says how it went. Sets the exit code. */
export function finish(result) {
  for (const [i, { title, error }] of result.failures.entries()) {
    console.log(`${i === 0 ? '\nFailures\n' : ''}\n  ${i + 1}) ${title}\n${indent(error)}`);
  }
  if (result.skipped) console.log(`\n${result.skipped} skipped`);
  console.log(`\n${result.passed} passed, ${result.failed} failed`);
  process.exitCode = result.failed > 0 || result.passed === 0 ? 1 : 0;
}

export function writeResult(file, result) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(result, null, 2));
}

export function readResult(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
