/** The shape every language must fill: the keys of the English texts. English singular forms have no Chinese counterpart. */
export type Shape<T> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Shape<T[K]>
}
