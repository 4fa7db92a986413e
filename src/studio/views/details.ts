import { t } from '@vscode/l10n';
import { css, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Details, Relative, ViewedImage } from '../../protocol/types.ts';
import { controlStyles } from '../parts/controlStyles.ts';
import { iconButton } from '../parts/iconButton.ts';
import { thumbnail, thumbnailStyles } from '../parts/thumbnail.ts';
import { shared, View } from '../parts/view.ts';
import { nameOf, resultActions, type ResultAction } from '../resultActions.ts';
import { ActionBar } from './actionBar.ts';
import { factList, factStyles } from './details/facts.ts';
import { ancestorsOf } from './details/lineage.ts';
import { neighboursOf } from './gallery/shownOrder.ts';
import { rename, renameBox } from './renaming.ts';

/** One image, large, with all that is known of it and can be done with it. */
@customElement('easel-details')
export class DetailsView extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    thumbnailStyles,
    factStyles,
    css`
      :host {
        height: 100%;
        overflow: auto;
      }
      .sides {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        min-height: 100%;
      }
      .picture {
        position: relative;
        display: flex;
        align-items: center;
        justify-content: center;
        min-height: 160px;
        padding: 12px 36px;
      }
      .picture img {
        max-width: 100%;
        max-height: 70vh;
        object-fit: contain;
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      .walk {
        position: absolute;
        inset-block-start: calc(50% - 12px);
      }
      .walk.before {
        inset-inline-start: 6px;
      }
      .walk.after {
        inset-inline-end: 6px;
      }
      .about {
        display: flex;
        flex-direction: column;
        gap: 12px;
        min-width: 0;
        padding: 12px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px;
      }
      h2 {
        overflow-wrap: anywhere;
        font-size: 1.1em;
        unicode-bidi: isolate;
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
        margin: 6px 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .relative {
        width: 56px;
        height: 56px;
        padding: 2px;
        overflow: hidden;
        background: none;
      }
      .relative[aria-current='true'] {
        border: 2px solid var(--vscode-focusBorder);
      }
      .gone {
        max-width: 140px;
        overflow-wrap: anywhere;
      }
      @media (min-width: 700px) {
        .sides {
          grid-template-columns: minmax(0, 1fr) clamp(260px, 36%, 420px);
          height: 100%;
        }
        .picture {
          min-height: 0;
        }
        .picture img {
          max-height: 100%;
        }
        .about {
          overflow: auto;
          border-inline-start: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        }
      }
    `,
  ];

  @property() accessor uri = '';
  @state() private accessor viewed: ViewedImage | undefined;
  @state() private accessor details: Details | undefined;
  @state() private accessor ancestors: readonly (readonly Relative[])[] = [];
  @state() private accessor isRenaming = false;
  @query('input') private accessor input!: HTMLInputElement | null;
  readonly #bar = new ActionBar(this);
  #stopEvents: (() => void) | undefined;
  #isLooking = false;
  #isDue = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // Also while the focus is above, at the way back.
    document.addEventListener('keydown', this.#onKey);
    this.#stopEvents = this.store.onEvent((event) => {
      if (event.name === 'fileMoved' && event.data.from === this.uri) this.#follow(event.data.to);
      else if (event.name === 'galleryChanged') void this.#lookAgain();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
    this.#stopEvents?.();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('uri')) return;
    this.details = undefined;
    this.viewed = undefined;
    this.ancestors = [];
    this.#bar.forget();
    this.isRenaming = false;
    void this.#look();
    void this.#view();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('isRenaming') && this.isRenaming) this.input?.select();
  }

  protected override render(): unknown {
    const { details } = this;
    return html`<div class="sides">
      ${this.#picture()}
      <div class="about">
        ${
          this.isRenaming
            ? renameBox({
                name: details?.image.name ?? '',
                submit: () => void this.#rename(),
                giveUp: () => (this.isRenaming = false),
              })
            : html`<h2 dir="auto">${details?.image.name ?? nameOf(this.uri)}</h2>`
        }
        ${details ? html`${this.#bar.render(details.image.name, this.#offered(details))}${factList(details)}${this.#lineage(details)}` : nothing}
      </div>
    </div>`;
  }

  #picture(): unknown {
    const { before, after } = neighboursOf(this.store, this.uri);
    const walk = (to: string | undefined, side: string, icon: string, label: string) =>
      to === undefined
        ? nothing
        : html`<span class="walk ${side}"
            >${iconButton({ icon, label, name: side, onClick: () => this.#walk(to) })}</span
          >`;
    return html`<div class="picture">
      ${
        this.viewed
          ? html`<img src=${this.viewed.src} alt=${this.details?.made?.prompt ?? this.viewed.name} decoding="async" />`
          : nothing
      }
      ${walk(before, 'before', 'chevron-left', t('Previous Image'))}
      ${walk(after, 'after', 'chevron-right', t('Next Image'))}
    </div>`;
  }

  /** From what it was made from, over the image, to what was made from it. */
  #lineage({ image, parents, children }: Details): unknown {
    if (parents.length + children.length === 0) return nothing;
    const generations = this.ancestors.length > 0 ? this.ancestors : parents.length > 0 ? [parents] : [];
    const arrow = html`<vscode-icon name="arrow-right" size="12" aria-hidden="true"></vscode-icon>`;
    return html`<nav aria-label=${t('Edited from, and edited further')}>
      <h3>${t('Edited from, and edited further')}</h3>
      <ol>
        ${generations.map((each) => html`<li>${each.map((one) => this.#relative(one))}${arrow}</li>`)}
        <li>${this.#relative({ image, path: image.path })}${children.length > 0 ? arrow : nothing}</li>
        ${children.length > 0 ? html`<li>${children.map((one) => this.#relative(one))}</li>` : nothing}
      </ol>
    </nav>`;
  }

  #relative({ image, path }: Relative): unknown {
    if (!image) return html`<span class="gone quiet" dir="auto">${t('{0} (not here)', path)}</span>`;
    const isThis = image.uri === this.uri;
    return html`<button
      type="button"
      class="relative"
      title=${path}
      aria-label=${t('Show {0}', image.name)}
      aria-current=${isThis ? 'true' : nothing}
      @click=${() => this.#walk(image.uri)}
    >
      ${thumbnail(image)}
    </button>`;
  }

  #offered({ image, made, parents }: Details): readonly ResultAction[] {
    const sent = parents.flatMap((each) => (each.image ? [each.image.uri] : []));
    const canContinue = made?.canContinue === true && made.jobId !== undefined;
    const isOneOfSeveral = (made?.imageCount ?? 1) > 1;
    return resultActions(this.store, {
      image,
      ...(canContinue ? { continues: { jobId: made.jobId ?? '', target: made.target, sent, isOneOfSeveral } } : {}),
      others: sent.map((uri) => ({ uri, isOriginal: true })),
      beginRename: () => (this.isRenaming = true),
    });
  }

  /** One at a time: of the changes that come meanwhile, the last one is looked at. */
  async #lookAgain(): Promise<void> {
    this.#isDue = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    while (this.#isDue && this.isConnected) {
      this.#isDue = false;
      await this.#look();
    }
    this.#isLooking = false;
  }

  async #look(): Promise<void> {
    const { uri } = this;
    const details = await this.store.attempt(() => this.store.host.call('details', { uri }));
    if (!details || uri !== this.uri) return;
    this.details = details;
    const ancestors = await ancestorsOf(this.store, details);
    if (uri === this.uri) this.ancestors = ancestors;
  }

  async #view(): Promise<void> {
    const { uri } = this;
    const viewed = await this.store.attempt(() => this.store.host.call('view', { uri }));
    if (viewed && uri === this.uri) this.viewed = viewed;
  }

  async #rename(): Promise<void> {
    const image = this.details?.image;
    const renamed = image && (await rename(this.store, image, this.input?.value ?? ''));
    if (renamed === 'refused') return;
    this.isRenaming = false;
    if (renamed && renamed !== 'same' && this.uri === image.uri) this.#walk(renamed.uri);
  }

  /** Under its new name; what is gone is not shown any more. */
  #follow(to: string | null): void {
    if (to !== null) this.#walk(to);
    else if (this.store.state.routes.at(-1)?.view === 'image') this.store.back();
  }

  /** Another image in the same place. */
  #walk(uri: string): void {
    const { routes } = this.store.state;
    if (routes.at(-1)?.view === 'image')
      this.store.update({ routes: [...routes.slice(0, -1), { view: 'image', uri }] });
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    const isTyped = target instanceof HTMLElement && target.matches('input, textarea, select, [role=menuitem]');
    if (isTyped || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { before, after } = neighboursOf(this.store, this.uri);
    const to = event.key === 'ArrowLeft' ? before : event.key === 'ArrowRight' ? after : undefined;
    const action = this.details && this.#offered(this.details).find(({ key }) => key === event.key);
    if (to !== undefined) this.#walk(to);
    else if (action) this.#bar.perform(action, nameOf(this.uri));
    else return;
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-details': DetailsView;
  }
}
