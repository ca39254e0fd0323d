/** Every example in the help of a command is understood by the command line: its commands, arguments and options are there. */
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { readPage } from './pages.ts'
import { quietCli } from './render-cli.ts'

const examples = readPage('docs/reference/cli.md').blocks.flatMap(({ text }) => {
  const [, lines = ''] = text.split('\nExamples:\n')
  return lines.split('\n').filter((line) => /\bclp\b/.test(line))
})

/** The arguments of the `clp` of a line: without variables before it, redirections and what comes after it. */
const argumentsOf = (line: string): string[] => {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare,
  )
  const own = words.slice(words.findIndex((word) => /(^|\()clp$/.test(word ?? '')) + 1)
  const end = own.findIndex((word) => /^([<>|;]|&&|>>)/.test(word ?? ''))
  return (end === -1 ? own : own.slice(0, end)).map((word) => word ?? '')
}

const disarm = (command: Command): void => {
  command.action(() => undefined)
  command.commands.forEach(disarm)
}

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(50)
})

test.each(examples)('%s', async (line) => {
  const lines: string[] = []
  const program = createProgram(await quietCli('en', lines))
  program.commands.forEach(disarm)
  await program.parseAsync(argumentsOf(line), { from: 'user' })
})
