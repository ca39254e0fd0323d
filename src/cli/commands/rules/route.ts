/** `clp route`: the model routing, and where a request would go. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const route = {
  name: 'route',
  group: 'rules',
  define: (command, cli) => {
    command.description(cli.messages.rules.route.about)
    examples(command, cli, ['clp route show', 'clp route test {service} some-model --json'])
    defineShow(command.command('show'), cli)
    defineTest(command.command('test'), cli)
  },
} as const satisfies CommandPart

const defineShow = (command: Command, cli: Cli): void => {
  const { rules, help } = cli.messages
  command.description(rules.route.show).option('--json', help.json)
  examples(command, cli, ['clp route show --json'])
  command.action(async (options) => {
    const { showRouting } = await import('../../rules/show-route.ts')
    await showRouting(cli, options)
  })
}

const defineTest = (command: Command, cli: Cli): void => {
  const { rules, help } = cli.messages
  command
    .description(rules.route.test)
    .argument(...serviceArgument(cli))
    .argument('<model>', rules.route.model)
    .option('--json', help.json)
  examples(command, cli, ['clp route test {service} some-model', 'clp route test {service} some-model --json'])
  command.action(async (service: string, model: string, options) => {
    const { testRoute } = await import('../../rules/show-route.ts')
    await testRoute(cli, service, model, options)
  })
}
