/** What the patches are called of which nothing was made. */
export const realTrial = 'real'
