// Writes pieces to a socket as fast as they are taken, for as long as it is open.

/** `handedOver` is told how many bytes of each are. Resolves when all pieces are handed over, or the socket is closed. */
export const writeAll = async (socket, pieces, handedOver = () => undefined) => {
  for await (const piece of pieces) {
    if (socket.destroyed) return
    handedOver(piece.length)
    if (!socket.write(piece)) await drained(socket)
  }
}

const drained = (socket) =>
  new Promise((resolve) => {
    const over = () => {
      socket.off('drain', over)
      socket.off('close', over)
      resolve()
    }
    socket.on('drain', over)
    socket.on('close', over)
  })
