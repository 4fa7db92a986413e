// The host, played by the test: answers the page's calls, and records them. What comes from the page goes through the
// same check as in VS Code, and what would be refused there is a problem here.
import type { ErrorCode } from '../../../src/base/errors.ts';
import type { Args, CallName, Reply } from '../../../src/protocol/calls.ts';
import { readCall, type Events, type HostMessage } from '../../../src/protocol/messages.ts';
import type {
  ActionInfo,
  Card,
  ErrorInfo,
  GalleryItem,
  ShownImage,
  Snapshot,
  ViewedImage,
} from '../../../src/protocol/types.ts';
import { answers, type Answer, type Answers } from './answers.ts';
import { cardOf, defaultSnapshot, galleryItems, pathOf, resultImage, shownImage } from './world.ts';
import type { CardFields, Painter } from './world.ts';

/** What a handler throws so that the page gets a failure, as it would of an EaselError. */
export class Failure extends Error {
  readonly info: ErrorInfo;

  constructor(text: string, { code = 'provider', actions = [] }: { code?: ErrorCode; actions?: ActionInfo[] } = {}) {
    super(text);
    this.info = { code, text, actions };
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export class FakeHost {
  readonly painter: Painter;
  /** Every call since the page was opened, in order. */
  readonly record: { readonly name: CallName; readonly args: unknown }[] = [];
  /** What went wrong; a test that leaves any fails. */
  readonly problems: string[] = [];
  /** Answer to `ready`; may be changed at any time. */
  readonly snapshot: Mutable<Snapshot>;
  /** Items of the gallery, newest first. */
  gallery: readonly GalleryItem[] = galleryItems(12);
  readonly #answers: { -readonly [Name in CallName]: Answer<Name> } = { ...answers };
  #cards = 0;
  #waiting: { readonly name: CallName; readonly count: number; readonly resolve: () => void }[] = [];
  #last = Promise.resolve();
  #send: (message: HostMessage) => Promise<void> = () => Promise.resolve();

  constructor(painter: Painter) {
    this.painter = painter;
    this.snapshot = defaultSnapshot(painter);
  }

  /** Answers calls of one name from now on; throw a Failure to refuse. */
  on<Name extends CallName>(name: Name, answer: Answer<Name>): void {
    (this.#answers as Record<Name, Answer<Name>>)[name] = answer;
  }

  /** No answer to calls of this name until the returned function is called; then as before. */
  hold(name: CallName): () => void {
    const before = (this.#answers as Answers)[name] as Answer<CallName>;
    let release: (() => void) | undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    this.on(name, async (args, host) => {
      await until;
      return before(args, host);
    });
    return () => release?.();
  }

  /** Arguments of each call of this name, in order. */
  calls<Name extends CallName>(name: Name): Args<Name>[] {
    return this.record.filter((each) => each.name === name).map(({ args }) => args as Args<Name>);
  }

  /** Arguments of the newest call of this name, once there have been so many. */
  async called<Name extends CallName>(
    name: Name,
    { count = 1, timeout = 15_000 } = {},
  ): Promise<Args<Name> | undefined> {
    if (this.calls(name).length < count) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          const names = this.record.map((each) => each.name).join(', ');
          reject(new Error(`The page did not call ${name} ${count} times, but only ${names}`));
        }, timeout);
      });
      const there = new Promise<void>((resolve) => this.#waiting.push({ name, count, resolve }));
      await Promise.race([there, late]).finally(() => clearTimeout(timer));
    }
    return this.calls(name).at(-1);
  }

  /** Tells the page news; resolves once it has heard them. */
  tell<Name extends keyof Events>(name: Name, data: Events[Name]): Promise<void> {
    return this.#post({ type: 'event', name, data } as HostMessage);
  }

  /** Changes a card, or adds it, and tells the page. */
  async card(id: string, change: CardFields): Promise<Card> {
    const { cards } = this.snapshot;
    const old = cards.find((each) => each.id === id);
    const { draft, images, prompt: _, ...fields } = change;
    const card: Card = old
      ? {
          ...old,
          ...fields,
          draft: { ...old.draft, ...draft },
          images: images?.map(resultImage) ?? old.images,
        }
      : this.newCard({ ...change, id });
    this.snapshot.cards = old ? cards.map((each) => (each === old ? card : each)) : [card, ...cards];
    await this.tell('card', card);
    return card;
  }

  /** Ends a card well, with as many images as were asked for, painted of its prompt, unless others are given. */
  async finish(id: string, { images }: { readonly images?: readonly ShownImage[] } = {}): Promise<Card> {
    const card = this.snapshot.cards.find((each) => each.id === id);
    if (!card) throw new Error(`There is no card ${id}.`);
    const { draft, total } = card;
    const painted = Array.from({ length: total }, (_, i) =>
      this.image(`assets/${id}-${i + 1}.png`, { subject: draft.prompt }),
    );
    const done = images ?? painted;
    const results = { images: done, done: done.length, jobId: `job-${id}`, canContinue: true };
    return this.card(id, { state: 'done', endedAt: Date.now(), ...results });
  }

  /** An image of the workspace: see `shownImage`. */
  image(path: string, fields?: Parameters<typeof shownImage>[2]): ShownImage {
    return shownImage(this.painter, path, fields);
  }

  /** A card with believable fields, not on the page: see `cardOf`. */
  newCard(fields?: CardFields): Card {
    return cardOf(this.painter, this.snapshot.providers, fields);
  }

  /** "made-1" for the first. */
  nextCardId(): string {
    return `made-${(this.#cards += 1)}`;
  }

  /** The card that this image is a result of. */
  cardWith(uri: string): Card | undefined {
    return this.snapshot.cards.find(({ images }) => images.some((image) => image.uri === uri));
  }

  /** The image that a URI names, with what the world says of it. */
  imageOf(uri: string): ShownImage {
    const result = this.cardWith(uri)?.images.find((image) => image.uri === uri);
    if (result) return result;
    const item = this.gallery.find((each) => each.uri === uri);
    if (!item) return this.image(pathOf(uri), { uri });
    const { path, width, height, prompt } = item;
    // One picture for all numbers: painting thousands of them takes longer than any test.
    return this.image(path, { uri, width, height, subject: prompt.replace(/, number \d+$/, '') });
  }

  /** A whole image for looking at, painted. */
  viewed(uri: string, subject?: string): ViewedImage {
    const image = this.imageOf(uri);
    const painted = subject ?? decodeURIComponent(image.srcThumbnail?.split('/').at(-1) ?? image.path);
    return { ...image, src: this.painter.srcOf(painted, image.width, image.height) };
  }

  /** Connects to a page. @param send Hands one message over to it. */
  connect(send: (message: HostMessage) => Promise<void>): void {
    this.#send = send;
  }

  /** A message that came from the page. */
  async receive(message: unknown): Promise<void> {
    const call = readCall(message);
    if (call === undefined || 'problem' in call) {
      this.problems.push(`A call that the host would refuse: ${call?.problem ?? JSON.stringify(message)}`);
      return;
    }
    const { id, name, args } = call;
    this.record.push({ name, args });
    const reply = await this.#replyTo(id, name, args);
    const isThere = (each: { name: CallName; count: number }) => this.calls(each.name).length >= each.count;
    for (const each of this.#waiting.filter(isThere)) each.resolve();
    this.#waiting = this.#waiting.filter((each) => !isThere(each));
    await this.#post(reply);
  }

  async #replyTo<Name extends CallName>(id: number, name: Name, args: Args<Name>): Promise<HostMessage> {
    try {
      // One answer for each name, of the arguments of that name.
      const answer = (this.#answers as Answers)[name] as Answer<Name>;
      const value: Reply<Name> = await answer(args, this);
      return { type: 'reply', id, value };
    } catch (error) {
      if (error instanceof Failure) return { type: 'failure', id, error: error.info };
      this.problems.push(`${name}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
      return { type: 'failure', id, error: { code: 'provider', text: String(error), actions: [] } };
    }
  }

  /** One after the other, in the order in which they were sent. */
  #post(message: HostMessage): Promise<void> {
    return (this.#last = this.#last.then(() => this.#send(message)));
  }
}
