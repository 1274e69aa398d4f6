import type { BacktestResult } from '../../backtest/result.ts';
import { type Html, markup } from './html.ts';

/** What was assumed, what was warned of, and what it takes to run this again. */
export function provenanceHtml({ summary, assumptions, method }: BacktestResult): Html {
  const { run, warnings } = summary;
  const files = Object.entries(summary.files).filter(([name]) => name !== 'tearSheet');
  return markup`<div class="pair">
      <div>
        <h3>Assumptions</h3>
        ${
          assumptions.length === 0
            ? markup`<p class="empty">None were recorded.</p>`
            : markup`<ul>
                ${assumptions.map((line) => markup`<li>${line}</li>`)}
              </ul>`
        }
      </div>
      <div>
        <h3>Warnings</h3>
        ${
          warnings.length === 0
            ? markup`<p class="empty">None.</p>`
            : markup`<ul>
                ${warnings.map((line) => markup`<li>${line}</li>`)}
              </ul>`
        }
      </div>
    </div>
    <h3>To run it again</h3>
    <p class="note">The same version with the same configuration, data and seed gives the same result hash.</p>
    <dl class="facts-list">
      <div>
        <dt>Run</dt>
        <dd>${run.id}</dd>
      </div>
      <div>
        <dt>Version</dt>
        <dd>${run.version}</dd>
      </div>
      <div>
        <dt>Seed</dt>
        <dd>${run.seed}</dd>
      </div>
      <div>
        <dt>Votes counted by</dt>
        <dd>${method}</dd>
      </div>
      <div>
        <dt>Configuration hash</dt>
        <dd class="hash">${run.configHash}</dd>
      </div>
      <div>
        <dt>Data hash</dt>
        <dd class="hash">${run.dataHash}</dd>
      </div>
      <div>
        <dt>Result hash</dt>
        <dd class="hash">${run.resultHash}</dd>
      </div>
    </dl>
    ${
      files.length > 0 &&
      markup`<h3>Files of this run</h3>
        <p class="files">${files.map(([, path]) => markup`<a href="${path}">${path}</a> `)}</p>`
    } `;
}
