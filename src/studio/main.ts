import { config, t } from '@vscode/l10n';
import { followFiles } from './followFiles.ts';
import type { VsCodeApi } from './host.ts';
import { rememberDraft } from './rememberDraft.ts';
import { Store } from './store.ts';
import { StudioApp } from './views/app.ts';
import { watchCards } from './watchCards.ts';

declare function acquireVsCodeApi(): VsCodeApi;

const bundle = document.getElementById('l10n')?.textContent ?? '';
if (bundle !== '') config({ contents: JSON.parse(bundle) as Record<string, string> });

const store = new Store(acquireVsCodeApi());
const report = (text: string) => void store.host.call('report', { text: text.slice(0, 2000) });
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
  report(`CSP: ${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`),
);
window.addEventListener('error', ({ message, filename, lineno }) => report(`${message} ${filename}:${lineno}`));
window.addEventListener('unhandledrejection', ({ reason }) => report(String(reason)));

document.documentElement.lang = document.documentElement.lang || 'en';
document.title = t('Easel Studio');
watchCards(store);
followFiles(store);
rememberDraft(store);
const app = new StudioApp();
app.store = store;
document.body.append(app);
void store.start();
