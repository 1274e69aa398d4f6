import { createHash } from 'node:crypto';
import { embeddedJson, type Html, markup, trusted } from './html.ts';
import { type Section, sectionHtml } from './section.ts';
import { PAGE_STYLE } from './style.ts';

/** Somebody else's script that a page uses, with its style. */
export interface PageLibrary {
  readonly script: string;
  readonly style: string;
}

export interface PageDocument {
  readonly title: string;
  /** Of Conclave. */
  readonly version: string;
  readonly sections: readonly Section[];
  /** What stands above the sections. */
  readonly top: Html;
  /** Said at the end of the page. */
  readonly footer: string;
  /** What the script finds in the page. */
  readonly data: unknown;
  readonly script: string;
  readonly library?: PageLibrary;
}

/**
 * A page that needs nothing else: styles, scripts and data are inside, and its content policy forbids it every connection and
 * every script but its own. Equal content makes equal bytes.
 */
export function documentHtml({ title, version, sections, top, footer, data, script, library }: PageDocument): string {
  const scripts = [...(library === undefined ? [] : [library.script]), script];
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src ${scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`).join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="conclave ${version}" />
        <title>${title}</title>
        <style>
          ${trusted(library?.style ?? '')}${trusted(PAGE_STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#${sections[0].id}">Skip to the results</a>
        <nav aria-label="Sections">
          <div class="inner">
            <ul>
              ${sections.map((section) => markup`<li><a href="#${section.id}">${section.title}</a></li>`)}
            </ul>
            <button type="button" class="tool" id="theme" hidden>Theme</button>
          </div>
        </nav>
        <main>
          ${top}
          <noscript
            ><p class="empty">
              Charts and the long tables need JavaScript, which this browser does not run here. All figures and short
              tables are below.
            </p></noscript
          >
          ${sections.map(sectionHtml)}
          <footer>
            <p>Conclave ${version}. ${footer}</p>
          </footer>
        </main>
        <script type="application/json" id="data">${embeddedJson(data)}</script>
        ${scripts.map((text) => markup`<script>${trusted(text)}</script> `)}
      </body>
    </html> `.text;
}
