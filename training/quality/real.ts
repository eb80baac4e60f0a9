/** Name of the trial that leaves patches unaltered. */
export const realTrial = 'real'
