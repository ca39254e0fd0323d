/** `kill -9` in the middle of writing, again and again on one file: what was promised is there, and the file is whole. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { openConnection } from './database/driver.ts'

const folder = mkdtempSync(join(tmpdir(), 'clp-crash-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const VICTIM = fileURLToPath(new URL('../../../../test/kit/journal-victim.mjs', import.meta.url))
const ROUNDS = 20

/** Lets a victim write until it has promised `enough` records, and kills it then. Resolves with what it promised last. */
const killAfter = (file: string, round: number, enough: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const victim = spawn(process.execPath, [VICTIM, file, String(round)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own, to which the process that writes belongs.
      detached: true,
    })
    let said = ''
    victim.stdout.on('data', (data) => {
      said += String(data)
      // The delay only moves the moment: into the collecting of a batch, its writing, or the trimming after it.
      if (promised(said) >= enough) setTimeout(() => killGroup(victim.pid), (round * 13) % 60)
    })
    victim.on('error', reject)
    victim.on('close', (_code, signal) =>
      signal === 'SIGKILL' ? resolve(promised(said)) : reject(new Error(`The victim ended by itself: ${said}`)),
    )
  })

/** The data may be there before the group is gone: then it is gone already. */
const killGroup = (pid = 0): void => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has been killed by an earlier promise.
  }
}

const promised = (said: string): number =>
  Number(
    said
      .match(/kept (\d+)\n/g)
      ?.at(-1)
      ?.slice(5) ?? 0,
  )

it('loses nothing that was on disk, whatever the moment', async () => {
  const file = join(folder, 'clp.db')
  const kept: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    // A different amount of work each time, so that the end falls into inserts, trimming and checkpoints alike.
    kept.push(await killAfter(file, round, 20 + ((round * 37) % 200)))
    const database = openConnection(file)
    expect(database.all('PRAGMA integrity_check', [])).toEqual([{ integrity_check: 'ok' }])
    for (const [index, count] of kept.entries()) {
      const rows = database.all("SELECT count(*) AS n FROM exchanges WHERE id LIKE ? || '-%'", [String(index)])
      expect(rows[0]?.['n']).toBeGreaterThanOrEqual(count)
    }
    // Records and totals are written together: both or neither.
    const records = database.all('SELECT count(*) AS n FROM exchanges', [])[0]?.['n']
    expect(database.all('SELECT sum(requests) AS n FROM ledger', [])[0]?.['n']).toBe(records)
    for (const table of ['ledger', 'ledger_days'])
      expect(database.all(`SELECT sum(cost) AS n FROM ${table}`, [])[0]?.['n']).toBe(Number(records) * 1_234_567)
    expect(database.all("SELECT value AS n FROM meta WHERE name = 'records'", [])[0]?.['n']).toBe(records)
    database.close()
  }
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([])
}, 180_000)
