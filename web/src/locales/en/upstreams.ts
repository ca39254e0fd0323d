/** Texts of the upstreams page. */
export const texts = { title: 'Upstreams' }
