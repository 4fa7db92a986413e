#!/usr/bin/env node
// Stands in for VS Code's desktop executable as far as @vscode/test-electron needs it: takes
//   [folder] --extensionDevelopmentPath=DIR --extensionTestsPath=MODULE
// runs the tests in the server's extension host and exits as they do. Other arguments are passed over.
import { writeFile } from 'node:fs/promises';
import { runInHost } from './inhost.mjs';

const value = (name) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const extension = value('extensionDevelopmentPath');
const tests = value('extensionTestsPath');
const fixture = process.argv.slice(2).find((arg) => !arg.startsWith('-'));
if (!extension || !tests) {
  console.error('Needs --extensionDevelopmentPath and --extensionTestsPath.');
  process.exit(2);
}

// The tests' own variables go along: those that test-electron's extensionTestsEnv sets begin with INHOST_.
const { INHOST_REPORT, ...env } = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith('INHOST_')),
);
const trusted = process.argv.includes('--disable-workspace-trust');
const { code, report } = await runInHost({ extension, tests, fixture, env, restricted: !trusted, print: console.log });
if (INHOST_REPORT) await writeFile(INHOST_REPORT, JSON.stringify(report));
process.exitCode = code;
