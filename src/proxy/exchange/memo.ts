/** Computes something once per value. Documents keep their identity while they do not change, so they serve as the key. */
export const memoByValue = <Key extends object, Result>(compute: (key: Key) => Result): ((key: Key) => Result) => {
  const known = new WeakMap<Key, { readonly result: Result }>()
  return (key) => {
    const hit = known.get(key)
    if (hit !== undefined) return hit.result
    const result = compute(key)
    known.set(key, { result })
    return result
  }
}
