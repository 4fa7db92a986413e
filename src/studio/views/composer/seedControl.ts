import { css, html, type CSSResultGroup } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '@vscode/l10n';
import { controlStyles } from '../../parts/controlStyles.ts';
import { iconButton } from '../../parts/iconButton.ts';
import { shared, View } from '../../parts/view.ts';
import { setDraft } from './request.ts';
import { composerStyles } from './styles.ts';

const mostSeed = 2147483647;

/** The number that a picture grows from: none, so that each is new; one that was typed or thrown; or one kept. */
@customElement('easel-seed')
export class SeedControl extends View {
  static override styles: CSSResultGroup = [
    shared,
    controlStyles,
    composerStyles,
    css`
      .line {
        gap: 2px;
      }
    `,
  ];

  protected override render(): unknown {
    const { draft, isSeedLocked } = this.store.state;
    const seed = draft.seed === undefined ? '' : String(draft.seed);
    return html`<div class="field">
      <label class="name" for="seed">${t('Seed')}</label>
      <div class="line">
        <input
          id="seed"
          class="grow"
          inputmode="numeric"
          placeholder=${t('Random')}
          .value=${seed}
          @input=${({ target }: Event) => this.#typed((target as HTMLInputElement).value)}
          @change=${({ target }: Event) => this.#left(target as HTMLInputElement, seed)}
        />
        ${iconButton({ icon: 'refresh', label: t('Another Seed'), onClick: () => this.#throw() })}
        ${iconButton({
          icon: isSeedLocked ? 'lock' : 'unlock',
          label: t('Keep This Seed'),
          isPressed: isSeedLocked,
          onClick: () => this.#lock(!isSeedLocked),
        })}
      </div>
    </div>`;
  }

  #typed(text: string): void {
    if (isSeed(text)) setDraft(this.store, { seed: text.trim() === '' ? undefined : Number(text) });
  }

  /** What is no seed is taken back to the last one that was. */
  #left(input: HTMLInputElement, seed: string): void {
    if (isSeed(input.value)) return;
    this.store.say(t('A seed is a whole number from 0 to {0}.', mostSeed), true);
    input.value = seed;
  }

  #throw(): void {
    const seed = randomSeed();
    setDraft(this.store, { seed });
    this.store.announce(t('Seed {0}', seed));
  }

  /** There has to be a seed to keep. */
  #lock(isSeedLocked: boolean): void {
    const { draft } = this.store.state;
    this.store.update({
      isSeedLocked,
      draft: isSeedLocked ? { ...draft, seed: draft.seed ?? randomSeed() } : draft,
    });
  }
}

function isSeed(text: string): boolean {
  return /^\s*\d*\s*$/.test(text) && Number(text) <= mostSeed;
}

function randomSeed(): number {
  return Math.floor(Math.random() * (mostSeed + 1));
}

declare global {
  interface HTMLElementTagNameMap {
    'easel-seed': SeedControl;
  }
}
