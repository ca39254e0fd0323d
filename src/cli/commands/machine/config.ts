/** `clp config`: the documents as texts: what they say, whether they are right, and what may stand in them. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const config = {
  name: 'config',
  group: 'machine',
  define: (command, cli) => {
    command.description(cli.messages.machine.config.about)
    examples(command, cli, ['clp config show routing', 'clp config check', 'clp config export --output clp.json'])
    defineShow(command.command('show'), cli)
    definePut(command.command('put'), cli)
    defineCheck(command.command('check'), cli)
    defineSchema(command.command('schema'), cli)
    defineExport(command.command('export'), cli)
    defineImport(command.command('import'), cli)
    defineHistory(command.command('history'), cli)
    defineDiff(command.command('diff'), cli)
    defineRollback(command.command('rollback'), cli)
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
    cli.end(await (await import('../../documents/check-documents.ts')).checkDocuments(cli, names, options))
  })
}

const defineSchema = (command: Command, cli: Cli): void => {
  const { config: texts } = cli.messages.machine
  command.description(texts.schema.about).argument('[document]', texts.documents).option('--link', texts.schema.link)
  examples(command, cli, ['clp config schema {service}', 'clp config schema --link'])
  command.action(async (name: string | undefined, { link }: { link?: boolean }) => {
    const { linkSchemas, listSchemas, showSchema } = await import('../../documents/document-schemas.ts')
    if (name !== undefined) await showSchema(cli, name)
    else if (link) cli.end(await linkSchemas(cli))
    else await listSchemas(cli)
  })
}

const loadTexts = () => import('../../documents/document-texts.ts')

const defineShow = (command: Command, cli: Cli): void => {
  const { config: texts } = cli.messages.machine
  command.description(texts.show.about).argument('<document>', texts.document)
  examples(command, cli, ['clp config show routing', 'clp config show {service} > {service}.json'])
  command.action(async (name: string) => (await loadTexts()).showDocument(cli, name))
}

const definePut = (command: Command, cli: Cli): void => {
  const { config: texts } = cli.messages.machine
  command.description(texts.put.about).argument('<document>', texts.document).argument('<file>', texts.put.source)
  examples(command, cli, ['clp config put routing routing.json', 'clp config put lb - < lb_config.json'])
  command.action(async (name: string, source: string) => (await loadTexts()).putDocument(cli, name, source))
}

const defineExport = (command: Command, cli: Cli): void => {
  const { config: texts } = cli.messages.machine
  command
    .description(texts.export.about)
    .option('--secrets', texts.export.secrets)
    .option('--output <file>', texts.export.output)
  examples(command, cli, ['clp config export --output clp.json', 'clp config export --secrets > all.json'])
  command.action(async (options) => (await loadTexts()).exportDocuments(cli, options))
}

const defineImport = (command: Command, cli: Cli): void => {
  const { config: texts } = cli.messages.machine
  command.description(texts.import.about).argument('<file>', texts.import.source)
  examples(command, cli, ['clp config import clp.json', 'clp config import - < clp.json'])
  command.action(async (source: string) => (await loadTexts()).importDocuments(cli, source))
}

const loadHistory = () => import('../../documents/document-history.ts')

const defineHistory = (command: Command, cli: Cli): void => {
  const { config: texts } = cli.messages.machine
  command
    .description(texts.history.about)
    .argument('<document>', texts.document)
    .option('--clear', texts.history.clear)
    .option('--yes', cli.messages.confirm.yes)
    .option('--json', cli.messages.help.json)
  examples(command, cli, ['clp config history {service}', 'clp config history {service} --clear'])
  command.action(async (name: string, options) => (await loadHistory()).documentHistory(cli, name, options))
}

const defineDiff = (command: Command, cli: Cli): void => {
  const { config: texts } = cli.messages.machine
  command
    .description(texts.diff.about)
    .argument('<document>', texts.document)
    .argument('[revision]', texts.diff.revision)
    .option('--to <revision>', texts.diff.to)
    .option('--json', cli.messages.help.json)
  examples(command, cli, ['clp config diff routing', 'clp config diff {service} 3 --to 5'])
  command.action(async (name: string, revision: string | undefined, options) =>
    (await loadHistory()).documentDiff(cli, name, revision, options),
  )
}

const defineRollback = (command: Command, cli: Cli): void => {
  const { config: texts } = cli.messages.machine
  command
    .description(texts.rollback.about)
    .argument('<document>', texts.document)
    .argument('[revision]', texts.rollback.revision)
    .option('--yes', cli.messages.confirm.yes)
  examples(command, cli, ['clp config rollback routing', 'clp config rollback {service} 3 --yes'])
  command.action(async (name: string, revision: string | undefined, options) =>
    (await loadHistory()).rollbackDocument(cli, name, revision, options),
  )
}
