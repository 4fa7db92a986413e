import { t } from '@vscode/l10n';
import { css, html, nothing, type CSSResultGroup } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Card } from '../../protocol/types.ts';
import { controlStyles } from '../parts/controlStyles.ts';
import { shared, View } from '../parts/view.ts';
import { removeImages } from '../resultActions.ts';
import './feed/card.ts';
import type { CardView } from './feed/card.ts';
import { isRunning } from './feed/cardText.ts';
import { entriesOf, type FeedEntry } from './feed/entries.ts';
import './feed/group.ts';
import type { ResultEvent } from './feed/resultTile.ts';
import './feed/thread.ts';
import { Ticker } from './feed/ticker.ts';

/** What is being made and what was made, newest first. */
@customElement('easel-feed')
export class FeedView extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    css`
      :host {
        padding: 12px;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 4px 12px;
        margin-block-end: 8px;
      }
      .entries {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .empty {
        max-width: 46ch;
        margin: 24px auto;
        line-height: 1.5;
        text-align: center;
      }
    `,
  ];

  /** Which card of a group stays, where the person kept the files of the others: folded, by group. */
  @state() private accessor kept: ReadonlyMap<string, string> = new Map();
  readonly #ticker = new Ticker(this, () => this.#cards.some(isRunning));

  get #cards(): readonly Card[] {
    return this.store.state.host?.cards ?? [];
  }

  protected override render(): unknown {
    const { host, draft } = this.store.state;
    return html`${
      draft.continues === undefined
        ? nothing
        : html`<easel-thread .store=${this.store} .jobId=${draft.continues}></easel-thread>`
    }
    ${host === undefined ? nothing : host.cards.length === 0 ? this.#empty() : this.#feed(host.cards)}`;
  }

  #empty(): unknown {
    return html`<p class="empty quiet">
      ${t(
        'Describe an image in the prompt box and press Ctrl+Enter (on a Mac: Cmd+Enter): it becomes a file of this workspace and appears here.',
      )}
    </p>`;
  }

  #feed(cards: readonly Card[]): unknown {
    const ended = cards.filter((card) => !isRunning(card));
    return html`<header>
        <h2>${t('Results')}</h2>
        ${
          ended.length < 2
            ? nothing
            : html`<button type="button" class="link" @click=${() => this.#dismissAll(ended)}>
                ${t('Dismiss All Finished')}
              </button>`
        }
      </header>
      <div
        class="entries"
        role="list"
        aria-label=${t('Results, newest first')}
        @easel-dismiss=${this.#onDismiss}
        @easel-keep=${this.#onKeep}
        @easel-unfold=${this.#onUnfold}
      >
        ${repeat(
          entriesOf(cards),
          ({ key }) => key,
          (entry) => html`<div role="listitem" data-key=${entry.key}>${this.#entry(entry)}</div>`,
        )}
      </div>`;
  }

  #entry({ key, cards }: FeedEntry): unknown {
    const { store } = this;
    const insertTarget = store.state.host?.insertTarget;
    const [card] = cards;
    if (cards.length === 1 && card) {
      return html`<easel-card
        .store=${store}
        .card=${card}
        .now=${isRunning(card) ? this.#ticker.now : 0}
        .insertTarget=${insertTarget}
      ></easel-card>`;
    }
    return html`<easel-group
      .store=${store}
      .cards=${cards}
      .now=${cards.some(isRunning) ? this.#ticker.now : 0}
      .insertTarget=${insertTarget}
      .kept=${this.kept.get(key)}
    ></easel-group>`;
  }

  readonly #onDismiss = (event: CustomEvent<{ readonly ids: readonly string[] }>) => {
    const entries = this.#focusable();
    const from = entries.findIndex((each) => event.composedPath().includes(each));
    void this.#dismiss(event.detail.ids, entries[from + 1] ?? entries[from - 1]);
  };

  #dismissAll(ended: readonly Card[]): void {
    void this.#dismiss(
      ended.map(({ id }) => id),
      undefined,
    );
  }

  /** @param next Has the focus afterwards; else the prompt. */
  async #dismiss(ids: readonly string[], next: HTMLElement | undefined): Promise<void> {
    for (const card of ids) await this.store.attempt(() => this.store.host.call('dismiss', { card }));
    if (next?.isConnected) next.focus();
    else this.store.intend({ kind: 'focusPrompt' });
  }

  #focusable(): readonly (HTMLElementTagNameMap['easel-card'] | HTMLElementTagNameMap['easel-group'])[] {
    return [...this.renderRoot.querySelectorAll<CardView>('easel-card, easel-group')];
  }

  /** One result stays. The host asks whether the files of the others go; if they stay, they are folded away. */
  readonly #onKeep = async ({ detail: { card, image } }: CustomEvent<ResultEvent>) => {
    const { group } = card;
    if (group === undefined) return;
    const others = this.#cards.filter((each) => each.group === group && each.id !== card.id);
    const images = [...others, card].flatMap((each) => each.images.filter(({ uri }) => uri !== image.uri));
    const isGone = images.length === 0 || (await removeImages(this.store, images));
    if (isGone) {
      await this.#dismiss(
        others.map(({ id }) => id),
        undefined,
      );
    } else this.kept = new Map(this.kept).set(group, card.id);
  };

  readonly #onUnfold = ({ detail }: CustomEvent<string>) => {
    const kept = new Map(this.kept);
    kept.delete(detail);
    this.kept = kept;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-feed': FeedView;
  }
}
