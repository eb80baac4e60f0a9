/** Beginning of the remark that says why a resolution in the file is not used. */
export const unusedResolution = 'The resolution that the file states is not used: '

/** Returns a slide's remark that says why its file's resolution is not used; null without one. */
export const resolutionRemark = ({ remarks }: { remarks: readonly string[] }): string | null =>
  remarks.find(remark => remark.startsWith(unusedResolution)) ?? null
