import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { shown } from '../../core/naming/shown.ts';
import type { Target } from '../../protocol/types.ts';
import type { App } from '../app.ts';
import { setKeyOf } from '../commands/doors.ts';
import { findService } from '../services.ts';
import { settings } from '../settings.ts';
import type { Earlier } from './earlier.ts';
import type { Some, StudioParts } from './handlers.ts';
import type { Page } from './pages.ts';
import type { Intents } from './intents.ts';
import type { Providers } from './providers.ts';

export interface WindowCallParts extends Pick<StudioParts, 'cards' | 'insertTarget'> {
  readonly providers: Providers;
  readonly earlier: Earlier;
  readonly intents: Intents;
  readonly workspace: vscode.Memento;
}

const savedSlot = 'easel.studio.saved';

/** A page that fills the log helps nobody. */
const mostReports = 50;

/** What a page begins with, and what is between it and the window: the choice of a model, keys, prompts, the log. */
export function windowCalls(
  app: App,
  parts: WindowCallParts,
): Some<'ready' | 'pickModel' | 'rememberTarget' | 'remember' | 'setKey' | 'forgetPrompt' | 'report'> {
  const { providers, workspace } = parts;
  let reports = 0;
  const chosenOf = ({ provider, model }: Target) => app.selection.resolve(provider, model);
  return {
    ready: (_, page) => snapshot(app, parts, page),
    async pickModel({ current }) {
      const chosen = await app.promptBox.pickModel(chosenOf(current));
      if (!chosen) return null;
      await providers.add(chosen);
      return { provider: chosen.service.id, model: chosen.model.id };
    },
    async rememberTarget(target) {
      const chosen = chosenOf(target);
      await providers.add(chosen);
      await app.selection.chooseForWorkspace(chosen);
      return null;
    },
    async remember({ saved }) {
      await workspace.update(savedSlot, saved);
      return null;
    },
    setKey({ provider }) {
      const service = findService(provider);
      if (!service || service.auth === 'none') {
        throw new EaselError({
          code: 'invalidRequest',
          what: t('“{0}” is no provider that takes a key.', shown(provider)),
          money: 'free',
        });
      }
      setKeyOf(app, service);
      return null;
    },
    async forgetPrompt({ prompt }) {
      await app.recent.remove(prompt);
      return null;
    },
    report({ text }) {
      reports += 1;
      if (reports <= mostReports) app.log.warn(`The Studio’s page: ${shown(text, 2000)}`);
      return null;
    },
  };
}

async function snapshot(app: App, parts: WindowCallParts, page: Page) {
  const { providers, cards, earlier, intents, insertTarget, workspace } = parts;
  const [listed] = await Promise.all([providers.list(), earlier.refresh()]);
  const name = insertTarget.name;
  const saved = workspace.get<string>(savedSlot);
  return {
    providers: listed,
    target: providers.target(),
    recentPrompts: app.recent.list(),
    cards: cards.shown(page),
    maxImagesPerJob: settings.maxImagesPerJob(),
    isTrusted: vscode.workspace.isTrusted,
    ...(name === undefined ? {} : { insertTarget: name }),
    ...(saved === undefined ? {} : { saved }),
    intents: intents.take(page),
  };
}
