// npm test: everything that holds on every commit, from nothing: sets up what it needs, runs every step, and ends with
// the line "N passed, N failed". A static check counts as one test. Node.js built-ins only until npm ci has run.
//
//   npm test -- lint unit     only these steps (and what they need)
import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { addFailure, addResult, emptyResult, finish, readResult } from './support/results.mjs';
import { inRoot, parseArgs, runNode, seconds, vsixPath } from './support/run.mjs';
import { checkNode, ensureDependencies, ensureHost, packExtension } from './support/setup.mjs';
import { runUnit, tail } from './support/unit.mjs';

const bin = (name) => `node_modules/${name}`;
const results = (name) => inRoot(`out/results/${name}.json`);

/** One command that passes or fails as a whole. */
function check(title, ...commands) {
  return async () => {
    const result = emptyResult();
    for (const [script, ...args] of commands) {
      const { code, output } = await runNode(script, args);
      if (code !== 0) return addFailure(result, title, `${[script, ...args].join(' ')}: exit ${code}\n${tail(output)}`);
    }
    result.passed = 1;
    return result;
  };
}

/** A script that runs tests itself and leaves its result in a file. Its output is shown as it comes. */
function suites(title, script, ...args) {
  return async (vsix) => {
    const file = results(title);
    rmSync(file, { force: true });
    const { code, output } = await runNode(script, [...args, `--vsix=${vsix}`, `--result=${file}`], { live: true });
    if (existsSync(file)) return readResult(file);
    return addFailure(emptyResult(), title, `${script}: exit ${code}, and no result\n${tail(output)}`);
  };
}

/** In the order in which they begin, after the package. Those with `host` need the VS Code server. */
const steps = {
  package: { run: check('package', ['scripts/package.mjs']) },
  types: {
    run: check(
      'types',
      [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'],
      [bin('typescript/bin/tsc'), '-p', 'tsconfig.pure.json'],
      [bin('typescript/bin/tsc'), '-p', 'src/studio/tsconfig.json'],
    ),
  },
  lint: { run: check('lint', [bin('eslint/bin/eslint.js'), '.']) },
  format: { run: check('format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']) },
  unused: { run: check('unused', [bin('knip/bin/knip.js'), '--no-progress']) },
  l10n: { run: check('l10n', ['scripts/l10n.mjs']) },
  unit: { run: (vsix) => runUnit('unit', { env: { EASEL_VSIX: vsix } }) },
  studio: { run: suites('studio', 'scripts/studio.mjs') },
  inhost: { run: suites('inhost', 'scripts/inhost.mjs'), host: true },
  ui: { run: suites('ui', 'scripts/ui.mjs', '--part=1/2'), host: true },
  ui2: { run: suites('ui2', 'scripts/ui.mjs', '--part=2/2'), host: true },
};

/** Says how a step went, and when: `run` gives its result. */
async function timed(name, step, vsix) {
  const started = Date.now();
  if (step.host) console.log(`── ${name}`);
  const result = await step.run(vsix).catch((error) => addFailure(emptyResult(), name, error));
  if (result.passed + result.failed === 0) addFailure(result, name, 'Nothing ran.');
  const { passed, failed } = result;
  console.log(`── ${name}: ${passed} passed, ${failed} failed (${seconds(started)})`);
  return result;
}

const { rest: wanted } = parseArgs(process.argv.slice(2));
const unknown = wanted.find((name) => !steps[name]);
if (unknown) throw new Error(`No step "${unknown}": there are ${Object.keys(steps).join(', ')}.`);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name.replace(/2$/, ''));
const chosen = Object.entries(steps).filter(([name]) => isWanted(name));
const withHost = chosen.filter(([, { host }]) => host);

const started = Date.now();
const total = emptyResult();
try {
  checkNode();
  await ensureDependencies();
  // The VS Code server comes over the network and through one compiler while the other core checks the sources.
  const host = withHost.length > 0 ? ensureHost() : Promise.resolve();
  host.catch(() => {}); // its error is asked for below
  const packs = chosen.some(([name]) => name === 'package');
  if (packs) addResult(total, await timed('package', steps.package));
  else if (withHost.length > 0) await packExtension();
  const vsix = vsixPath();
  const waiting = chosen.filter(([name]) => name !== 'package');
  let hasHost = false;
  const isInstalled = host.then(() => {
    hasHost = true;
  });
  isInstalled.catch(() => {});
  const lane = async () => {
    while (waiting.length > 0) {
      // The longest come first, which are those in VS Code, as soon as there is one.
      const ready = waiting.findIndex(([, step]) => Boolean(step.host) === hasHost);
      const [[name, step]] = waiting.splice(Math.max(0, ready), 1);
      if (step.host) await isInstalled;
      addResult(total, await timed(name, step, vsix));
    }
  };
  // More than two would only wait for each other, and tests with them.
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
} catch (error) {
  addFailure(total, 'setting up', error);
}
console.log(`\n${seconds(started)}`);
finish(total);
