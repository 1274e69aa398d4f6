import { runInNewContext } from 'node:vm';

/** An element as far as the page's script needs one: it keeps what it is told, and draws nothing. */
class FakeElement {
  readonly name: string;
  readonly attributes = new Map<string, string>();
  readonly listeners = new Map<string, (() => void)[]>();
  readonly style: Record<string, string> = {};
  readonly dataset: Record<string, string> = {};
  children: (FakeElement | string)[] = [];
  hidden = false;
  disabled = false;
  checked = false;
  value = '';
  hash = '';
  readonly clientWidth = 800;

  constructor(name: string) {
    this.name = name;
  }

  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }
  set textContent(text: string) {
    this.children = text === '' ? [] : [String(text)];
  }
  append(...children: (FakeElement | string)[]): void {
    this.children.push(...children);
  }
  prepend(child: FakeElement): void {
    this.children.unshift(child);
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }
  addEventListener(kind: string, listener: () => void): void {
    this.listeners.set(kind, [...(this.listeners.get(kind) ?? []), listener]);
  }
  click(): void {
    for (const listener of this.listeners.get('click') ?? []) listener();
  }
  all(name: string): FakeElement[] {
    const below = this.children.filter((child) => child instanceof FakeElement);
    return below.flatMap((child) => [...(child.name === name ? [child] : []), ...child.all(name)]);
  }
  /** The places that charts and tables ask for inside a figure: made when they are asked for. */
  querySelector(selector: string): FakeElement {
    let found = this.places.get(selector);
    if (found === undefined) {
      found = new FakeElement('div');
      this.places.set(selector, found);
    }
    return found;
  }
  private readonly places = new Map<string, FakeElement>();
}

export interface FakePage {
  /** What a selector of the page names. */
  readonly at: (selector: string) => FakeElement;
  /** What was handed to the chart library: options and data, in order. */
  readonly plots: readonly {
    readonly options: { hooks: Record<string, ((plot: unknown) => void)[]> };
    readonly data: readonly (readonly (number | null)[])[];
  }[];
}

/** Runs the script of a page over the data embedded in it, in a browser that only remembers. Throws what the script throws. */
export function runPage(page: string): FakePage {
  const scripts = [...page.matchAll(/<script(?<kind>[^>]*)>(?<text>[\s\S]*?)<\/script>/g)].map(
    (match) => match.groups ?? {},
  );
  const json = scripts.find(({ kind }) => kind.includes('application/json'))?.text ?? '';
  const script = scripts.at(-1)?.text ?? '';
  const root = new FakeElement('html');
  const body = new FakeElement('body');
  const plots: FakePage['plots'][number][] = [];
  const at = (selector: string): FakeElement => {
    const [, figure, rest] = /^(\[[^\]]+\]) (.+)$/.exec(selector) ?? [];
    return figure === undefined ? body.querySelector(selector) : body.querySelector(figure).querySelector(rest);
  };
  at('#data').textContent = json;
  const document = {
    documentElement: root,
    getElementById: (id: string) => at(`#${id}`),
    querySelector: at,
    querySelectorAll: () => [],
    createElement: (name: string) => new FakeElement(name),
    createElementNS: (_: string, name: string) => new FakeElement(name),
  };
  class FakePlot {
    readonly series: { show: boolean }[];
    readonly scales = { x: { min: 0, max: 2e9 }, y: { min: 0, max: 1 } };
    readonly bbox = { left: 0, top: 0, width: 800, height: 200 };
    readonly cursor = {};
    readonly select = { width: 0, left: 0 };
    readonly data: FakePage['plots'][number]['data'];
    readonly ctx = new Proxy({}, { get: () => () => undefined, set: () => true });
    constructor(
      options: FakePage['plots'][number]['options'] & { series: object[] },
      data: FakePage['plots'][number]['data'],
    ) {
      this.series = options.series.map(() => ({ show: true }));
      this.data = data;
      plots.push({ options, data });
      for (const hook of ['drawAxes', 'draw', 'setCursor']) for (const call of options.hooks[hook] ?? []) call(this);
    }
    setScale(): void {}
    setSeries(): void {}
    setSelect(): void {}
    destroy(): void {}
    valToPos(value: number): number {
      return value;
    }
    posToVal(): number {
      return 0;
    }
  }
  const window = { innerWidth: 1200, addEventListener() {} };
  runInNewContext(script, {
    document,
    window,
    location: { hash: '' },
    localStorage: undefined,
    devicePixelRatio: 1,
    matchMedia: () => ({ addEventListener() {} }),
    getComputedStyle: () => ({ getPropertyValue: () => '#000000' }),
    IntersectionObserver: class {
      observe(): void {}
    },
    uPlot: FakePlot,
  });
  return { at, plots };
}
