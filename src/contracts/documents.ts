import { asyncApi } from './async-api.ts';
import { contracts } from './contracts.ts';
import type { Contract } from './envelope.ts';
import { errorCodes } from './error-codes.ts';
import { inputFormat, INPUT_VERSION } from './input.ts';
import { acceptance, errorEnvelope } from './reply.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Where the schema of a message is kept, beside the other documents. */
export function schemaPath({ subject, version }: Pick<Contract, 'subject' | 'version'>): string {
  return `schemas/${subject}.v${version}.json`;
}

/**
 * What other programs and people read, made from the contracts: JSON Schemas, an AsyncAPI document, and the tables of
 * subjects, codes and input records. Path (under `docs/contracts`) to content.
 */
export function documents(): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const contract of Object.values(contracts) as readonly Contract[]) {
    const $id = `urn:conclave:contracts:${contract.subject}:v${contract.version}`;
    all.set(schemaPath(contract), json({ $schema: DIALECT, $id, ...contract.schema }));
  }
  all.set('schemas/error.json', json({ $schema: DIALECT, $id: 'urn:conclave:contracts:error', ...errorEnvelope }));
  all.set(
    'schemas/acceptance.json',
    json({ $schema: DIALECT, $id: 'urn:conclave:contracts:acceptance', ...acceptance }),
  );
  all.set('asyncapi.json', json(asyncApi(schemaPath)));
  all.set('subjects.md', subjectTable());
  all.set('errors.md', errorTable());
  all.set('inputs.md', inputTable());
  return all;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const MADE = '<!-- Written by `make contracts` from src/contracts; do not edit. -->\n';

function subjectTable(): string {
  const rows = (Object.values(contracts) as readonly Contract[]).map((contract) => {
    const { subject, version, from, to, about } = contract;
    return `| [\`${subject}\`](${schemaPath(contract)}) | ${version} | ${from} → ${to} | ${about} |`;
  });
  return `${MADE}\n# Subjects\n\n| subject | version | from → to | what it says |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function errorTable(): string {
  const rows = Object.entries(errorCodes).map(([code, { status, about }]) => `| \`${code}\` | ${status} | ${about} |`);
  return `${MADE}\n# Error codes\n\n| code | HTTP | what it means |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function inputTable(): string {
  const { head, ...kinds } = inputFormat();
  const fields = (list: Readonly<Record<string, string>>): string =>
    Object.entries(list)
      .map(([name, expected]) => `- \`${name}\`: ${expected}`)
      .join('\n');
  const sections = Object.entries(kinds).map(([kind, list]) => `## ${kind}\n\n${fields(list) || 'Nothing more.'}\n`);
  return `${MADE}
# Inputs of the engine, version ${INPUT_VERSION}

A record of the journal is a JSON list: the head, and then the fields of the kind, in this order. Instruments and agents are their
places in the session's lists; prices are ticks, sizes lots, money whole units of the ledger's scale.

## Head

${fields(head)}

${sections.join('\n')}`;
}
