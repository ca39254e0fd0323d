/** Numbers as they are typed, and as documents keep them. Pure. */

export interface NumberRules {
  /** How many of the document's units make one of the shown. */
  readonly unit?: number
  /** The least that can be used, in the shown unit. */
  readonly min: number
  /** Whether an empty field says "no limit", which documents write as 0. A 0 that is typed means none, as everywhere. */
  readonly mayBeEmpty?: boolean
}

/** In the unit of the document; `NaN` for what cannot be used. */
export const readNumber = (typed: number | string, { unit = 1, min, mayBeEmpty = false }: NumberRules): number => {
  if (typed === '') return mayBeEmpty ? 0 : Number.NaN
  const value = Number(typed)
  return value >= Math.max(min, mayBeEmpty ? 1 / unit : min) && Number.isSafeInteger(Math.round(value * unit))
    ? Math.round(value * unit)
    : Number.NaN
}

export const shownNumber = (value: number, { unit = 1, mayBeEmpty = false }: NumberRules): number | string =>
  Number.isNaN(value) || (mayBeEmpty && value === 0) ? '' : value / unit

/** Whether something that was typed somewhere in settings is no number. */
export const holdsNoNumber = (settings: unknown): boolean => {
  if (typeof settings === 'number') return Number.isNaN(settings)
  return typeof settings === 'object' && settings !== null && Object.values(settings).some(holdsNoNumber)
}
