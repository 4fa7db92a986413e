import type * as vscode from 'vscode';
import type { Keys } from '../core/ports.ts';

interface StoredKey {
  readonly origin: string;
  readonly key: string;
}

/** Keys in SecretStorage, each with the origin it was entered for, so that a changed address never gets it. */
export class KeyStore implements Keys {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** Also when another window changes one. */
  onDidChange(listener: () => void): { dispose: () => void } {
    return this.#secrets.onDidChange(({ key }) => {
      if (key.startsWith(slot(''))) listener();
    });
  }

  async find(provider: string, origin: string): Promise<{ readonly key?: string; readonly otherOrigin?: string }> {
    const stored = await this.#read(provider);
    if (!stored) return {};
    return stored.origin === origin ? { key: stored.key } : { otherOrigin: stored.origin };
  }

  async has(provider: string): Promise<boolean> {
    return (await this.#read(provider)) !== undefined;
  }

  async set(provider: string, origin: string, key: string): Promise<void> {
    await this.#secrets.store(slot(provider), JSON.stringify({ origin, key } satisfies StoredKey));
  }

  async delete(provider: string): Promise<void> {
    await this.#secrets.delete(slot(provider));
  }

  /** A secret that cannot be read or is not ours counts as none: the repair is the same, setting the key again. */
  async #read(provider: string): Promise<StoredKey | undefined> {
    try {
      const value: unknown = JSON.parse((await this.#secrets.get(slot(provider))) ?? 'null');
      if (typeof value !== 'object' || value === null) return undefined;
      const { origin, key } = value as Partial<StoredKey>;
      return typeof origin === 'string' && typeof key === 'string' ? { origin, key } : undefined;
    } catch {
      return undefined;
    }
  }
}

function slot(provider: string): string {
  return `easel.key.${provider}`;
}

/**
 * What a key may look like: printable ASCII without spaces, once trimmed. Never a prefix rule: relays choose their own.
 * CR, LF and NUL in a header would end up quoted in error messages.
 */
export function isKey(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && text.length <= 4096;
}
