/** An object without the properties that are undefined, for interfaces that tell "absent" from "undefined". */
export const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, property]) => property !== undefined)) as Defined<T>

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
