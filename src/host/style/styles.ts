import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { shown } from '../../core/naming/shown.ts';
import type { ImageOptions } from '../../core/options.ts';
import { isEmptyLook, useForPath, useNamed, type Use } from '../../core/style/style.ts';
import { baseName } from '../files.ts';
import { resolveReference } from '../resolveReference.ts';
import { StyleFiles, type StyleFile } from './styleFiles.ts';
import type { StyleTrust } from './styleTrust.ts';

/** A style or preset as it applies to one image. */
export interface FileLook {
  readonly kind: 'style' | 'preset';
  readonly file: StyleFile;
  readonly style: StyleFile['style'];
  readonly use: Use | undefined;
}

/** What a request belongs to. */
export interface StylePlace {
  /** The document that it is for, or the image that is edited: goes before the folder. */
  readonly near?: vscode.Uri | undefined;
  /** Where its images go. */
  readonly folder?: vscode.Uri | undefined;
  /** The image itself, where it is known: its name may say what it is for. */
  readonly target?: vscode.Uri | undefined;
}

/** The part of the options that says which styles. */
export type StyleOptions = Pick<ImageOptions, 'style' | 'preset' | 'fileName'>;

/** Which of the repository's styles a request has. */
export class Styles {
  readonly files: StyleFiles;
  readonly trust: StyleTrust;

  constructor(files: StyleFiles, trust: StyleTrust) {
    this.files = files;
    this.trust = trust;
  }

  /**
   * The preset that is named, then the house style; neither where it would change nothing.
   * @throws EaselError `invalidRequest` for one that is named and not there
   */
  async looksFor(options: StyleOptions, place: StylePlace): Promise<readonly FileLook[]> {
    const looks = await Promise.all([this.#preset(options, place), this.#houseStyle(options, place)]);
    return looks.filter((look) => look !== undefined).filter((look) => !isEmptyLook(look));
  }

  /** Those of the workspace folder that a request belongs to. */
  presetsFor(place: StylePlace): Promise<readonly StyleFile[]> {
    const resource = resourceOf(place);
    return resource ? this.files.presets(resource) : Promise.resolve([]);
  }

  async #houseStyle(options: StyleOptions, place: StylePlace): Promise<FileLook | undefined> {
    const { style: named } = options;
    if (named === false) return undefined;
    const [path, useName] = cutUse(named ?? '');
    const file = path === '' ? await this.#nearest(place) : await this.#named(path, place);
    if (!file) {
      if (named === undefined) return undefined;
      throw noStyle(t('There is no style {0} in the workspace.', shown(named)));
    }
    const { style } = file;
    if (useName !== undefined) {
      const use = useNamed(style, useName);
      if (use) return { kind: 'style', file, style, use };
      const message = t('The style {0} has no use “{1}”.', file.path, shown(useName));
      throw noStyle(message, style.uses.length > 0 ? t('It has: {0}.', namesOf(style.uses)) : undefined);
    }
    const imagePath = place.target?.path ?? options.fileName;
    return { kind: 'style', file, style, use: imagePath === undefined ? undefined : useForPath(style, imagePath) };
  }

  async #nearest({ near, folder }: StylePlace): Promise<StyleFile | undefined> {
    for (const resource of [near, folder]) {
      const found = resource && (await this.files.nearest(resource));
      if (found) return found;
    }
    return undefined;
  }

  async #named(path: string, place: StylePlace): Promise<StyleFile | undefined> {
    const uri = await resolveReference(path, resourceOf(place));
    return uri.path.endsWith('.md') ? this.files.read(uri) : undefined;
  }

  async #preset({ preset }: StyleOptions, place: StylePlace): Promise<FileLook | undefined> {
    if (preset === undefined || preset === '') return undefined;
    const all = await this.presetsFor(place);
    const wanted = preset.normalize('NFC').toLowerCase();
    const file =
      all.find((each) => each.name.normalize('NFC').toLowerCase() === wanted) ??
      all.find((each) => baseName(each.uri).toLowerCase() === `${wanted}.md`) ??
      (/\.md$/i.test(preset) ? await this.#named(preset, place) : undefined);
    if (file) return { kind: 'preset', file, style: file.style, use: undefined };
    const known = all.map(({ name }) => name).join(', ');
    throw noStyle(
      t('There is no preset “{0}”.', shown(preset)),
      known === '' ? t('Presets are files in .easel/presets.') : t('These are known: {0}.', known),
    );
  }
}

function resourceOf({ near, folder }: StylePlace): vscode.Uri | undefined {
  const inWorkspace = [near, folder].find((each) => each && vscode.workspace.getWorkspaceFolder(each));
  return inWorkspace ?? vscode.workspace.workspaceFolders?.[0]?.uri;
}

/** ".easel/style.md#hero", "#hero", ".easel/style.md" */
function cutUse(named: string): readonly [string, string?] {
  const cut = named.lastIndexOf('#');
  return cut < 0 ? [named] : [named.slice(0, cut), named.slice(cut + 1)];
}

function namesOf(uses: readonly Use[]): string {
  return uses.map(({ name }) => shown(name, 40)).join(', ');
}

function noStyle(what: string, next?: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what,
    money: 'notSent',
    next: next ?? t('Use “Easel: Edit House Style” to write one.'),
  });
}
