import { type FileHandle, open } from 'node:fs/promises'

/** Log with one JSON document per line. */
export class TrainingLog {
  private readonly file: FileHandle
  bytes: number

  private constructor(file: FileHandle, bytes: number) {
    this.file = file
    this.bytes = bytes
  }

  /**
   * Opens the log and cuts off entries later than the checkpoint: their steps are trained again.
   */
  static async open(path: string, bytes: number): Promise<TrainingLog> {
    const file = await open(path, bytes > 0 ? 'r+' : 'w')
    await file.truncate(bytes)
    return new TrainingLog(file, bytes)
  }

  async write(entry: object): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`)
    // A full disk may accept part of a line without an error; writing the rest then fails.
    for (let done = 0; done < line.length; )
      done += (await this.file.write(line, done, line.length - done, this.bytes + done)).bytesWritten
    this.bytes += line.length
  }

  close(): Promise<void> {
    return this.file.close()
  }
}
