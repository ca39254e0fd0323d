/** `clp auth`: the tokens with which clients and browsers sign in. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples } from '../../context/command.ts'
import { fill } from '../../messages/fill.ts'

export const auth = {
  name: 'auth',
  group: 'access',
  define: (command, cli) => {
    const { access } = cli.messages
    command.description(access.about)
    examples(command, cli, [
      'clp auth generate --name laptop --expires 90d',
      'clp auth generate --name ci --services {service}',
      'clp auth on',
      'clp auth list',
    ])
    defineGenerate(command.command('generate'), cli)
    defineSet(command.command('set'), cli)
    defineList(command.command('list'), cli)
    defineSwitch(command.command('on'), cli, true)
    defineSwitch(command.command('off'), cli, false)
    defineChange(command.command('enable'), cli, 'enable')
    defineChange(command.command('disable'), cli, 'disable')
    defineChange(command.command('remove'), cli, 'remove')
    defineSignOut(command.command('sign-out'), cli)
  },
} as const satisfies CommandPart

const EXPIRES = '30d, 2026-12-31, 2026-12-31T23:59:59'

const load = () => import('../../access/tokens.ts')

const defineGenerate = (command: Command, cli: Cli): void => {
  const { access, help } = cli.messages
  command
    .description(access.generate.about)
    .requiredOption('--name <name>', access.generate.name)
    .option('--description <text>', access.generate.description)
    .option('--owner <owner>', access.generate.owner)
    .option('--expires <time>', fill(access.generate.expires, { examples: EXPIRES }))
    .option('--services <service...>', access.generate.services)
    .option('--json', help.json)
  examples(command, cli, [
    'clp auth generate --name laptop',
    'clp auth generate --name ci --expires 30d --services {service}',
  ])
  command.action(async (options) => (await load()).generateNamed(cli, options))
}

const defineSet = (command: Command, cli: Cli): void => {
  const { access } = cli.messages
  command
    .description(access.set.about)
    .argument('<name>', access.name)
    .requiredOption('--owner <owner>', access.generate.owner)
  examples(command, cli, ['clp auth set laptop --owner Li'])
  command.action(async (name: string, options) => (await load()).setOwner(cli, name, options))
}

const defineList = (command: Command, cli: Cli): void => {
  const { access, help } = cli.messages
  command.description(access.list.about).option('--json', help.json)
  examples(command, cli, ['clp auth list', 'clp auth list --json'])
  command.action(async (options) => (await load()).listTokens(cli, options))
}

const defineSwitch = (command: Command, cli: Cli, on: boolean): void => {
  const { access } = cli.messages
  command.description(on ? access.on.about : access.off.about).option('--service <service>', access.on.service)
  examples(command, cli, [`clp auth ${command.name()}`, `clp auth ${command.name()} --service {service}`])
  command.action(async (options) => (await load()).switchOnOrOff(cli, on, options))
}

const defineChange = (command: Command, cli: Cli, act: 'enable' | 'disable' | 'remove'): void => {
  const { access } = cli.messages
  command.description(access[act].about).argument('<name>', access.name)
  examples(command, cli, [`clp auth ${act} laptop`])
  command.action(async (name: string) => (await load()).changeToken(cli, act, name))
}

const defineSignOut = (command: Command, cli: Cli): void => {
  command.description(cli.messages.access.signOut.about)
  examples(command, cli, ['clp auth sign-out'])
  command.action(async () => (await import('../../access/sign-out.ts')).signOutEverywhere(cli))
}
