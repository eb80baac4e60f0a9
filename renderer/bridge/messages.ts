import type { FromHost, Port, ToHost } from '../../contract/port.ts'

/** The page's end of a MessagePort. `retire` tells the client that nothing more will come. */
export function portOverMessages(port: MessagePort): Port<ToHost, FromHost> & { retire(): void } {
  let closed = () => {}
  let open = true
  const retire = () => {
    if (!open) return
    open = false
    port.close()
    closed()
  }
  return {
    post: message => port.postMessage(message),
    listen(onMessage, onClose) {
      closed = onClose
      port.onmessage = event => onMessage(event.data as FromHost)
      // Chromium tells of a closed port from version 122 on; before, main says so in a message of its own.
      port.addEventListener('close', retire)
      port.start()
    },
    close: retire,
    retire
  }
}
