import { Fault } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';
import { bashCompletions, fishCompletions, zshCompletions } from '../completion-scripts.ts';

const SCRIPTS = { bash: bashCompletions, zsh: zshCompletions, fish: fishCompletions } as const;

/** Made from the other commands: what it prints is about them and itself. */
export function completionsOf(commands: readonly Command[]): Command {
  const completions: Command = {
    path: ['completions'],
    about: 'Print the completions of a shell',
    examples: [
      'conclave completions bash > ~/.local/share/bash-completion/completions/conclave',
      'conclave completions zsh > "${fpath[1]}/_conclave"',
      'conclave completions fish > ~/.config/fish/completions/conclave.fish',
    ],
    args: [{ name: '<shell>', about: 'bash, zsh or fish' }],
    async run({ args: [name], json, shell }) {
      if (!Object.hasOwn(SCRIPTS, name)) throw new Fault('usage', `shell: expected bash, zsh or fish, was '${name}'`);
      const script = SCRIPTS[name as keyof typeof SCRIPTS]([...commands, completions]);
      if (json) printJson(shell, { shell: name, script });
      else shell.out(script);
      return 0;
    },
  };
  return completions;
}
