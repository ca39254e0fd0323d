/** Folders are made for their owner, and refused with the true reason. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeFolder } from './make-folder.ts'

const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'clp-folder-'))
  onTestFinished(() => {
    spawnSync('umount', [folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

const mount = (...args: readonly string[]): boolean => spawnSync('mount', args).status === 0

it('makes the folders on the way too, for their owner alone, and is content with what is there', () => {
  const folder = emptyFolder()
  const path = join(folder, 'home', 'run')
  for (const _ of ['first', 'again']) makeFolder(path)
  expect([path, join(folder, 'home')].map((made) => statSync(made).mode & 0o777)).toEqual([0o700, 0o700])
})

it('names a read-only file system as the reason', ({ skip }) => {
  const folder = emptyFolder()
  if (!mount('-t', 'tmpfs', 'tmpfs', folder)) skip('file systems can be mounted only by root on Linux')
  mount('-o', 'remount,ro', folder)
  for (const path of ['run', 'home/run']) expect(() => makeFolder(join(folder, path))).toThrow('EROFS')
})
