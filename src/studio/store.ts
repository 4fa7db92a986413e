import type { EventMessage } from '../protocol/messages.ts';
import type { Card, Intent, ModelInfo, ProviderInfo, Snapshot, Target } from '../protocol/types.ts';
import { CallError, Host, type VsCodeApi } from './host.ts';
import { readSaved, readSavedText } from './readSaved.ts';
import { emptySaved, type Route, type Saved, type State } from './state.ts';

/** The page's one state, and everything that changes it. Views read it and call its methods. */
export class Store {
  readonly host: Host;
  readonly #api: VsCodeApi;
  readonly #listeners = new Set<() => void>();
  readonly #onEvent = new Set<(event: EventMessage) => void>();
  readonly #onIntent = new Set<(intent: Intent) => void>();
  #state: State;

  constructor(api: VsCodeApi) {
    this.#api = api;
    this.#state = { ...readSaved(api.getState()), host: undefined, status: undefined };
    this.host = new Host(api, (event) => this.#heard(event));
  }

  get state(): State {
    return this.#state;
  }

  /** Replaces parts of the state; what the page remembers is remembered. */
  update(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    const { host, status, ...saved } = this.#state;
    this.#api.setState(saved satisfies Saved);
    for (const listener of this.#listeners) listener();
  }

  /** Called after each change, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** News that are no part of the state: thumbnails, changes of the gallery. */
  onEvent(listener: (event: EventMessage) => void): () => void {
    this.#onEvent.add(listener);
    return () => this.#onEvent.delete(listener);
  }

  onIntent(listener: (intent: Intent) => void): () => void {
    this.#onIntent.add(listener);
    return () => this.#onIntent.delete(listener);
  }

  /** Asks whoever listens to do something: the host does, and one view of another. */
  intend(intent: Intent): void {
    for (const listener of this.#onIntent) listener(intent);
  }

  async start(): Promise<void> {
    const snapshot = await this.host.call('ready', {});
    this.update({ ...this.#savedBefore(snapshot), host: snapshot });
    for (const intent of snapshot.intents) this.intend(intent);
  }

  /** What the page of a closed panel had; never over what this one remembers itself, or what was typed meanwhile. */
  #savedBefore({ saved }: Snapshot): Partial<Saved> {
    const { draft, references, routes } = this.#state;
    const isNew = draft === emptySaved.draft && references === emptySaved.references;
    if (saved === undefined || !isNew) return {};
    return { ...readSavedText(saved), routes };
  }

  /** Does what may fail, and says so when it does. Undefined: it failed. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.info.code !== 'cancelled') this.say(error.info.text, true);
      return undefined;
    }
  }

  /** Says and shows what stands nowhere else on the page. */
  say(text: string, isError = false): void {
    this.update({ status: { text, isError, at: Date.now(), isSeen: true } });
  }

  /** Says what people who see find on the page. */
  announce(text: string, isError = false): void {
    this.update({ status: { text, isError, at: Date.now(), isSeen: false } });
  }

  /** Puts a view in front. */
  go(route: Route): void {
    const isTab = route.view === 'create' || route.view === 'gallery';
    this.update({ routes: isTab ? [route] : [...this.#state.routes.slice(-8), route] });
  }

  back(): void {
    const { routes } = this.#state;
    this.update({ routes: routes.length > 1 ? routes.slice(0, -1) : [{ view: 'create' }] });
  }

  /** What the draft is sent to: what was chosen on this page, else the host's choice. */
  get targets(): readonly Target[] {
    const { targets, host } = this.#state;
    return targets.length > 0 ? targets : host ? [host.target] : [];
  }

  providerOf({ provider }: Target): ProviderInfo | undefined {
    return this.#state.host?.providers.find(({ id }) => id === provider);
  }

  modelOf(target: Target): ModelInfo | undefined {
    return this.providerOf(target)?.models.find(({ id }) => id === target.model);
  }

  #heard(event: EventMessage): void {
    const { host } = this.#state;
    for (const listener of this.#onEvent) listener(event);
    if (!host) return;
    switch (event.name) {
      case 'card':
        this.update({ host: { ...host, cards: withCard(host.cards, event.data) } });
        return;
      case 'cardGone':
        this.update({ host: { ...host, cards: host.cards.filter(({ id }) => id !== event.data.id) } });
        return;
      case 'providers':
        this.update({ host: { ...host, ...event.data } });
        return;
      case 'recentPrompts':
        this.update({ host: { ...host, recentPrompts: event.data } });
        return;
      case 'insertTarget': {
        const { insertTarget: _, ...others } = host;
        const { name } = event.data;
        this.update({ host: { ...others, ...(name === undefined ? {} : { insertTarget: name }) } });
        return;
      }
      case 'intent':
        this.intend(event.data);
        return;
      case 'galleryChanged':
      case 'thumbnail':
      case 'fileMoved':
        return;
    }
  }
}

/** With a card in its place; a new one comes first. */
function withCard(cards: readonly Card[], card: Card): readonly Card[] {
  return cards.some(({ id }) => id === card.id)
    ? cards.map((each) => (each.id === card.id ? card : each))
    : [card, ...cards];
}
