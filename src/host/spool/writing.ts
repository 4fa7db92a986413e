import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import { EaselError } from '../../base/errors.ts';
import type { SpooledImage } from '../../core/ports.ts';
import { Disk } from './disk.ts';
import { codeOf, type FileOps } from './fileOps.ts';
import { SpoolFile, type Published, type SpoolFileContext } from './spoolFile.ts';

export interface WritingSettings {
  readonly files: FileOps;
  /** Most bytes of pictures in one reply or download. */
  readonly maxBytes: number;
}

/** What the writers of one reply or download have in common: one disk queue, one cap, one failure. */
export class Writing {
  readonly disk = new Disk();
  readonly #settings: WritingSettings;
  #bytes = 0;
  #failure: EaselError | undefined;

  constructor(settings: WritingSettings) {
    this.#settings = settings;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  file(path: string, about: Pick<SpoolFileContext, 'tap' | 'name'> = {}): SpoolFile {
    return new SpoolFile(path, {
      ...about,
      files: this.#settings.files,
      disk: this.disk,
      failed: (error) => {
        this.#failure ??= storageError(error);
      },
      grown: (bytes) => {
        this.#bytes += bytes;
        if (this.#bytes > this.#settings.maxBytes) this.#failure ??= tooLarge(this.#settings.maxBytes);
      },
    });
  }

  ready(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return this.disk.pressure()?.then(() => {
      this.throwIfFailed();
    });
  }
}

export function spooled({ path, bytes, sha256, probe }: Published, files: FileOps): SpooledImage {
  return {
    name: basename(path),
    length: bytes,
    sha256,
    probe,
    stream: () => files.read(path),
  };
}

export function storageError(error: unknown): EaselError {
  const code = codeOf(error);
  const full = ['ENOSPC', 'EDQUOT'].includes(code);
  return new EaselError({
    code: 'storage',
    what: full
      ? t('The disk that holds Easel’s own files is full, so the image could not be kept.')
      : t('Easel could not write the image to its own folder ({0}).', code === '' ? String(error) : code),
    money: 'charged',
    next: full ? t('Make room on the disk, then ask again.') : t('Check the disk, then ask again.'),
    cause: error,
  });
}

function tooLarge(maxBytes: number): EaselError {
  return new EaselError({
    code: 'malformedResponse',
    what: t('The answer is larger than {0} MB.', Math.round(maxBytes / 1e6)),
    money: 'charged',
    next: t('Ask for fewer or smaller images.'),
  });
}
