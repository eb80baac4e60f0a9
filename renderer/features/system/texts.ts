/** Texts of the system check and the program itself. */
export const systemTexts = {
  readers: {
    command: 'To install it, run',
    restart: 'in Ductal’s folder, then start Ductal again.',
    install: 'Install Ductal again, then restart it.'
  },

  doctor: {
    title: 'System check',
    intro: 'What works on this computer, what does not, and how to fix it.',
    checking: 'Checking …',
    again: 'Check again',
    ok: 'works',
    bad: 'does not work',
    all: 'Everything Ductal needs works.',
    spare: 'not needed',
    subjects: {
      openslide: 'OpenSlide',
      electron: 'Electron',
      library: 'Library',
      backup: 'Backup',
      disk: 'Disk',
      memory: 'Memory',
      models: 'Models',
      node: 'Node',
      processor: 'Processor'
    } as Record<string, string>,
    engine: (name: string) => `Engine: ${name}`,
    model: (name: string) => `Model: ${name}`,
    some: (count: number) =>
      count === 1 ? '1 item does not work on this computer.' : `${count} items do not work on this computer.`
  },

  about: {
    title: 'About Ductal',
    text: 'Ductal marks possible invasive ductal carcinoma on whole-mount breast slides with a neural network, for a pathologist to review. Slides and results stay on this computer; nothing is sent anywhere.',
    version: 'Version',
    dataFolder: 'Data folder',
    licence: 'Licence',
    licenceValue: 'MIT',
    use: 'The marked area is not a tumour size. Do not use Ductal for diagnosis or treatment.'
  }
} as const
