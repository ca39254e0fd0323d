// Requests over a line that delays and loses packets: they take longer, and that is all.
import { createHash } from 'node:crypto'

const REQUESTS = 100
const AT_ONCE = 10
const BYTES = 50_000

export const badLine = async ({ post, pointAt, patience, patienceS, recovers }, line, report) => {
  const how = line.worsen()
  if (how === undefined) {
    report.skip('a line with delay and loss', 'this kernel has no queue that delays or drops')
    return
  }
  await patience(60)
  await pointAt(line.upstream)
  const answers = []
  const client = async () => {
    while (answers.length < REQUESTS) {
      const slot = answers.push(undefined) - 1
      answers[slot] = await post({ bytes: BYTES })
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, client))
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const lost = line.lost()
  line.better()
  const sent = createHash('sha1').update(bodyOf(BYTES)).digest('hex')
  const wanted = `${sent} ${'y'.repeat(50_000)}`
  const right = answers.filter(({ status, whole, text }) => status === 200 && whole && text === wanted).length
  const twice = Object.values(await line.ask({ type: 'received' })).filter((count) => count > 1).length
  report.check(
    `a line with delay and loss (${how}): every byte arrives, once`,
    right === REQUESTS && twice === 0 && lost > 0,
    `${right} of ${REQUESTS} right, ${twice} twice, ${lost} packets lost, ${seconds} s`,
  )
  await patience(patienceS)
  await recovers()
}

const bodyOf = (bytes) =>
  JSON.stringify({ model: 'claude-x', messages: [{ role: 'user', content: 'x'.repeat(bytes) }] })
