import { type Command, GROUPS } from './command.ts';

const COMMON = ['--json', '--no-input', '--help'];

interface Words {
  /** Words that stand before: '' at the beginning, 'backtest', 'backtest run'. */
  readonly after: string;
  readonly words: readonly { readonly word: string; readonly about: string }[];
}

/** What may come next, after each beginning of a command line. */
function wordsOf(commands: readonly Command[]): Words[] {
  const single = commands.filter(({ path }) => path.length === 1);
  const groups = Object.entries(GROUPS).map(([word, about]) => ({ word, about }));
  const top = [
    ...groups,
    ...single.map(({ path, about }) => ({ word: path[0], about })),
    { word: '--version', about: 'print the version' },
  ];
  const inGroups = Object.keys(GROUPS).map((group) => ({
    after: group,
    words: commands
      .filter(({ path }) => path.length === 2 && path[0] === group)
      .map(({ path, about }) => ({ word: path[1], about })),
  }));
  const leaves = commands.map(({ path, options = [] }) => ({
    after: path.join(' '),
    words: [
      ...options.map(({ flags, about }) => ({ word: flags.split(' ')[0], about })),
      ...COMMON.map((word) => ({ word, about: '' })),
    ],
  }));
  return [{ after: '', words: top }, ...inGroups, ...leaves];
}

export function bashCompletions(commands: readonly Command[]): string {
  const cases = wordsOf(commands).map(
    ({ after, words }) => `    "${after}") words="${words.map(({ word }) => word).join(' ')}" ;;`,
  );
  return `# bash completion of conclave
_conclave() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line="" words="" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    [[ "$word" == -* || $i -gt 2 ]] && break
    case "$line" in ${leafPattern(commands)}) break ;; esac
    line="\${line:+$line }$word"
  done
  case "$line" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _conclave conclave
`;
}

/** Commands of one word: what follows them are arguments. */
function leafPattern(commands: readonly Command[]): string {
  return commands
    .filter(({ path }) => path.length === 1)
    .map(({ path }) => path[0])
    .join('|');
}

export function zshCompletions(commands: readonly Command[]): string {
  const cases = wordsOf(commands).map(({ after, words }) => {
    const items = words.map(({ word, about }) => `'${word}${about === '' ? '' : `:${zshText(about)}`}'`);
    return `    '${after}') items=(${items.join(' ')}) ;;`;
  });
  return `#compdef conclave
# zsh completion of conclave
_conclave() {
  local -a items
  local line="\${words[2]}"
  (( CURRENT == 2 )) && line=""
  (( CURRENT > 3 )) && [[ "$line" != (${leafPattern(commands)}) ]] && line="$line \${words[3]}"
  case "$line" in
${cases.join('\n')}
  esac
  _describe 'conclave' items
  (( CURRENT > 3 )) && _files
}
compdef _conclave conclave
`;
}

function zshText(about: string): string {
  return about.replaceAll("'", '’').replaceAll(':', '\\:');
}

export function fishCompletions(commands: readonly Command[]): string {
  const lines = wordsOf(commands).flatMap(({ after, words }) => {
    const seen =
      after === ''
        ? '__fish_use_subcommand'
        : after
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    const deeper =
      after !== '' && !after.includes(' ')
        ? words.filter(({ word }) => !word.startsWith('-')).map(({ word }) => word)
        : [];
    const condition = deeper.length === 0 ? seen : `${seen}; and not __fish_seen_subcommand_from ${deeper.join(' ')}`;
    return words.map(({ word, about }) => {
      const name = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      const text = about === '' ? '' : ` -d '${about.replaceAll("'", '’')}'`;
      return `complete -c conclave -n '${condition}' ${name}${text}`;
    });
  });
  return `# fish completion of conclave\n${lines.join('\n')}\n`;
}
