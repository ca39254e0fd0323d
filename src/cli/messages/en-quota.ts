/** English texts of `clp quota` and `clp balance`. */
export const enQuota = {
  about: 'Show how much of their plans and limits the upstreams say is used',
  none: 'No upstream has told of limits yet: they are read from its answers',
  columns: ['Service', 'Upstream', 'Window', 'Used', 'Begins anew', 'Seen', 'Its word'],
  ago: '{span} ago',
  left: '{left} left',
  line: '{name}: {list} used',
  heading: 'Plans:',
}
