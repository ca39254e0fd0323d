/** `clp mask`: secrets that never leave. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const mask = {
  name: 'mask',
  group: 'rules',
  define: (command, cli) => {
    command.description(cli.messages.rules.mask.about)
    examples(command, cli, ['clp mask on', 'clp mask test .env', 'clp mask kinds'])
    defineSwitch(command.command('on'), cli, true)
    defineSwitch(command.command('off'), cli, false)
    defineStatus(command.command('status'), cli)
    defineKinds(command.command('kinds'), cli)
    defineTest(command.command('test'), cli)
  },
} as const satisfies CommandPart

const defineSwitch = (command: Command, cli: Cli, enabled: boolean): void => {
  const { rules, help } = cli.messages
  command.description(enabled ? rules.mask.switchOn : rules.mask.switchOff).option('--json', help.json)
  examples(command, cli, [enabled ? 'clp mask on' : 'clp mask off'])
  command.action(async (options) => {
    const { switchMasking } = await import('../../masking/masking.ts')
    await switchMasking(cli, enabled, options)
  })
}

const defineStatus = (command: Command, cli: Cli): void => {
  const { rules, help } = cli.messages
  command.description(rules.mask.status).option('--json', help.json)
  examples(command, cli, ['clp mask status --json'])
  command.action(async (options) => {
    const { showMasking } = await import('../../masking/masking.ts')
    await showMasking(cli, options)
  })
}

const defineKinds = (command: Command, cli: Cli): void => {
  const { rules, help } = cli.messages
  command.description(rules.mask.kinds).option('--json', help.json)
  examples(command, cli, ['clp mask kinds'])
  command.action(async (options) => {
    const { listKinds } = await import('../../masking/masking.ts')
    await listKinds(cli, options)
  })
}

const defineTest = (command: Command, cli: Cli): void => {
  const { rules, help } = cli.messages
  command.description(rules.mask.test).argument('[file]', rules.mask.file).option('--json', help.json)
  examples(command, cli, ['clp mask test .env', 'git diff | clp mask test -'])
  command.action(async (file: string | undefined, options) => {
    const { testMasking } = await import('../../masking/masking.ts')
    await testMasking(cli, file, options)
  })
}
