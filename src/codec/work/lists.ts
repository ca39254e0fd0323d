/** Long lists as work that can pause behind each of their elements. */
import type { Work } from './work.ts'

/** What `map` makes of each. */
export function* mapped<Item, Made>(items: readonly Item[], map: (item: Item, index: number) => Made): Work<Made[]> {
  const made: Made[] = []
  for (const item of items) {
    made.push(map(item, made.length))
    yield
  }
  return made
}

/** All that `map` makes of each, in one list. */
export function* flatMapped<Item, Made>(
  items: readonly Item[],
  map: (item: Item, index: number) => readonly Made[],
): Work<Made[]> {
  const made: Made[] = []
  for (const [index, item] of items.entries()) {
    for (const one of map(item, index)) made.push(one)
    yield
  }
  return made
}

/** The same where each takes work of its own. */
export function* flatWorked<Item, Made>(
  items: readonly Item[],
  work: (item: Item, index: number) => Work<readonly Made[]>,
): Work<Made[]> {
  const made: Made[] = []
  for (const [index, item] of items.entries()) {
    for (const one of yield* work(item, index)) made.push(one)
    yield
  }
  return made
}
