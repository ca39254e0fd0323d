/** `clp doctor`: looks for everything that keeps CLP and its clients from working. */
import { type CommandPart, examples } from '../../context/command.ts'

export const doctor = {
  name: 'doctor',
  group: 'daemon',
  define: (command, cli) => {
    const { doctor: texts, help } = cli.messages
    command.description(texts.about).option('--fix', texts.fix).option('--json', help.json)
    examples(command, cli, ['clp doctor', 'clp doctor --fix', 'clp doctor --json'])
    command.action(async (options: { fix?: boolean; json?: boolean }) => {
      const { examine } = await import('../../doctor/doctor.ts')
      cli.end(await examine(cli, options))
    })
  },
} as const satisfies CommandPart
