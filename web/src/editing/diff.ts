/** Line differences by Myers' algorithm (1986), bounded: too different texts are shown as one block each. Pure. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Edit steps tried before giving up on finding the smallest difference. */
const MOST_STEPS = 400

export const diffLines = (before: string, after: string): readonly DiffLine[] => {
  const left = before.split('\n')
  const right = after.split('\n')
  const head = commonHead(left, right)
  const tail = commonTail(left, right, head)
  const middle = diffMiddle(left.slice(head, left.length - tail), right.slice(head, right.length - tail))
  return [...left.slice(0, head).map(same), ...middle, ...left.slice(left.length - tail).map(same)]
}

const same = (text: string): DiffLine => ({ kind: 'same', text })

const commonHead = (left: readonly string[], right: readonly string[]): number => {
  let length = 0
  while (length < left.length && length < right.length && left[length] === right[length]) length += 1
  return length
}

const commonTail = (left: readonly string[], right: readonly string[], head: number): number => {
  let length = 0
  const most = Math.min(left.length, right.length) - head
  while (length < most && left[left.length - 1 - length] === right[right.length - 1 - length]) length += 1
  return length
}

const block = (left: readonly string[], right: readonly string[]): DiffLine[] => [
  ...left.map((text): DiffLine => ({ kind: 'removed', text })),
  ...right.map((text): DiffLine => ({ kind: 'added', text })),
]

const diffMiddle = (left: readonly string[], right: readonly string[]): DiffLine[] => {
  if (left.length === 0 || right.length === 0) return block(left, right)
  const frontiers = searchEdits(left, right)
  return frontiers === undefined ? block(left, right) : walkBack(left, right, frontiers)
}

type Frontier = ReadonlyMap<number, number>

/** Furthest x reached per diagonal, before each number of edits; undefined when there are too many. */
const searchEdits = (left: readonly string[], right: readonly string[]): readonly Frontier[] | undefined => {
  const reach = new Map<number, number>([[1, 0]])
  const frontiers: Frontier[] = []
  for (let edits = 0; edits <= Math.min(MOST_STEPS, left.length + right.length); edits += 1) {
    frontiers.push(new Map(reach))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = startOf(reach, diagonal, edits)
      while (x < left.length && x - diagonal < right.length && left[x] === right[x - diagonal]) x += 1
      reach.set(diagonal, x)
      if (x >= left.length && x - diagonal >= right.length) return frontiers
    }
  }
  return undefined
}

const goesDown = (reach: Frontier, diagonal: number, edits: number): boolean =>
  diagonal === -edits || (diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1))

const startOf = (reach: Frontier, diagonal: number, edits: number): number =>
  goesDown(reach, diagonal, edits) ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0) + 1

const walkBack = (left: readonly string[], right: readonly string[], frontiers: readonly Frontier[]): DiffLine[] => {
  const lines: DiffLine[] = []
  let x = left.length
  let y = right.length
  for (let edits = frontiers.length - 1; edits >= 0; edits -= 1) {
    const reach = frontiers[edits] ?? new Map<number, number>()
    const diagonal = x - y
    const down = goesDown(reach, diagonal, edits)
    const from = down ? diagonal + 1 : diagonal - 1
    const fromX = reach.get(from) ?? 0
    const fromY = fromX - from
    const equal = equalRun({ left, right, x, y }, Math.min(x - Math.max(fromX, 0), y - Math.max(fromY, 0)))
    for (let back = 1; back <= equal; back += 1) lines.push(same(left[x - back] ?? ''))
    if (edits === 0) break
    if (down) lines.push({ kind: 'added', text: right[y - equal - 1] ?? '' })
    else lines.push({ kind: 'removed', text: left[x - equal - 1] ?? '' })
    x = fromX
    y = fromY
  }
  return lines.reverse()
}

interface Ends {
  readonly left: readonly string[]
  readonly right: readonly string[]
  readonly x: number
  readonly y: number
}

/** How many lines before the two ends are equal, at most `most`. */
const equalRun = ({ left, right, x, y }: Ends, most: number): number => {
  let length = 0
  while (length < most && left[x - 1 - length] === right[y - 1 - length]) length += 1
  return length
}
