// Runs a Mocha suite inside the extension host, as @vscode/test-electron does with --extensionDevelopmentPath and
// --extensionTestsPath, but in the server's extension host.
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { launchBrowser, Workbench } from './browser.mjs';
import { VsCodeHost } from './host.mjs';
import { hostPaths } from './paths.mjs';

/**
 * @param {object} options
 * @param {string} [options.channel]   which VS Code: see paths.mjs
 * @param {string} [options.extension] folder of the extension under development (else give vsix)
 * @param {string[]} [options.vsix]    packed extensions to install
 * @param {string} options.tests       module with run(), an absolute path without its .js
 * @param {string} [options.fixture]   folder copied to be the workspace
 * @param {'folder' | 'none' | 'roots'} [options.open] what is open: the workspace folder, nothing, or the folders
 *                                     `one` and `two` in it as a multi-root workspace
 * @param {object} [options.env]       variables for the extension host
 * @param {object} [options.settings]  user settings
 * @param {boolean} [options.restricted] see VsCodeHost
 * @param {number} [options.timeout]   for the whole run, in ms
 * @param {string} [options.screenshot] where a picture goes when the run does not end as it should
 * @param {(line: string) => void} [options.print] gets each line as it comes
 * @returns {Promise<{ code: number, report: { stats: object, entries: object[] } }>}
 */
export async function runInHost({
  channel,
  extension,
  vsix,
  tests,
  fixture,
  open = 'folder',
  env,
  settings,
  restricted,
  ...options
}) {
  const { timeout = 900_000, screenshot, print } = options;
  // Newer workbenches hear the development part of the payload only with the smoke test driver on.
  const args = hostPaths(channel).about.testArgs;
  const host = await VsCodeHost.create({ channel, fixture, vsix, settings, restricted, args, env });
  const reportFile = path.join(host.dir, 'report.json');
  let browser;
  let workbench;
  const person = await personAt(() => workbench);
  host.options.env = {
    ...env,
    INHOST_REPORT: reportFile,
    INHOST_VSCODE: host.paths.about.vscode,
    INHOST_PERSON: person.url,
  };
  try {
    await host.start();
    browser = await launchBrowser();
    workbench = await Workbench.create(browser);
    workbench.page.on('console', (message) => {
      // The extension host's console and standard output arrive as "%c INFO color: #33f TEXT".
      const line = /\[in-host\] ([\s\S]*)/.exec(message.text())?.[1];
      if (line !== undefined) print?.(line);
    });
    const finished = new Promise((resolve) => {
      workbench.page.exposeFunction('codeAutomationExit', resolve);
    });
    const payload = [
      ['extensionDevelopmentPath', host.remoteUri(extension ?? (await emptyExtension(host)))],
      ['extensionTestsPath', host.remoteUri(tests)],
    ];
    const address = host.address({ payload, ...(await opened(host, open)) });
    await workbench.page.goto(address, { waitUntil: 'domcontentloaded' });
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, timeout, 'late')));
    const code = await Promise.race([finished, late]);
    clearTimeout(timer);
    const report = await readFile(reportFile, 'utf8').then(JSON.parse, () => undefined);
    if (code !== 'late' && report) return { code, report };
    if (screenshot) await workbench.screenshot(screenshot).catch(() => {});
    throw new Error(
      [
        code === 'late'
          ? `The in-host run did not end in ${timeout} ms`
          : `The in-host run ended with ${code} and no report`,
        ...(screenshot ? [`see ${screenshot}`] : []),
        ...workbench.errors().map(({ text }) => text.slice(0, 500)),
        host.log.slice(-2000),
      ].join('\n'),
    );
  } finally {
    await browser?.close();
    await host.dispose();
    await person.close();
  }
}

/**
 * The person at the window, for suites that cannot do without one: no command of VS Code fills an input box. POST
 * `["fillInput", "text"]` calls that method of the Workbench and is answered when it is done: see test/inhost/support.
 */
async function personAt(workbench) {
  const server = createServer((request, response) => {
    const answer = async () => {
      const body = Buffer.concat(await request.toArray()).toString('utf8');
      const [method, ...args] = JSON.parse(body);
      return (await workbench()[method](...args)) ?? null;
    };
    answer().then(
      (value) => response.end(JSON.stringify(value)),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function opened(host, open) {
  if (open === 'none') return { folder: null };
  if (open === 'folder') return {};
  const workspace = host.file('two-roots.code-workspace');
  for (const name of ['one', 'two']) await mkdir(host.file(name), { recursive: true });
  await writeFile(workspace, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
  return { workspace };
}

/** VS Code runs tests only beside an extension under development; for packed ones, an empty one will do. */
async function emptyExtension(host) {
  const dir = path.join(host.dir, 'empty-extension');
  await mkdir(dir, { recursive: true });
  await writeFile(
    path.join(dir, 'package.json'),
    JSON.stringify({ name: 'in-host-tests', publisher: 'test', version: '0.0.0', engines: { vscode: '*' } }),
  );
  return dir;
}
