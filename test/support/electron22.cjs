// Preloaded (`electron -r`) where the end-to-end tests have only Electron 22. Adds the newer
// features that main uses, so that the program itself needs no special case. Main runs on Electron
// 22's Node 16, but the host and its native modules need a newer Node. `utilityProcess.fork`
// therefore runs its script with DUCTAL_TEST_NODE and preloads this file there too. Ports cannot be
// transferred to such a process, so their messages are relayed over its channel.
const { EventEmitter } = require('node:events')

if (process.versions.electron) beElectron()
else beUtilityProcess()

function beElectron() {
  const electron = require('electron')
  const { Response } = require('undici')
  globalThis.Response ??= Response
  electron.protocol.handle ??= (scheme, handler) => handleScheme(electron.protocol, scheme, handler)
  electron.utilityProcess.fork = forkNode
  giveClipboard(electron)
}

/** Emulates clipboard items (Electron 4x) with clipboard images. */
function giveClipboard(electron) {
  const { clipboard, nativeImage } = electron
  globalThis.Blob ??= require('node:buffer').Blob
  class ClipboardItem {
    constructor(items) {
      this.items = items
    }
    getType(type) {
      return Promise.resolve(this.items[type])
    }
  }
  Object.defineProperty(electron, 'ClipboardItem', { value: ClipboardItem })
  clipboard.write = async ([item]) => {
    const blob = await item.getType('image/png')
    clipboard.writeImage(nativeImage.createFromBuffer(Buffer.from(await blob.arrayBuffer())))
  }
  clipboard.read = async () => [new ClipboardItem({ 'image/png': new Blob([clipboard.readImage().toPNG()]) })]
}

/** Emulates `protocol.handle` (Electron 25) with the older buffer protocol. */
function handleScheme(protocol, scheme, handler) {
  const registered = protocol.registerBufferProtocol(scheme, async ({ url, method }, done) => {
    const { signal } = new AbortController()
    try {
      const response = await handler({ url, method, signal })
      const data = Buffer.from(await response.arrayBuffer())
      done({ statusCode: response.status, headers: Object.fromEntries(response.headers), data })
    } catch (error) {
      console.error(error)
      done({ error: -2 })
    }
  })
  if (!registered) throw new Error(`The scheme ${scheme} cannot be registered.`)
}

function forkNode(script, args, { stdio }) {
  const { fork } = require('node:child_process')
  const child = fork(script, args, {
    execPath: process.env.DUCTAL_TEST_NODE,
    execArgv: ['-r', __filename],
    serialization: 'advanced',
    stdio: ['ignore', stdio, stdio, 'ipc']
  })
  const ports = new Map()
  let next = 1
  const tell = message => child.connected && child.send(message, () => {})
  const relay = port => {
    const id = next++
    ports.set(id, port)
    port.on('message', ({ data }) => tell({ port: id, data }))
    port.on('close', () => ports.delete(id) && tell({ port: id, closed: true }))
    port.start()
    return id
  }
  child.postMessage = (message, transfer = []) => tell({ message, ports: transfer.map(relay) })
  const emit = child.emit.bind(child)
  child.emit = (event, ...values) => {
    if (event !== 'message') return emit(event, ...values)
    const [{ message, port, data, closed }] = values
    if (port === undefined) return emit('message', message)
    if (closed) ports.get(port)?.close()
    else ports.get(port)?.postMessage(data)
    return true
  }
  child.once('exit', () => {
    for (const port of ports.values()) port.close()
  })
  return child
}

function beUtilityProcess() {
  // Keeps child processes from preloading this file: they are not utility processes.
  process.execArgv = []
  const ports = new Map()
  const parentPort = new EventEmitter()
  parentPort.postMessage = message => process.send({ message })
  const receive = id => {
    const port = new EventEmitter()
    const waiting = []
    let started = false
    ports.set(id, data => (started ? port.emit('message', { data }) : waiting.push(data)))
    port.start = () => {
      started = true
      for (const data of waiting.splice(0)) port.emit('message', { data })
    }
    port.postMessage = data => process.connected && process.send({ port: id, data })
    port.close = () => ports.delete(id) && process.send({ port: id, closed: true })
    port.once('relay-closed', () => {
      ports.delete(id)
      port.emit('close')
    })
    relays.set(id, port)
    return port
  }
  const relays = new Map()
  process.on('message', ({ message, ports: ids = [], port, data, closed }) => {
    if (port === undefined) parentPort.emit('message', { data: message, ports: ids.map(receive) })
    else if (closed) relays.get(port)?.emit('relay-closed')
    else ports.get(port)?.(data)
  })
  process.on('disconnect', () => process.exit(0))
  process.parentPort = parentPort
}
