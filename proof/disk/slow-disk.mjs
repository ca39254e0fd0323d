// A disk that writes so many bytes a second and no more: a file system in a file, whose device the kernel slows down for one control
// group (cgroup v1, "blkio.throttle.write_bps_device"). Mounted with `sync`, for what is written later on is written by the kernel
// itself, which nobody slows down.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const GROUPS = '/sys/fs/cgroup/blkio'
const UNLIMITED = 0

/** Why there can be none here; undefined when there can. */
export const whyNoSlowDisk = () => {
  if (process.platform !== 'linux' || process.getuid() !== 0) return 'only root on Linux can slow a disk down'
  if (!existsSync(join(GROUPS, 'blkio.throttle.write_bps_device')))
    return 'no control group (v1) slows devices down here'
  const missing = ['losetup', 'mkfs.ext4', 'mount'].filter((name) => spawnSync(name, ['--version']).error !== undefined)
  return missing.length === 0 ? undefined : `there is no ${missing.join(' and no ')}`
}

const run = (name, ...args) => {
  const { status, stdout, stderr } = spawnSync(name, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

/**
 * A file system of `bytes` at `folder`. What is started with `prefix` before its command writes at the speed that `slow` sets, in bytes
 * a second; `quick` lifts the limit.
 */
export const openSlowDisk = (bytes) => {
  const undo = []
  /** Undoes everything, the last first; what cannot be undone keeps nothing else from it. */
  const close = () => {
    for (const step of undo.splice(0).reverse()) {
      try {
        step()
      } catch {
        // It is looked at by nobody: the folder of a proof that has ended.
      }
    }
  }
  try {
    const place = mkdtempSync(join(tmpdir(), 'clp-proof-slow-'))
    undo.push(() => rmSync(place, { recursive: true, force: true }))
    const [image, folder, group] = [join(place, 'image'), join(place, 'disk'), join(GROUPS, basename(place))]
    writeFileSync(image, '')
    truncateSync(image, bytes)
    mkdirSync(folder)
    run('mkfs.ext4', '-q', '-F', image)
    const device = run('losetup', '--find', '--show', image)
    undo.push(() => run('losetup', '-d', device))
    mkdirSync(group)
    undo.push(() => rmdirSync(group))
    run('mount', '-o', 'sync', device, folder)
    undo.push(() => run('umount', '-l', folder))
    const number = readFileSync(`/sys/block/${basename(device)}/dev`, 'utf8').trim()
    const limit = (bytesASecond) =>
      writeFileSync(join(group, 'blkio.throttle.write_bps_device'), `${number} ${bytesASecond}`)
    return {
      folder,
      prefix: ['sh', '-c', `echo $$ > ${group}/tasks; exec "$@"`, 'sh'],
      slow: limit,
      quick: () => limit(UNLIMITED),
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}
