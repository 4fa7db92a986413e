import * as vscode from 'vscode';
import type { JsonObject } from '../base/json.ts';
import { writableFormat } from '../base/media.ts';
import type { JobKind, JobSummary, Region, SaveAs, TargetFile } from '../core/job.ts';
import { editName, slug } from '../core/naming/slug.ts';
import { fileName } from '../core/naming/template.ts';
import type { ImageOptions } from '../core/options.ts';
import type { Plan } from '../core/plan.ts';
import type { Door, Place, WantedTarget } from './destination.ts';
import { baseName, pathForPeople } from './files.ts';
import type { Gathered } from './gather.ts';
import type { Found } from './references.ts';
import { addressOf, isLink } from './resolveReference.ts';
import { settings } from './settings.ts';
import { usedStyles } from './style/looksOf.ts';
import type { FileLook } from './style/styles.ts';
import type { StyleAnswers } from './style/styleTrust.ts';

/** What is to be made, by whom, and what it belongs to. */
export interface Wanted {
  readonly kind: JobKind;
  readonly door: Door;
  readonly options: ImageOptions;
  /** The folder that was right-clicked. */
  readonly folder?: vscode.Uri | undefined;
  /** The document that the image is for, or the image that is edited. */
  readonly near?: vscode.Uri | undefined;
  /** The very file that its image is to be; its format and folder go before all settings. */
  readonly target?: WantedTarget | undefined;
  /** Its person has been asked about it, together with others. */
  readonly isPermitted?: boolean;
  /** The alternative text that it is made for. */
  readonly alt?: string | undefined;
  /** What its person answered about styles for other images of the same run. */
  readonly styleAnswers?: StyleAnswers;
  /** What the image is named after, where its prompt says more than that. */
  readonly subject?: string | undefined;
  /** Everything outside is to stay as it is. */
  readonly region?: Region | undefined;
  /**
   * Takes over what another job never came to ask for, for the one of this id. Called when nothing is left to be asked,
   * before anything is sent; what it rejects with ends the job.
   */
  readonly claim?: ((newJob: string) => Promise<void>) | undefined;
}

export function slugOf({ kind, options, near, subject }: Wanted, prompt: string): string {
  if (kind === 'edit' && near) return editName(baseName(near), prompt);
  return options.fileName ?? slug(subject ?? prompt);
}

/** What the journal says about a job: all that is needed to finish it, to list it and to make it again. */
export function summarise(
  wanted: Wanted,
  plan: Plan,
  endpoint: string,
  place: Place,
  found: Gathered<Found>,
  looks: readonly FileLook[],
): JobSummary {
  const { kind, options } = wanted;
  const { service, model, asked } = plan;
  // The settings of the folder that the image goes into, which need not be the document's.
  const { root } = place.destination;
  const scope = root === undefined ? wanted.near : vscode.Uri.parse(root, true);
  const { prompt: _, ...parameters } = asked;
  const prompt = (options.prompt ?? '').trim();
  const chosenName = place.baseName ?? options.fileName;
  const template = chosenName === undefined ? settings.fileName(scope) : '${slug}';
  // A template that gives no name must not be found out only when the image is paid for.
  fileName(template, nameless);
  const name = {
    template,
    slug: chosenName === undefined ? slugOf(wanted, prompt) : fileName(escapeTemplate(chosenName), nameless),
    day: Date.now(),
    ...(asked.seed === undefined ? {} : { seed: asked.seed }),
  };
  const { target } = place;
  const saveAs = saveAsFor(target, settings.saveAs(scope));
  return {
    kind,
    provider: service.id,
    model: model.id,
    origin: endpoint === '' ? '' : new URL(endpoint).origin,
    prompt,
    calls: plan.orders.length,
    images: plan.imageCount,
    destination: place.destination,
    name,
    asked: { ...parameters, ...options.parameters },
    metadata: settings.metadata(),
    ...(saveAs ? { saveAs } : {}),
    ...(target ? { target } : {}),
    ...(wanted.alt === undefined || wanted.alt === '' ? {} : { alt: wanted.alt }),
    ...(wanted.region ? { region: wanted.region } : {}),
    sources: found.references.map(({ uri }) => ({ uri: addressOf(uri), path: pathForFiles(uri) })),
    ...(looks.length > 0 ? { styles: usedStyles(looks, found.style) } : {}),
    ...(options.continues === undefined ? {} : { continues: options.continues }),
    ...(wanted.claim ? { isRest: true } : {}),
    options: givenOptions(options, found),
  };
}

/** The format that a document names, at the quality and width that the person set. */
function saveAsFor(target: TargetFile | undefined, wished: SaveAs | undefined): SaveAs | undefined {
  const format = target && writableFormat(target.extension);
  if (format === undefined) return wished;
  const { quality, maxWidth } = wished ?? {};
  return {
    format,
    ...(quality === undefined || wished?.format !== format ? {} : { quality }),
    ...(maxWidth === undefined ? {} : { maxWidth }),
  };
}

/** What a file may say of a reference: of one outside the workspace no more than its name, since files travel. */
function pathForFiles(uri: vscode.Uri): string {
  const isInside = isLink(uri) || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return isInside ? pathForPeople(uri) : baseName(uri);
}

const recordedElsewhere = ['prompt', 'provider', 'model', 'images', 'mask'];

/** What makes the same request again, together with the prompt, the model and the sources. */
function givenOptions(options: ImageOptions, { mask }: Gathered<Found>): JsonObject {
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined || recordedElsewhere.includes(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(given), ...(mask ? { mask: addressOf(mask.uri) } : {}) };
}

/** A name that a person chose is no template; what no file name may hold is refused by the same rules. */
function escapeTemplate(name: string): string {
  return name.replaceAll('${', '$ {');
}

const nameless = { prompt: '', date: new Date(0), model: '', provider: '', index: 1 };
