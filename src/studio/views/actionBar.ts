import { t } from '@vscode/l10n';
import { html, nothing, type LitElement } from 'lit';
import { iconButton } from '../parts/iconButton.ts';
import '../parts/menu.ts';
import type { Menu } from '../parts/menu.ts';
import type { ResultAction } from '../resultActions.ts';
import type { Store } from '../store.ts';
import { menuItems } from './feed/resultMenu.ts';

/**
 * What can be done with one image, as its element shows it: the main actions as buttons, all of them in a menu, and a
 * menu of its own for an action that has to be told with what.
 */
export class ActionBar {
  readonly #element: LitElement & { readonly store: Store };
  #choices: readonly ResultAction[] = [];

  /** @param element Draws `render`, and is drawn again when there is something to choose. */
  constructor(element: LitElement & { readonly store: Store }) {
    this.#element = element;
  }

  /** @param first What stands before the buttons. */
  render(name: string, actions: readonly ResultAction[], first: unknown = nothing): unknown {
    const menu = (items: readonly ResultAction[]) => menuItems(items, (action) => this.perform(action, name));
    return html`<div class="actions" role="group" aria-label=${t('Actions for {0}', name)}>
      ${first}
      ${actions
        .filter(({ isMain }) => isMain)
        .map((action) =>
          iconButton({
            icon: action.icon,
            label: action.title,
            name: action.id,
            onClick: () => this.perform(action, name),
          }),
        )}
      ${
        this.#choices.length === 0
          ? nothing
          : html`<easel-menu
              class="choices"
              icon="compare-changes"
              .label=${t('Compare {0} With', name)}
              .items=${menu(this.#choices)}
            ></easel-menu>`
      }
      <easel-menu class="more" .label=${t('More Actions for {0}', name)} .items=${menu(actions)}></easel-menu>
    </div>`;
  }

  perform(action: ResultAction, name: string): void {
    if (action.choices) void this.#choose(action.choices, name);
    else void action.run();
  }

  /** To be called when the element shows another image. */
  forget(): void {
    this.#choices = [];
  }

  async #choose(find: NonNullable<ResultAction['choices']>, name: string): Promise<void> {
    const found = await find();
    const [first] = found;
    if (!first) this.#element.store.say(t('There is nothing to compare {0} with.', name));
    else if (found.length === 1) void first.run();
    else {
      this.#choices = found;
      this.#element.requestUpdate();
      await this.#element.updateComplete;
      this.#element.renderRoot.querySelector<Menu>('.choices')?.show();
    }
  }
}
