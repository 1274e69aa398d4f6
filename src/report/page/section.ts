import { type Html, markup, type HtmlValue } from './html.ts';

/** A part of the page, with its place in the navigation. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** One sentence under the title. */
  readonly lead?: HtmlValue;
  readonly body: Html;
}

export function sectionHtml({ id, title, lead, body }: Section): Html {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
    <header>
      <h2 id="${id}-title">${title}</h2>
      ${lead === undefined ? '' : markup`<p class="lead">${lead}</p>`}
    </header>
    ${body}
  </section> `;
}

/** A place where the script draws a chart; `about` is what a screen reader says of it. */
export function chart(
  name: string,
  title: string,
  about: string,
  options: { note?: HtmlValue; tools?: Html; tall?: boolean } = {},
): Html {
  return markup`<figure class="chart" data-chart="${name}">
    <figcaption><span class="chart-title">${title}</span>${options.tools ?? ''}<span class="legend"></span></figcaption>
    <div class="plot${options.tall === true ? ' tall' : ''}" role="img" aria-label="${about}"></div>
    ${options.note === undefined ? '' : markup`<p class="note">${options.note}</p>`}
  </figure> `;
}

/** A table that may be wider than a phone: it scrolls by itself, with the keyboard too. */
export function wide(label: string, table: Html): Html {
  return markup`<div class="wide" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}

/** Names and values side by side. */
export function factsList(facts: readonly (readonly [name: string, value: HtmlValue])[]): Html {
  return markup`<dl class="facts-list">
    ${facts.map(
      ([name, value]) =>
        markup`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`;
}

export function empty(text: string): Html {
  return markup`<p class="empty">${text}</p>`;
}

/** Gain or loss by word order and sign first, by colour second. */
export function tone(value: number | string | null): string {
  const number = Number(value);
  return value === null || !(number !== 0) ? '' : number > 0 ? 'gain' : 'loss';
}
