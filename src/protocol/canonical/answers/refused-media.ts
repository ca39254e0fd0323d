/** How upstreams say that a model takes no images, or no documents. */
export const REFUSES_IMAGES =
  /does not support (image|vision)|image(_url| input)?s? (is|are) (not|only) supported|unknown variant `image_url`|at most 0 image/i

export const REFUSES_DOCUMENTS =
  /does not support (file|pdf|document)|(file|pdf|document)( input)?s? (is|are) not supported|unknown variant `file`/i
