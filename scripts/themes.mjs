// node scripts/themes.mjs: notes down what the real VS Code hands its webviews in each of its themes (variables, the
// body's class and data) in test/studio/support/themes.json, which the browser tests of the Studio use. To be run when
// test/host moves to another version.
import { writeFileSync } from 'node:fs';
import { launchBrowser, Workbench } from '../test/host/browser.mjs';
import { themes, VsCodeHost } from '../test/host/host.mjs';
import { inRoot } from './support/run.mjs';
import { ensureHost } from './support/setup.mjs';

/** Runs in a webview. */
function look() {
  const { style } = document.documentElement;
  const variables = [...style].filter((name) => name.startsWith('--vscode-')).sort();
  return {
    classes: [...document.body.classList].filter((name) => /^vscode-(dark|light|high-contrast)/.test(name)).sort(),
    kind: document.body.dataset.vscodeThemeKind,
    id: document.body.dataset.vscodeThemeId,
    variables: Object.fromEntries(variables.map((name) => [name, style.getPropertyValue(name).trim()])),
  };
}

await ensureHost();
const host = await VsCodeHost.create({ fixture: inRoot('sample') });
await host.start();
const browser = await launchBrowser();
try {
  const workbench = await Workbench.open(browser, host);
  const found = {};
  for (const name of Object.keys(themes)) {
    await workbench.setTheme(name);
    // VS Code shows an image in a webview of its own.
    await (await workbench.reveal('photos/lighthouse.jpg')).click();
    found[name] = await (await workbench.webview('body.image')).evaluate(look);
  }
  const file = inRoot('test/studio/support/themes.json');
  writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
  for (const [name, { classes, variables }] of Object.entries(found)) {
    console.log(`${name}: ${classes.join(' ')}, ${Object.keys(variables).length} variables`);
  }
} finally {
  await browser.close();
  await host.dispose();
}
