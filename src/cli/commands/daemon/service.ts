/** `clp service`: lets the system's own service manager start and watch CLP. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const service = {
  name: 'service',
  group: 'machine',
  define: (command, cli) => {
    command.description(cli.messages.machine.service.about)
    examples(command, cli, ['clp service install', 'clp service status', 'clp service uninstall'])
    defineInstall(command.command('install'), cli)
    defineUninstall(command.command('uninstall'), cli)
    defineStatus(command.command('status'), cli)
  },
} as const satisfies CommandPart

const load = () => import('../../daemon/service-manager.ts')

const defineInstall = (command: Command, cli: Cli): void => {
  const { service: texts } = cli.messages.machine
  command.description(texts.install).option('--dry-run', texts.dryRun)
  examples(command, cli, ['clp service install --dry-run', 'CLP_UI_PORT=3400 clp service install'])
  command.action(async (options) => (await load()).installService(cli, options))
}

const defineUninstall = (command: Command, cli: Cli): void => {
  const { service: texts } = cli.messages.machine
  command.description(texts.uninstall).option('--dry-run', texts.dryRun)
  examples(command, cli, ['clp service uninstall'])
  command.action(async (options) => (await load()).uninstallService(cli, options))
}

const defineStatus = (command: Command, cli: Cli): void => {
  const { machine, help } = cli.messages
  command.description(machine.service.status).option('--json', help.json)
  examples(command, cli, ['clp service status', 'clp service status --json'])
  command.action(async (options) => {
    cli.end(await (await load()).serviceStatus(cli, options))
  })
}
