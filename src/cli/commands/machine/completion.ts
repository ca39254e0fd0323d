/** `clp completion`: lets a shell complete commands, options, services and the names of upstreams. */
import { type CommandPart, examples } from '../../context/command.ts'

export const completion = {
  name: 'completion',
  group: 'machine',
  define: (command, cli) => {
    const { completion: texts } = cli.messages.machine
    command.description(texts.about).argument('<shell>', texts.shell).argument('[words...]', texts.words)
    examples(command, cli, ['clp completion bash', 'clp completion zsh', 'clp completion fish'])
    command.action(async (shell: string, words: readonly string[]) => {
      const { showCompletion } = await import('../../completion/complete-line.ts')
      await showCompletion(cli, command.parent ?? command, { shell, words })
    })
  },
} as const satisfies CommandPart
