import { t } from '@vscode/l10n';
import { html, nothing } from 'lit';
import type { ShownImage } from '../../protocol/types.ts';
import type { Store } from '../store.ts';

/** A name without its extension. */
function stemOf(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/s, '');
}

/** The box in the place of an image's name. */
export function renameBox(box: {
  readonly name: string;
  /** What is in it was refused. */
  readonly isRefused?: boolean;
  readonly submit: () => void;
  readonly giveUp: () => void;
  /** What stands behind it. */
  readonly buttons?: unknown;
}): unknown {
  return html`<form
    @submit=${(event: Event) => {
      event.preventDefault();
      box.submit();
    }}
  >
    <input
      type="text"
      spellcheck="false"
      maxlength="200"
      .value=${stemOf(box.name)}
      aria-label=${t('New name, without the extension')}
      aria-invalid=${box.isRefused ?? nothing}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        box.giveUp();
      }}
    />
    ${box.buttons ?? nothing}
  </form>`;
}

/** Has an image called as it was typed, and says so. 'same': there was nothing to do; 'refused': people know why. */
export async function rename(
  store: Store,
  { uri, name }: Pick<ShownImage, 'uri' | 'name'>,
  typed: string,
): Promise<ShownImage | 'same' | 'refused'> {
  const wanted = typed.trim();
  if (wanted === '' || wanted === stemOf(name)) return 'same';
  const renamed = await store.attempt(() => store.host.call('rename', { uri, name: wanted }));
  if (!renamed) return 'refused';
  store.say(t('{0} is called {1} now.', name, renamed.name));
  return renamed;
}
