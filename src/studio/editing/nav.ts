import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Store } from '../store.ts';
import type { Route } from '../state.ts';

/** Replaces what is in front by the same view with something else in it. */
export function amendRoute(store: Store, route: Route): void {
  store.update({ routes: [...store.state.routes.slice(0, -1), route] });
}

/** What stands in the place of an image that is not there. */
export function messageInstead(problem: string | undefined): TemplateResult {
  return problem === undefined
    ? html`<p class="message quiet" role="status">${t('Loading the image…')}</p>`
    : html`<p class="message wrong" role="alert">${problem}</p>`;
}

/** Whether keys are being typed into something, and so are no shortcuts. */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'range', 'radio'].includes(target.type))
  );
}
