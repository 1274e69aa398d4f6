/** Text that is markup already. Only `markup` and `trusted` make it, so nothing reaches a page unescaped by accident. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlValue = string | number | Html | undefined | false | readonly HtmlValue[];

/** A template whose values are escaped, for text and for quoted attributes alike; lists are joined, undefined and false are nothing. */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0];
  values.forEach((value, i) => {
    text += rendered(value) + strings[i + 1];
  });
  return new Html(text);
}

/** Markup of ours that is not escaped: style sheets, scripts. */
export function trusted(text: string): Html {
  return new Html(text);
}

function rendered(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(rendered).join('');
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** JSON that may stand inside a script element: nothing in it can end the element or break a line. */
export function embeddedJson(value: unknown): Html {
  const json = JSON.stringify(value);
  return trusted(json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029'));
}
