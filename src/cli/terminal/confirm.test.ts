import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { en } from '../messages/en.ts'
import { confirm } from './confirm.ts'

const asked = async (input: readonly string[], { terminal = true, saidYes = false } = {}) => {
  const notes: string[] = []
  const stdin = Object.assign(Readable.from(input), { isTTY: terminal })
  const cli = { stdin, messages: en, print: { note: (text: string) => notes.push(text) } } as unknown as Cli
  const outcome = await confirm(cli, { question: 'Remove it?', saidYes, hint: 'say --yes' }).then(
    () => 'yes',
    (error: unknown) => error,
  )
  return { outcome, notes }
}

describe('a question before something is removed', () => {
  it.each(['y\n', 'yes\n', ' YES \r\n', 'Y', '是\n'])('takes %j for a yes', async (answer) => {
    expect(await asked([answer])).toEqual({ outcome: 'yes', notes: ['Remove it? [y/N] '] })
  })

  it.each(['\n', 'n\n', 'no\n', 'yes please\n', 'ok\n', '不\n', '\ny\n'])('takes %j for a no', async (answer) => {
    const { outcome } = await asked([answer])
    expect(outcome).toBeInstanceOf(CliError)
    expect(outcome).toMatchObject({ message: 'Nothing was changed', exitCode: EXIT.failed })
  })

  it('takes the end of the input for a no, instead of waiting for ever', async () => {
    expect((await asked([])).outcome).toMatchObject({ exitCode: EXIT.failed })
  })

  it('is not asked of nobody', async () => {
    const { outcome, notes } = await asked(['y\n'], { terminal: false })
    expect(outcome).toMatchObject({ exitCode: EXIT.usage, hints: ['say --yes'] })
    expect(notes).toEqual([])
  })

  it('is not asked of somebody who has answered', async () => {
    expect(await asked([], { terminal: false, saidYes: true })).toEqual({ outcome: 'yes', notes: [] })
  })
})
