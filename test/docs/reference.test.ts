/** Pages of the reference that are made from the code: `npm run docs` writes them, `npm test` finds that one is out of date. */
import { expect, test } from 'vitest'
import { renderCli } from './render-cli.ts'
import { renderEvents } from './render-events.ts'

test('docs/reference/cli.md is what the commands print', async () => {
  await expect(await renderCli('en')).toMatchFileSnapshot('../../docs/reference/cli.md')
})

test('docs/reference/cli.zh-CN.md is what the commands print', async () => {
  await expect(await renderCli('zh')).toMatchFileSnapshot('../../docs/reference/cli.zh-CN.md')
})

test('docs/reference/events.md is what the types say', async () => {
  await expect(renderEvents()).toMatchFileSnapshot('../../docs/reference/events.md')
})
