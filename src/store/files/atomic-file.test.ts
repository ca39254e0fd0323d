import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stageFile } from './atomic-file.ts'

/** Built by the set-up of the tests, because a child process cannot run TypeScript on Node 20. */
const built = fileURLToPath(new URL('../../../build/store/files/atomic-file.js', import.meta.url))

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clp-atomic-'))
  file = join(folder, 'a.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('nothing changes until it is put in place', async () => {
  writeFileSync(file, 'old')
  const staged = await stageFile(file, 'new')
  expect(readFileSync(file, 'utf8')).toBe('old')
  await staged.commit()
  expect(readFileSync(file, 'utf8')).toBe('new')
  staged.discard()
  expect(readdirSync(folder)).toEqual(['a.json'])
})

test('what is discarded leaves nothing behind', async () => {
  const staged = await stageFile(file, 'new')
  staged.discard()
  expect(readdirSync(folder)).toEqual([])
})

test('the draft is private from its first byte, and folders are made private', async () => {
  const staged = await stageFile(join(folder, 'deep/er/b.json'), 'secret')
  const [draft = ''] = readdirSync(join(folder, 'deep/er'))
  expect(statSync(join(folder, 'deep/er', draft)).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700)
  staged.discard()
})

test('drafts of killed writers are cleared away, other files are not', async () => {
  const others = ['.a.json.swp', '.ab.json.0123456789ab.tmp', 'a.json~']
  for (const name of [...others, '.a.json.0123456789ab.tmp']) writeFileSync(join(folder, name), 'x')
  const staged = await stageFile(file, 'new')
  await staged.commit()
  expect(readdirSync(folder).toSorted()).toEqual([...others, 'a.json'].toSorted())
})

test('a symbolic link to nothing is refused rather than replaced', async () => {
  symlinkSync(join(folder, 'nowhere'), file)
  await expect(stageFile(file, 'new')).rejects.toThrow('it is a symbolic link to a file that does not exist')
  expect(readdirSync(folder)).toEqual(['a.json'])
})

test('a folder in its place is named in the error and stays', async () => {
  mkdirSync(join(file, 'inner'), { recursive: true })
  const staged = await stageFile(file, 'new')
  expect(staged.commit).toThrow(`Cannot write "${file}"`)
  staged.discard()
  expect(readdirSync(folder)).toEqual(['a.json'])
})

test.skipIf(process.platform === 'win32')('a disk that fills up in the middle leaves the old text whole', () => {
  writeFileSync(file, 'old')
  const script = `
    process.on('SIGXFSZ', () => {})
    const { stageFile } = await import(${JSON.stringify(built)})
    await stageFile(${JSON.stringify(file)}, 'x'.repeat(20000)).then(
      (staged) => staged.commit(),
      (error) => console.log(error.message),
    )`
  // The shell's limit on the size of a file cuts a write short exactly as a full disk does: with a count, not with an error.
  const child = spawnSync('sh', ['-c', 'ulimit -f 8; exec "$0" --input-type=module -e "$1"', process.execPath, script])
  expect(String(child.stdout)).toContain(`Cannot write "${file}": the file would become too large (EFBIG)`)
  expect(readFileSync(file, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['a.json'])
})
