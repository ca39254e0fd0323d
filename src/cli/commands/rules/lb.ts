/** `clp lb`: how requests are spread over upstreams. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'
import { fill } from '../../messages/fill.ts'
import { UNTIL_EXAMPLES } from '../../terminal/format.ts'

export const lb = {
  name: 'lb',
  group: 'rules',
  define: (command, cli) => {
    command.description(cli.messages.rules.lb.about)
    examples(command, cli, ['clp lb show', 'clp lb mode weight-based', 'clp lb pause {service} work'])
    defineShow(command.command('show'), cli)
    defineMode(command.command('mode'), cli)
    defineReset(command.command('reset'), cli)
    definePause(command.command('pause'), cli)
    defineResume(command.command('resume'), cli)
  },
} as const satisfies CommandPart

const load = () => import('../../rules/balancing-commands.ts')

const defineShow = (command: Command, cli: Cli): void => {
  const { rules, help } = cli.messages
  command.description(rules.lb.show).option('--json', help.json)
  examples(command, cli, ['clp lb show --json'])
  command.action(async (options) => {
    const { showBalancing } = await import('../../rules/show-balancing.ts')
    await showBalancing(cli, options)
  })
}

const defineMode = (command: Command, cli: Cli): void => {
  const { lb: texts } = cli.messages.rules
  const choices = Object.entries(texts.policies).map(([id, about]) => `${id} (${about})`)
  command.description(texts.mode).argument('<policy>', `${texts.policy}: ${choices.join('; ')}`)
  examples(command, cli, ['clp lb mode weight-based', 'clp lb mode active-first'])
  command.action(async (policy: string) => (await load()).changeMode(cli, policy))
}

const defineReset = (command: Command, cli: Cli): void => {
  const { rules, upstreams } = cli.messages
  command
    .description(rules.lb.reset)
    .argument(...serviceArgument(cli))
    .argument('[name]', upstreams.name)
  examples(command, cli, ['clp lb reset {service}', 'clp lb reset {service} work'])
  command.action(async (service: string, name: string | undefined) => (await load()).resetHealth(cli, service, name))
}

const definePause = (command: Command, cli: Cli): void => {
  const { rules, upstreams } = cli.messages
  command
    .description(rules.lb.pause)
    .argument(...serviceArgument(cli))
    .argument('<name>', upstreams.name)
    .option('--for <span>', rules.lb.for)
    .option('--until <time>', fill(rules.lb.until, { examples: UNTIL_EXAMPLES }))
  examples(command, cli, ['clp lb pause {service} work', 'clp lb pause {service} work --for 2h'])
  command.action(async (service: string, name: string, options) => (await load()).pause(cli, service, name, options))
}

const defineResume = (command: Command, cli: Cli): void => {
  const { rules, upstreams } = cli.messages
  command
    .description(rules.lb.resume)
    .argument(...serviceArgument(cli))
    .argument('<name>', upstreams.name)
  examples(command, cli, ['clp lb resume {service} work'])
  command.action(async (service: string, name: string) => (await load()).resume(cli, service, name))
}
