/** `clp config`: are the documents right, and what may stand in them? */
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { type CommandPart, examples } from '../command.ts'

export const config = {
  name: 'config',
  group: 'machine',
  define: (command, cli) => {
    command.description(cli.messages.machine.config.about)
    examples(command, cli, ['clp config check', 'clp config schema --link'])
    defineCheck(command.command('check'), cli)
    defineSchema(command.command('schema'), cli)
  },
} as const satisfies CommandPart

const defineCheck = (command: Command, cli: Cli): void => {
  const { machine, help } = cli.messages
  command
    .description(machine.config.check.about)
    .argument('[document...]', machine.config.documents)
    .option('--json', help.json)
  examples(command, cli, ['clp config check', 'clp config check {service} auth --json'])
  command.action(async (names: readonly string[], options) => {
    cli.end(await (await import('../check-documents.ts')).checkDocuments(cli, names, options))
  })
}

const defineSchema = (command: Command, cli: Cli): void => {
  const { config: texts } = cli.messages.machine
  command.description(texts.schema.about).argument('[document]', texts.documents).option('--link', texts.schema.link)
  examples(command, cli, ['clp config schema {service}', 'clp config schema --link'])
  command.action(async (name: string | undefined, { link }: { link?: boolean }) => {
    const { linkSchemas, listSchemas, showSchema } = await import('../document-schemas.ts')
    if (name !== undefined) await showSchema(cli, name)
    else if (link) cli.end(await linkSchemas(cli))
    else await listSchemas(cli)
  })
}
