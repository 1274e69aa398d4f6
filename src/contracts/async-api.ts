import { contracts } from './contracts.ts';
import type { Contract } from './envelope.ts';
import { INPUT_SUBJECTS } from './inbound.ts';
import { Subject } from './subjects.ts';

/** Asked and answered: the reply says that the input is on record. */
const REQUESTS: ReadonlySet<Subject> = new Set(
  INPUT_SUBJECTS.filter((subject) => subject !== Subject.signalsNormalized),
);

type Json = Readonly<Record<string, unknown>>;

/** AsyncAPI 3.0: a channel for each subject, and for each request its reply. `pathOf` says where a message's schema is. */
export function asyncApi(pathOf: (contract: Contract) => string): Json {
  const names = Object.entries(Subject);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Conclave',
      version: '0',
      license: { name: 'Apache-2.0' },
      description:
        'What travels on the bus. Every message is JSON in one envelope and is checked where it comes in; one that is refused goes to dlq.<subject>. A further token may follow a subject, to tell instruments or strategies apart.',
    },
    defaultContentType: 'application/json',
    channels: {
      ...Object.fromEntries(names.map(([name, subject]) => [name, channel(name, subject)])),
      replies: {
        address: null,
        description: 'Where the bus delivers the answer to a request.',
        messages: { acceptance: reference('messages', 'acceptance'), error: reference('messages', 'error') },
      },
    },
    operations: Object.fromEntries(names.map(([name, subject]) => [name, operation(name, subject)])),
    components: {
      messages: {
        ...Object.fromEntries(names.map(([name, subject]) => [name, message(contracts[subject], pathOf)])),
        acceptance: reply('acceptance', 'The request is on record.'),
        error: reply('error', 'The request was refused.'),
      },
    },
  };
}

function channel(name: string, subject: Subject): Json {
  const dead = subject === Subject.deadLetter;
  return {
    address: dead ? 'dlq.{original}' : subject,
    ...(dead && { parameters: { original: { description: 'The subject of the message that was refused.' } } }),
    messages: { [name]: reference('messages', name) },
  };
}

/** Seen from the engine's side of the bus. */
function operation(name: string, subject: Subject): Json {
  const { from, to, about }: Contract = contracts[subject];
  return {
    action: INPUT_SUBJECTS.includes(subject) ? 'receive' : 'send',
    channel: { $ref: `#/channels/${name}` },
    summary: `${from} → ${to}`,
    description: about,
    ...(REQUESTS.has(subject) && { reply: { channel: { $ref: '#/channels/replies' } } }),
  };
}

function message(contract: Contract, pathOf: (contract: Contract) => string): Json {
  return { name: contract.subject, summary: contract.about, ...payload(`./${pathOf(contract)}`) };
}

function reply(name: string, summary: string): Json {
  return { name, summary, ...payload(`./schemas/${name}.json`) };
}

function payload($ref: string): Json {
  return {
    contentType: 'application/json',
    payload: { schemaFormat: 'application/schema+json;version=draft-2020-12', schema: { $ref } },
  };
}

function reference(part: string, name: string): Json {
  return { $ref: `#/components/${part}/${name}` };
}
