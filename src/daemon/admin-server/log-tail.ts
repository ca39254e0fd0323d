/** Reads the newest lines of a log file without reading all of it. */
import { open } from 'node:fs/promises'

/** Enough for a few hundred lines; a longer line is cut at its beginning. */
const TAIL_BYTES = 256 * 1024

/** Oldest first; empty when there is no such file. */
export const tailOf = async (file: string, lines: number): Promise<readonly string[]> => {
  const handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return []
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, TAIL_BYTES)
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    return buffer
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-lines)
  } finally {
    await handle.close()
  }
}
