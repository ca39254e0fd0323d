// A line to another machine: a second network namespace at the other end of a pair of virtual cards, and a program in it that is an
// upstream and a client. The line can be cut without a word, and made slow and lossy.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { run } from './own-network.mjs'

const REMOTE_END = fileURLToPath(new URL('remote-end.mjs', import.meta.url))
const NEAR_ADDRESS = '10.77.0.1'
const FAR_ADDRESS = '10.77.0.2'

/** To be called in a network of one's own; throws where the system has no such cards. */
export const openLine = async () => {
  const child = spawn('unshare', ['--net', process.execPath, REMOTE_END, FAR_ADDRESS], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  await once(child, 'message')
  const there = (...command) => run('nsenter', '--net', '--target', String(child.pid), ...command)
  try {
    run('ip', 'link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far', 'netns', String(child.pid))
    run('ip', 'address', 'add', `${NEAR_ADDRESS}/24`, 'dev', 'near')
    run('ip', 'link', 'set', 'near', 'up')
    there('ip', 'address', 'add', `${FAR_ADDRESS}/24`, 'dev', 'far')
    there('ip', 'link', 'set', 'far', 'up')
  } catch (error) {
    child.kill()
    throw error
  }
  /** Tells the remote end something; resolves with its answer. */
  const ask = async (message) => {
    const answered = once(child, 'message')
    child.send(message)
    return (await answered)[0]
  }
  const { port } = await ask({ type: 'listen' })
  return {
    upstream: `http://${FAR_ADDRESS}:${port}`,
    near: NEAR_ADDRESS,
    ask,
    /** From now on nothing that the far end sends arrives, not even that it has received something. */
    cut: () => there('ip', 'route', 'add', 'blackhole', `${NEAR_ADDRESS}/32`),
    mend: () => there('ip', 'route', 'del', 'blackhole', `${NEAR_ADDRESS}/32`),
    /** Loss and delay in both directions; resolves with what the kernel offers for it. */
    worsen: () => {
      const how = QUEUES.find((queue) => works(() => run('tc', 'qdisc', 'add', 'dev', 'near', 'root', ...queue)))
      if (how === undefined) return undefined
      there('tc', 'qdisc', 'add', 'dev', 'far', 'root', ...how)
      return how.join(' ')
    },
    /** Packets that were lost in both directions since. */
    lost: () =>
      [run('tc', '-s', 'qdisc', 'show', 'dev', 'near'), there('tc', '-s', 'qdisc', 'show', 'dev', 'far')]
        .map((text) => Number(/dropped (\d+)/.exec(text)?.[1] ?? 0))
        .reduce((sum, count) => sum + count, 0),
    better: () => {
      run('tc', 'qdisc', 'del', 'dev', 'near', 'root')
      there('tc', 'qdisc', 'del', 'dev', 'far', 'root')
    },
    close: async () => {
      child.kill()
      await ended
    },
  }
}

/** `netem` where the kernel has it; else a narrow line whose short queue delays packets and drops what does not fit. */
const QUEUES = [
  ['netem', 'delay', '40ms', '20ms', 'loss', '3%'],
  ['tbf', 'rate', '6mbit', 'burst', '4kb', 'limit', '24kb'],
]

const works = (act) => {
  try {
    act()
    return true
  } catch {
    return false
  }
}
