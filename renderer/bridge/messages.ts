import type { FromHost, Port, ToHost } from '../../contract/transport/port.ts'

/** Wraps the page's end of a MessagePort. `retire` notifies the client that the port is closed. */
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
      // Chromium fires `close` from version 122 on. For older versions, main sends its own message.
      port.addEventListener('close', retire)
      port.start()
    },
    close: retire,
    retire
  }
}
