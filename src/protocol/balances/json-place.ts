/** Finds values in an answer by the way that leads to them: `data.items[0].name`, `infos[?currency=CNY].total`. */

type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'filter'; readonly field: string; readonly value: string }

const STEP = /\.?([^.[\]]+)|\[(\d{1,6})\]|\[\?([^=\]]+)=([^\]]*)\]/y

/** The steps of a way; undefined for what is none. */
const stepsOf = (place: string): readonly Step[] | undefined => {
  const steps: Step[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < place.length) {
    const match = STEP.exec(place)
    if (match === null) return undefined
    const [, name, index, field, value = ''] = match
    if (name !== undefined) steps.push({ kind: 'name', name })
    else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) })
    else if (field !== undefined) steps.push({ kind: 'filter', field, value })
  }
  return steps
}

/** What stands there; undefined where nothing does, or where the way is none. Own members only. */
export const valueAtPlace = (answer: unknown, place: string): unknown => {
  let at: unknown = answer
  for (const step of stepsOf(place) ?? [{ kind: 'index' as const, index: -1 }]) at = next(at, step)
  return at
}

const next = (at: unknown, step: Step): unknown => {
  if (step.kind === 'name') return memberOf(at, step.name)
  if (!Array.isArray(at)) return undefined
  if (step.kind === 'index') return at[step.index]
  return at.find((item) => String(memberOf(item, step.field)) === step.value)
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
