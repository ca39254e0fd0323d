import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createLog } from './log.ts'

it('writes one line for one message, in which nothing is obeyed by who reads it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clp-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const log = createLog(folder, 'info')
  const forged = 'a\n{"level":50,"msg":"forged"}\r\u202e\u0085\u2028\u009b31m'
  log.write('warn', 'claude', forged, new Error(forged))
  await log.close()
  const text = readFileSync(join(folder, log.fileOf('claude')), 'utf8')
  expect(text.split(/[\n\r\u0085\u2028]/)).toHaveLength(2)
  expect(text).not.toMatch(/[\p{Bidi_Control}\u0080-\u009f]/u)
  expect(JSON.parse(text)).toMatchObject({ msg: expect.stringContaining('\\u{202e}') })
})
