/** A decoder of the WebAssembly codecs, which state no types. */
interface FrameDecoder {
  /** Memory of the codec into which the compressed frame is copied. */
  getEncodedBuffer(length: number): Uint8Array
  decode(): void
  /** Pixels in the codec's memory, valid until `delete`. */
  getDecodedBuffer(): Uint8Array
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number }
  /** 0: one plane per sample. */
  getInterleaveMode?(): number
  delete(): void
}

/** Replaces the codec's output to the terminal. */
interface CodecOptions {
  print(line: string): void
  printErr(line: string): void
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export default function load(options: CodecOptions): Promise<{ J2KDecoder: new () => FrameDecoder }>
}

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  export default function load(options: CodecOptions): Promise<{ JpegLSDecoder: new () => FrameDecoder }>
}
