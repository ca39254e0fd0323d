// A text editor of the kind that knows nothing of locks: reads the file, thinks for a moment, and puts a new one in its place.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Adds one more upstream to `claude.json` as an editor would; false when another program had saved in between, as editors notice. */
export const editByHand = (home, name) => {
  const path = join(home, 'claude.json')
  const before = readFileSync(path, 'utf8')
  const next = JSON.stringify(
    { ...JSON.parse(before), [name]: { base_url: 'http://127.0.0.1:1', auth_token: name } },
    null,
    2,
  )
  writeFileSync(`${path}.editor`, next, { mode: 0o600 })
  if (readFileSync(path, 'utf8') !== before) return false
  renameSync(`${path}.editor`, path)
  return true
}
