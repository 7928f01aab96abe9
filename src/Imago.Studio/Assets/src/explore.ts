// Pictures that follow their addresses.
import "./styles/explore.css";

// Above one of these, for a picture or for all of the wall, a network is slow: it then shows coarse pictures first.
const SLOW_MILLISECONDS = 60;
const SLOW_WALL_MILLISECONDS = 250;

// After this long without a movement there is time for fine pictures, and for those beside the wall.
const CALM_MILLISECONDS = 150;
const BESIDE_THE_WALL = 100;

// Of a slow network the whole wall is coarse before any but its centre is fine: a fine one comes behind all coarse ones of a wall.
const BEHIND_THE_COARSE = 50;

// Who asks: pages take turns at the network, and of each place on a page only the newest wish counts.
const client = `page-${Math.random().toString(36).slice(2)}`;

type Loaded = { address: string; milliseconds: number };

export async function load(address: string, slot: string, order: number): Promise<Loaded | null> {
  const headers = { "X-Imago-Client": client, "X-Imago-Slot": slot, "X-Imago-Order": String(order) };
  const answer = await fetch(address, { headers, priority: order === 0 ? "high" : "low" } as RequestInit);
  if (answer.status === 204) return null;
  if (!answer.ok) throw new Error(answer.status === 422 ? await answer.text() : `${answer.status} ${answer.statusText}`);
  const milliseconds = Number(answer.headers.get("X-Imago-Milliseconds") ?? 0);
  return { address: URL.createObjectURL(await answer.blob()), milliseconds };
}

// A browser opens six connections to a studio. Pictures round the centre share four, the lowest order first; so the centre never waits for one.
const MOST_BESIDE_THE_CENTRE = 4;
const gate = {
  passed: 0,
  waiting: [] as { order: number; pass: () => void }[],

  async enter(order: number): Promise<void> {
    if (order === 0) return;
    // Whoever begins in the same moment is asked for in the same order.
    await new Promise<void>((pass) => {
      this.waiting.push({ order, pass });
      queueMicrotask(() => this.open());
    });
  },

  leave(order: number): void {
    if (order === 0) return;
    this.passed--;
    this.open();
  },

  open(): void {
    this.waiting.sort((a, b) => a.order - b.order);
    while (this.passed < MOST_BESIDE_THE_CENTRE) {
      const next = this.waiting.shift();
      if (!next) return;
      this.passed++;
      next.pass();
    }
  },
};

export class LivePicture {
  static pictures = new WeakMap<HTMLImageElement, LivePicture>();
  static slots = 0;
  static slow = false;
  static moved = 0;

  readonly slot = `slot-${LivePicture.slots++}`;
  private loading = false;
  private played = false;
  private rough = "";
  private fine = "";
  private wake = (): void => undefined;

  static of(image: HTMLImageElement): LivePicture {
    let picture = LivePicture.pictures.get(image);
    if (!picture) LivePicture.pictures.set(image, (picture = new LivePicture(image)));
    return picture;
  }

  constructor(private readonly image: HTMLImageElement) {}

  private get order(): number {
    return Number(this.image.dataset.order ?? 0);
  }

  private get wanted(): string {
    return this.image.dataset.want ?? "";
  }

  // One request at a time; when it is there, the newest address that is wanted comes next. So a drag always shows how it goes.
  async follow(): Promise<void> {
    if (this.order < BESIDE_THE_WALL) LivePicture.moved = performance.now();
    this.wake();
    if (this.loading || this.played) return;
    this.loading = true;
    this.image.setAttribute("aria-busy", "true");
    try {
      if (this.order >= BESIDE_THE_WALL) await this.calm(true);
      while (this.image.isConnected && !this.played && this.fine !== this.wanted) {
        await this.takeNewest();
        if (this.fine !== this.wanted) await this.calm(false);
      }
      if (this.order === 0) complain("");
    } catch (error) {
      this.fail(error);
    } finally {
      this.loading = false;
      this.image.removeAttribute("aria-busy");
    }
  }

  // Of a slow network a coarse picture first, and the fine one when nothing moves.
  private async takeNewest(): Promise<void> {
    const order = this.order + (this.order > 0 && LivePicture.slow && this.rough === this.wanted ? BEHIND_THE_COARSE : 0);
    await gate.enter(order);
    try {
      const want = this.wanted;
      if (LivePicture.slow && this.rough !== want) {
        await this.take(want + "&coarse=1", want, order);
        [this.rough, this.fine] = [want, ""]; // what was fine is not on the screen any more
        return;
      }
      const milliseconds = await this.take(want, want, order);
      if (milliseconds > 0) LivePicture.slow = milliseconds > SLOW_MILLISECONDS || milliseconds * document.querySelectorAll(".wall img.live").length > SLOW_WALL_MILLISECONDS;
      [this.rough, this.fine] = ["", want];
    } finally {
      gate.leave(order);
    }
  }

  // Until nothing has moved for a while, or at once where another picture is wanted.
  private async calm(whatever: boolean): Promise<void> {
    while (whatever || (this.wanted === this.rough && this.wanted !== this.fine)) {
      const left = LivePicture.moved + CALM_MILLISECONDS - performance.now();
      if (left <= 0) return;
      await new Promise<void>((done) => {
        this.wake = whatever ? () => undefined : done;
        setTimeout(done, left);
      });
    }
  }

  private async take(address: string, want: string, order: number): Promise<number> {
    const loaded = await load(address, this.slot, order);
    if (!loaded) return 0;
    await this.show(loaded.address);
    this.image.dataset.milliseconds = String(loaded.milliseconds);
    this.image.dataset.shown = want;
    return loaded.milliseconds;
  }

  async show(address: string): Promise<void> {
    const before = this.image.src;
    this.image.src = address;
    await this.image.decode().catch(() => undefined);
    if (before.startsWith("blob:")) URL.revokeObjectURL(before);
  }

  private fail(error: unknown): void {
    if (error instanceof TypeError) {
      // The studio does not answer: the page says so itself. Looks again by and by.
      if (this.image.isConnected) setTimeout(() => void this.follow(), 2000);
      return;
    }
    this.fine = this.wanted;
    if (this.order === 0) complain(error instanceof Error ? error.message : String(error));
  }

  // While a player has it, it does not follow its address.
  lend(played: boolean): void {
    this.played = played;
    if (!played) {
      this.rough = this.fine = "";
      void this.follow();
    }
  }

  forget(): void {
    if (this.image.src.startsWith("blob:")) URL.revokeObjectURL(this.image.src);
  }
}

export function complain(sentence: string): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-live-error]")) {
    if (place.textContent !== sentence) place.textContent = sentence;
    place.hidden = sentence === "";
  }
}

function each(node: Node, what: (image: HTMLImageElement) => void): void {
  if (!(node instanceof Element)) return;
  if (node.matches("img.live")) what(node as HTMLImageElement);
  node.querySelectorAll<HTMLImageElement>("img.live").forEach(what);
}

new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "attributes") each(change.target, (image) => void LivePicture.of(image).follow());
    change.addedNodes.forEach((node) => each(node, (image) => void LivePicture.of(image).follow()));
    change.removedNodes.forEach((node) => each(node, (image) => LivePicture.of(image).forget()));
  }
}).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-want"] });
each(document.documentElement, (image) => void LivePicture.of(image).follow());
