import { fileURLToPath } from 'node:url';
import { Fault } from '../core/base/fault.ts';
import { errorText, userPlace } from './source-place.ts';

/** What went wrong while a strategy file was loaded, told to its author: file, line, and what was expected. */
export function loadFault(path: string, error: unknown): Fault {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: string;
    message?: string;
  };
  if (
    code === 'ERR_MODULE_NOT_FOUND' ||
    code === 'ERR_UNSUPPORTED_DIR_IMPORT' ||
    code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'
  ) {
    return new Fault('strategy', `${path}: ${missingImport(message ?? '')}`);
  }
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return new Fault(
      'strategy',
      `${syntaxPlace(error, path)}: ${firstLine(message)}; only types that can be erased are allowed (no enum, no namespace, no parameter properties)`,
    );
  }
  if (message !== undefined && / does not provide an export named /.test(message)) {
    return new Fault(
      'strategy',
      `${syntaxPlace(error, path)}: ${firstLine(message).replace('The requested module', 'the imported module')}`,
    );
  }
  if ((error as Error | undefined)?.name === 'SyntaxError' || code === 'ERR_INVALID_TYPESCRIPT_SYNTAX') {
    return new Fault('strategy', `${syntaxPlace(error, path)}: syntax error: ${firstLine(message)}`);
  }
  const place = userPlace(error);
  return new Fault('strategy', `${place === undefined ? path : `${place.path}:${place.line}`}: ${errorText(error)}`);
}

function missingImport(message: string): string {
  const match = /^Cannot find (?:module|package) '([^']+)'/.exec(message) ?? /Directory import '([^']+)'/.exec(message);
  if (match === null) return firstLine(message);
  const what = match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1];
  const hint = /^\.{0,2}[/\\]/.test(what) ? 'write the file with its ending' : `npm install ${what} beside it adds it`;
  return `it imports '${what}', which is not there; ${hint}`;
}

/** Node begins the stack of a syntax error with the place: `file:///a.ts:3` or `/a.ts:3`. */
function syntaxPlace(error: unknown, path: string): string {
  const [first = ''] = String((error as Error).stack).split('\n');
  const match = /^((?:file:\/\/)?\S.*):(\d+)$/.exec(first.trim());
  if (match === null) return path;
  const file = match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1];
  return `${file}:${match[2]}`;
}

function firstLine(message = ''): string {
  return (
    message
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '') ?? 'unknown error'
  );
}
